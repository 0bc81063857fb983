"""Eligibility: how a dialogue takes registrations, from which stakeholder groups, and what it asks."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from parley.apps.accounts.models import StakeholderGroup
from parley.apps.convening.models import Dialogue
from parley.core.localtext import LocalTextField

MOST_SEATS = 100_000


class Opening(models.Model):
    """That a dialogue takes registrations through Parley, and how. Without it, it doesn't."""

    dialogue = models.OneToOneField(Dialogue, on_delete=models.CASCADE, related_name="opening")
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    asks_country = models.BooleanField(_("ask for the country"), default=True)
    asks_gender = models.BooleanField(_("ask for the gender"), default=False)
    asks_access_needs = models.BooleanField(_("ask for access needs"), default=True)
    asks_photo = models.BooleanField(_("ask for a photo for the badge"), default=False)
    notice = LocalTextField(
        _("what happens with the data"),
        blank=True,
        help_text=_("Added to the standard words on what is asked, why, and until when."),
    )
    keep_days = models.PositiveSmallIntegerField(
        _("days to keep registrations after the last day"),
        default=180,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
    )
    keep_evidence_days = models.PositiveSmallIntegerField(
        _("days to keep evidence after the decision"),
        default=30,
        validators=[MinValueValidator(0), MaxValueValidator(3650)],
    )
    offer_days = models.PositiveSmallIntegerField(
        _("days to accept a seat that became free"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )

    reminds = models.BooleanField(
        _("remind people"),
        default=True,
        help_text=_(
            "Once before the deadline whoever has not answered, and once on the day before "
            "whoever comes."
        ),
    )

    class Meta:
        verbose_name = _("registration of a dialogue")

    def __str__(self) -> str:
        return str(self.dialogue)


class Admission(models.TextChoices):
    """By which way one of the group comes in."""

    INVITATION = "invitation", _("By invitation only")
    OPEN = "open", _("Anyone of the group may apply")


class Sight(models.TextChoices):
    """What approved people of the group see."""

    PARTICIPANTS = "participants", _("All that is open to participants")
    PUBLIC = "public", _("What is public")


class BadgeColour(models.TextChoices):
    BLUE = "blue", _("Blue")
    GREEN = "green", _("Green")
    AMBER = "amber", _("Amber")
    RED = "red", _("Red")
    VIOLET = "violet", _("Violet")
    TEAL = "teal", _("Teal")
    GREY = "grey", _("Grey")
    BLACK = "black", _("Black")


class Group(models.Model):
    """A stakeholder group of one dialogue: who may come, how many, until when, on what evidence."""

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="groups")
    slug = models.SlugField(_("short name"), max_length=60)
    name = LocalTextField(_("name"))
    kind = models.CharField(
        _("stakeholder group"), max_length=20, choices=StakeholderGroup.choices, blank=True
    )
    who = LocalTextField(_("who may apply"), blank=True)
    admission = models.CharField(
        _("admission"), max_length=10, choices=Admission.choices, default=Admission.INVITATION
    )
    vetted = models.BooleanField(
        _("a convener decides on each registration"),
        default=True,
        help_text=_("Otherwise whoever may register gets a seat as long as there are seats."),
    )
    seats = models.PositiveIntegerField(
        _("seats"), null=True, blank=True, validators=[MaxValueValidator(MOST_SEATS)]
    )
    offers = models.BooleanField(
        _("offer freed seats by itself"),
        default=True,
        help_text=_("To whoever waits longest. Otherwise a convener offers each."),
    )
    deadline = models.DateField(
        _("last day to register"),
        null=True,
        blank=True,
        help_text=_("In the dialogue's time zone. Where empty, the dialogue's deadline holds."),
    )
    evidence = LocalTextField(
        _("evidence asked"),
        blank=True,
        help_text=_("Such as a note verbale; seen by vetters only."),
    )
    evidence_needed = models.BooleanField(_("no registration without it"), default=False)
    sight = models.CharField(
        _("sees"), max_length=12, choices=Sight.choices, default=Sight.PARTICIPANTS
    )
    nominations = models.PositiveSmallIntegerField(
        _("people whom each of the group may nominate"),
        default=0,
        validators=[MaxValueValidator(50)],
    )
    colour = models.CharField(
        _("colour of the badge"), max_length=10, choices=BadgeColour.choices, default="blue"
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("stakeholder group")
        verbose_name_plural = _("stakeholder groups")
        constraints = [
            models.UniqueConstraint(
                fields=["dialogue", "slug"],
                name="one_group_per_slug",
                violation_error_message=_("The dialogue already has a group of this short name."),
            )
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def last_day(self) -> "date | None":
        """The last day to register, in the dialogue's zone."""
        return self.deadline or self.dialogue.registration_deadline


class QuestionKind(models.TextChoices):
    LINE = "line", _("A line")
    TEXT = "text", _("A text")
    YES_NO = "yes_no", _("Yes or no")
    CHOICE = "choice", _("One of several")


class Question(models.Model):
    """What a convener asks beyond the standard form; of all groups, or of some."""

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="questions")
    text = LocalTextField(_("question"))
    kind = models.CharField(
        _("kind"), max_length=8, choices=QuestionKind.choices, default=QuestionKind.LINE
    )
    choices = LocalTextField(
        _("choices"), blank=True, help_text=_("One on each line, in each language in this order.")
    )
    required = models.BooleanField(_("must be answered"), default=False)
    groups = models.ManyToManyField(
        Group, blank=True, related_name="questions", verbose_name=_("asked of")
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        return str(self.text)
