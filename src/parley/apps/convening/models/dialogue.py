"""A series, one edition of it, and what stands on the dialogue itself."""

import uuid
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from parley.apps.accounts.models import Listed, Organisation, User
from parley.apps.convening.models.limits import LONGEST_DIALOGUE, days_in, validate_year
from parley.apps.convening.models.place import validate_zone
from parley.core import countries
from parley.core.localtext import LocalTextField


class Series(Listed):
    """A recurring meeting."""

    title = LocalTextField(_("title"))
    description = LocalTextField(_("description"), blank=True)

    class Meta:
        ordering = ["slug"]
        verbose_name = _("series")
        verbose_name_plural = _("series")

    def __str__(self) -> str:
        return str(self.title)


class Format(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    VIRTUAL = "virtual", _("Virtual")
    HYBRID = "hybrid", _("Hybrid")


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ANNOUNCED = "announced", _("Announced")
    OPEN = "open", _("Open")
    CONCLUDED = "concluded", _("Concluded")
    CANCELLED = "cancelled", _("Cancelled")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Everyone may know of it")
    INVITED = "invited", _("Only invited people may know of it")


class Dialogue(models.Model):
    """One meeting: an edition of a series, or a single one."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, null=True, blank=True, related_name="dialogues"
    )
    edition = models.PositiveSmallIntegerField(_("edition"), null=True, blank=True)
    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    title = LocalTextField(_("title"))
    subtitle = LocalTextField(_("subtitle"), blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    visibility = models.CharField(
        _("visibility"), max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    synthetic = models.BooleanField(_("synthetic (invented for a demonstration)"), default=False)

    starts_on = models.DateField(_("first day"), validators=[validate_year])
    ends_on = models.DateField(_("last day"), validators=[validate_year])
    time_zone = models.CharField(_("time zone"), max_length=60, validators=[validate_zone])
    format = models.CharField(_("format"), max_length=10, choices=Format.choices)
    city = models.CharField(_("city"), max_length=120, blank=True)
    country = models.CharField(
        _("country"), max_length=2, blank=True, validators=[countries.validate]
    )

    purpose = LocalTextField(_("purpose"), blank=True)
    body = LocalTextField(_("description"), blank=True)
    background = LocalTextField(_("background"), blank=True)

    eligibility = LocalTextField(_("who may take part"), blank=True)
    registration_required = models.BooleanField(_("registration is mandatory"), default=False)
    registration_deadline = models.DateField(
        _("registration deadline"), null=True, blank=True, validators=[validate_year]
    )
    contact_name = models.CharField(_("contact person"), max_length=200, blank=True)
    contact_email = models.EmailField(_("contact address"), blank=True)
    hashtag = models.CharField(_("hashtag"), max_length=60, blank=True)
    account = models.CharField(_("account"), max_length=60, blank=True)
    account_network = models.CharField(_("network of the account"), max_length=60, blank=True)
    source_note = LocalTextField(_("note on the source"), blank=True)

    sequence = models.PositiveIntegerField(default=0, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-starts_on", "slug"]
        verbose_name = _("dialogue")
        verbose_name_plural = _("dialogues")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="dialogue_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
            models.UniqueConstraint(
                fields=["series", "edition"],
                name="one_dialogue_per_edition",
                violation_error_message=_("The series already has this edition."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def clean(self) -> None:
        if days_in(self.starts_on, self.ends_on) > LONGEST_DIALOGUE:
            limit = {"limit": LONGEST_DIALOGUE}
            raise ValidationError(_t("A dialogue lasts at most %(limit)s days.") % limit)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def is_published(self) -> bool:
        return self.status != Status.DRAFT


class HostRole(models.TextChoices):
    ORGANISER = "organiser", _("Organiser")
    CO_ORGANISER = "co_organiser", _("Co-organiser")
    PARTNER = "partner", _("Partner")
    FUNDER = "funder", _("Funder")


class Host(models.Model):
    """An organisation's part in holding the dialogue."""

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="hosts")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="hostings"
    )
    role = models.CharField(_("role"), max_length=20, choices=HostRole.choices)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dialogue", "organisation", "role"], name="one_host_per_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"


class PointKind(models.TextChoices):
    OBJECTIVE = "objective", _("Objective")
    AUDIENCE = "audience", _("Who takes part")


class KeyPoint(models.Model):
    """One objective of the dialogue, or one kind of people that it brings together."""

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="points")
    kind = models.CharField(_("kind"), max_length=10, choices=PointKind.choices)
    text = LocalTextField(_("text"))
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["kind", "order", "pk"]

    def __str__(self) -> str:
        return str(self.text)


class NormReference(models.Model):
    """A norm under discussion: its words and where they come from."""

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="norms")
    label = models.CharField(_("label"), max_length=60)
    text = LocalTextField(_("text of the norm"))
    origin = LocalTextField(_("origin"))
    link = models.URLField(_("link"), blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.label


class SeatRole(models.TextChoices):
    INVITED = "invited", _("Invited")
    PARTICIPANT = "participant", _("Participant")
    FACILITATOR = "facilitator", _("Facilitator")
    RAPPORTEUR = "rapporteur", _("Rapporteur")
    CONVENER = "convener", _("Convener")


class Seat(models.Model):
    """What an account is to a dialogue. Policies read it; upper apps give and take it."""

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="seats")
    role = models.CharField(_("role"), max_length=12, choices=SeatRole.choices)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["dialogue", "user", "role"], name="one_seat_per_role")
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"
