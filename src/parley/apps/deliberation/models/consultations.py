"""A consultation: a round in which participants submit propositions and take stances."""

import secrets
import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parley.apps.convening.models import Dialogue, Rule, Session
from parley.apps.deliberation.models.norms import Element, Norm
from parley.apps.registration.models import Group
from parley.core.localtext import LocalTextField

SECRET_BYTES = 32
# Where who said what is never stored in a form that could show it.
CONFIDENTIAL = (Rule.CHATHAM_HOUSE, Rule.CLOSED_DOOR)


class Phase(models.TextChoices):
    """In this order. Stances are taken while it is open; sealing can't be undone."""

    DRAFT = "draft", pgettext_lazy("consultation", "Draft")
    COLLECTING = "collecting", _("Collecting propositions")
    OPEN = "open", _("Taking stances")
    CLOSED = "closed", pgettext_lazy("consultation", "Closed")
    SEALED = "sealed", _("Sealed")


# While people may have something to do.
RUNNING = (Phase.COLLECTING, Phase.OPEN)


class Audience(models.TextChoices):
    PARTICIPANTS = "participants", _("Participants of the dialogue")
    ANYONE = "anyone", _("Anyone who signs in")


class Results(models.TextChoices):
    """From when on those who see the consultation see where it stands."""

    LIVE = "live", _("While it runs")
    AFTER = "after", _("Once it is closed")
    HELD = "held", _("When a convener shows them")


class Consultation(models.Model):
    """Of a dialogue, or of one session of it; its rule is at least as strict as the session's."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="consultations")
    # A session leaves the programme only after its consultations: stances are not to go with it.
    session = models.ForeignKey(
        Session,
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="consultations",
        verbose_name=_("session"),
    )
    slug = models.SlugField(_("short name"), max_length=80)
    title = LocalTextField(_("title"))
    introduction = LocalTextField(_("introduction"), blank=True)
    norm = models.ForeignKey(
        Norm,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="consultations",
        verbose_name=_("norm"),
    )
    elements = models.ManyToManyField(
        Element, blank=True, related_name="consultations", verbose_name=_("elements")
    )
    rule = models.CharField(_("rule"), max_length=14, choices=Rule.choices)
    phase = models.CharField(
        _("phase"), max_length=10, choices=Phase.choices, default=Phase.DRAFT, editable=False
    )
    # By clock, where set; by hand at any time.
    collects_at = models.DateTimeField(_("collects propositions from"), null=True, blank=True)
    opens_at = models.DateTimeField(_("takes stances from"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    seals_at = models.DateTimeField(_("is sealed at"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    sealed_on = models.DateField(null=True, blank=True, editable=False)

    audience = models.CharField(
        _("who may respond"),
        max_length=12,
        choices=Audience.choices,
        default=Audience.PARTICIPANTS,
    )
    proposing = models.ManyToManyField(
        Group, blank=True, related_name="+", verbose_name=_("groups that may submit propositions")
    )
    responding = models.ManyToManyField(
        Group, blank=True, related_name="+", verbose_name=_("groups that may take stances")
    )
    takes_propositions = models.BooleanField(
        _("participants submit propositions"),
        default=True,
        help_text=_("While propositions are collected, and while stances are taken."),
    )
    moderated = models.BooleanField(
        _("propositions are moderated"),
        default=True,
        help_text=_("Otherwise a proposition stands there as soon as it is submitted."),
    )
    on_record = models.BooleanField(
        _("delegations may answer on record"),
        default=False,
        help_text=_("With their name beside their stances; not where a rule keeps them secret."),
    )
    results = models.CharField(
        _("results are shown"), max_length=6, choices=Results.choices, default=Results.LIVE
    )
    results_shown = models.BooleanField(default=False, editable=False)
    least = models.PositiveSmallIntegerField(
        _("fewest people in a number"),
        default=5,
        validators=[MinValueValidator(3), MaxValueValidator(50)],
        help_text=_("No number about fewer people is shown to anybody."),
    )
    languages = models.JSONField(
        _("languages"), default=list, blank=True, help_text=_("In which people take part.")
    )
    synthetic = models.BooleanField(_("invented for demonstration"), default=False)
    # Of what came from elsewhere: whose it is, under which licence.
    attribution = models.TextField(_("attribution"), max_length=2000, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        constraints = [
            models.UniqueConstraint(
                fields=["dialogue", "slug"],
                name="one_consultation_per_slug",
                violation_error_message=_(
                    "The dialogue already has a consultation of this short name."
                ),
            ),
            models.CheckConstraint(
                condition=Q(on_record=False) | ~Q(rule__in=CONFIDENTIAL),
                name="on_record_only_where_names_may_show",
                violation_error_message=_("Under this rule nobody answers on record."),
            ),
            models.CheckConstraint(
                condition=Q(audience=Audience.PARTICIPANTS) | Q(rule=Rule.PUBLIC),
                name="anyone_only_in_public",
                violation_error_message=_("Only a public consultation is open to anyone."),
            ),
            models.CheckConstraint(
                condition=~Q(rule=Rule.CLOSED_DOOR) | Q(session__isnull=False),
                name="closed_door_belongs_to_a_session",
                violation_error_message=_(
                    "Behind closed doors a consultation belongs to a session: who is assigned to "
                    "it may take part."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_confidential(self) -> bool:
        return self.rule in CONFIDENTIAL

    @property
    def is_open(self) -> bool:
        return self.phase == Phase.OPEN

    @property
    def is_running(self) -> bool:
        return self.phase in RUNNING

    @property
    def is_sealed(self) -> bool:
        return self.phase == Phase.SEALED


def _new_key() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


class Secret(models.Model):
    """What the pseudonyms of one consultation are made with. Sealing destroys it."""

    consultation = models.OneToOneField(
        Consultation, on_delete=models.CASCADE, primary_key=True, related_name="secret"
    )
    key = models.BinaryField(default=_new_key)

    def __str__(self) -> str:
        return f"secret of {self.consultation_id}"
