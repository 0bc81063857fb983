"""The timed parts of a dialogue, and who takes which part in them."""

import uuid
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from parley.apps.accounts.models import Organisation, Person, User
from parley.apps.convening.models.dialogue import Dialogue
from parley.apps.convening.models.limits import LONGEST_SESSION, YEARS, is_in_years
from parley.apps.convening.models.place import Room
from parley.core.localtext import LocalTextField


class SessionKind(models.TextChoices):
    LECTURE = "lecture", _("Lecture")
    PANEL = "panel", _("Panel")
    ROUNDTABLE = "roundtable", _("Roundtable")
    DEEP_DIVE = "deep_dive", _("Deep dive")
    BREAK_OUT = "break_out", _("Break-out")
    PLENARY = "plenary", _("Plenary")
    BREAK = "break", _("Break")


class Rule(models.TextChoices):
    """Who may see a session and how it may be quoted. Unset means: not stated, so closed."""

    PUBLIC = "public", _("Public")
    PARTICIPANTS = "participants", _("Participants")
    CHATHAM_HOUSE = "chatham_house", _("Chatham House")
    CLOSED_DOOR = "closed_door", _("Closed door")


class Session(models.Model):
    """A part of a dialogue. Its times may be unknown, its day too: then both stay unset."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="sessions")
    parent = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
    )
    slug = models.SlugField(_("short name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=12, choices=SessionKind.choices)
    label = LocalTextField(_("label"), blank=True, help_text=_("Such as “Panel 1”."))
    title = LocalTextField(_("title"))
    question = LocalTextField(_("guiding question"), blank=True)
    abstract = LocalTextField(_("abstract"), blank=True)

    rule = models.CharField(_("rule"), max_length=14, choices=Rule.choices, blank=True)
    listed = models.BooleanField(
        _("in the public programme"),
        default=False,
        help_text=_("What stands on its page is public, whoever may attend."),
    )
    cancelled = models.BooleanField(_("cancelled"), default=False)

    day = models.DateField(_("day, where no time is known"), null=True, blank=True)
    starts_at = models.DateTimeField(_("start"), null=True, blank=True)
    ends_at = models.DateTimeField(_("end"), null=True, blank=True)
    room = models.ForeignKey(
        Room, on_delete=models.SET_NULL, null=True, blank=True, related_name="sessions"
    )
    join_url = models.URLField(_("address to join online"), blank=True)
    capacity = models.PositiveIntegerField(_("capacity"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = [F("starts_at").asc(nulls_last=True), "order", "pk"]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.UniqueConstraint(
                fields=["dialogue", "slug"],
                name="one_session_per_slug",
                violation_error_message=_("The dialogue already has a session of this short name."),
            ),
            models.CheckConstraint(
                # A comparison with nothing is neither true nor false, and would pass.
                condition=Q(starts_at=None, ends_at=None)
                | Q(starts_at__isnull=False, ends_at__isnull=False, ends_at__gt=F("starts_at")),
                name="session_ends_after_start",
                violation_error_message=_("A session has a start and a later end, or neither."),
            ),
            models.CheckConstraint(
                condition=Q(day=None) | Q(starts_at=None),
                name="session_day_only_without_times",
                violation_error_message=_("The day follows from the start: leave it empty."),
            ),
            models.CheckConstraint(
                condition=Q(listed=False) | ~Q(rule=Rule.CLOSED_DOOR),
                name="closed_door_is_never_listed",
                violation_error_message=_(
                    "A closed-door session can't stand in the public programme."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def clean(self) -> None:
        zone = self.dialogue.zone
        times = [when for when in (self.day, self.starts_at, self.ends_at) if when is not None]
        if not all(is_in_years(when, zone) for when in times):
            years = {"first": YEARS[0], "last": YEARS[-1]}
            text = _t("A session has to be in the years %(first)s to %(last)s.")
            raise ValidationError(text % years)
        if self.starts_at and self.ends_at and self.ends_at - self.starts_at > LONGEST_SESSION:
            limit = {"limit": LONGEST_SESSION.days}
            raise ValidationError(_t("A session lasts at most %(limit)s days.") % limit)

    @property
    def date(self) -> "date | None":
        """The day in the dialogue's zone, if it is known."""
        if self.starts_at is None:
            return self.day
        return self.starts_at.astimezone(self.dialogue.zone).date()


class SessionSeat(models.Model):
    """An account assigned to a closed-door session."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="session_seats")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="one_seat_per_session")
        ]

    def __str__(self) -> str:
        return str(self.user)


class ContributionRole(models.TextChoices):
    CHAIR = "chair", _("Chair")
    MODERATOR = "moderator", _("Moderator")
    KEYNOTE = "keynote", _("Keynote speaker")
    PRESENTER = "presenter", _("Presenter")
    PANELLIST = "panellist", _("Panellist")
    DISCUSSANT = "discussant", _("Discussant")
    RAPPORTEUR = "rapporteur", _("Rapporteur")
    GUEST = "guest", _("In the presence of")


class Contribution(models.Model):
    """A role in a session, with the honorific, affiliation and capacity of that day.

    Without a person it is an organisation's delegation: "local representatives of …".
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="contributions")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    role = models.CharField(_("role"), max_length=12, choices=ContributionRole.choices)
    honorific = models.CharField(_("honorific"), max_length=60, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    position = LocalTextField(_("position"), blank=True)
    capacity = LocalTextField(_("speaks as"), blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(organisation__isnull=False),
                name="contribution_has_somebody",
                violation_error_message=_("Name a person or an organisation."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person or self.organisation} ({self.get_role_display()})"
