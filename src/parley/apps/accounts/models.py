"""People and organisations, and the accounts that people sign in with."""

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from parley.core import countries
from parley.core.addresses import folded
from parley.core.localtext import LocalTextField


class StakeholderGroup(models.TextChoices):
    GOVERNMENT = "government", _("Government")
    INTERGOVERNMENTAL = "intergovernmental", _("Intergovernmental")
    ACADEMIA = "academia", _("Academia")
    CIVIL_SOCIETY = "civil_society", _("Civil society")
    INDUSTRY = "industry", _("Industry")
    TECHNICAL = "technical", _("Technical community")


class UserManager(BaseUserManager["User"]):
    def create(self, **fields: Any) -> "User":
        """A user without a password: people sign in by other means."""
        user = self.model(**fields)
        user.email = folded(self.normalize_email(user.email))
        user.set_unusable_password()
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Who can sign in. An operator runs the service; a convener may create dialogues."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_operator = models.BooleanField(_("operator"), default=False)
    is_convener = models.BooleanField(_("convener"), default=False)
    # Empty until its owner has chosen one: then no sign-in changes the interface's language.
    language = models.CharField(_("language"), max_length=10, blank=True, default="")
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)

    USERNAME_FIELD = "email"
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering = ["email"]

    def __str__(self) -> str:
        return self.name or self.email


class Listed(models.Model):
    """What stands in a directory: named in addresses, made by someone, perhaps invented."""

    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    synthetic = models.BooleanField(_("synthetic (invented for a demonstration)"), default=False)
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        abstract = True


class Person(Listed):
    """Somebody who takes part, with the name as they write it."""

    name = models.CharField(_("name"), max_length=200)
    honorific = models.CharField(_("honorific"), max_length=60, blank=True)
    country = models.CharField(
        _("country"), max_length=2, blank=True, validators=[countries.validate]
    )
    bio = LocalTextField(_("biography"), blank=True)
    user = models.OneToOneField(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="person"
    )

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name


class Organisation(Listed):
    """An institution, a ministry, a company; or a part or project of another."""

    name = LocalTextField(_("name"))
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    kind = models.CharField(
        _("stakeholder group"), max_length=20, choices=StakeholderGroup.choices, blank=True
    )
    country = models.CharField(
        _("country"), max_length=2, blank=True, validators=[countries.validate]
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    website = models.URLField(_("website"), blank=True)

    class Meta:
        ordering = ["slug"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return str(self.name)


IN_YEARS = (MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2199, 12, 31)))


class Affiliation(models.Model):
    """What somebody is at an organisation, from a day until a day; either may be unknown."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="affiliations")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="affiliations"
    )
    position = LocalTextField(_("position"), blank=True)
    since = models.DateField(_("from"), null=True, blank=True, validators=IN_YEARS)
    until = models.DateField(_("until"), null=True, blank=True, validators=IN_YEARS)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints = [
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="affiliation_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    def holds_on(self, day: date) -> bool:
        """Whether it holds on that day, as far as is known."""
        return not ((self.since and day < self.since) or (self.until and day > self.until))


class FormerSlug(models.Model):
    """The short name of an entry that became part of another, so that links to it still lead on.

    One table for every kind of entry: `kind` is the model, `entry` the key of the kept one.
    """

    kind = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80)
    entry = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="one_entry_per_former_slug")
        ]
        indexes = [models.Index(fields=["kind", "entry"], name="accounts_former_entry_idx")]

    def __str__(self) -> str:
        return self.slug
