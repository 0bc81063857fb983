"""Who of the participants goes into which of several rooms that meet at the same time."""

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from parley.apps.convening.models import Session
from parley.apps.registration.models.registrations import Registration


class Importance(models.IntegerChoices):
    """How many points each step away from what is wanted costs."""

    NOT = 0, _("Not at all")
    LITTLE = 1, _("A little")
    NORMAL = 2, _("Normally")
    MUCH = 5, _("Very much")


class Work(models.TextChoices):
    """How far the proposal is that was asked for last."""

    NONE = "none", _("Not asked for")
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


def _importance(label: Any, default: int = Importance.NORMAL) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, choices=Importance.choices, default=default)


class BreakoutRound(models.Model):
    """The break-outs of one session: its parts of that kind are the rooms."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="breakout_round")
    takes_wishes = models.BooleanField(
        _("participants may say which rooms they wish"), default=False
    )
    weigh_wishes = _importance(_("wishes"))
    weigh_groups = _importance(_("mixed stakeholder groups"))
    weigh_countries = _importance(_("mixed countries"))
    weigh_organisations = _importance(_("mixed organisations"))
    weigh_sizes = _importance(_("rooms of even size"), Importance.LITTLE)
    seed = models.PositiveIntegerField(
        _("number for the lot"),
        default=1,
        help_text=_("Whoever differs in nothing is placed by lot; another number draws again."),
    )

    # Of the proposal asked for last: the points that it has, and that nobody can get below with
    # the same people and pins; or the rooms that are too small (keys), for how many people.
    asked = models.PositiveIntegerField(default=0)  # how often; an older job is not wanted any more
    work = models.CharField(max_length=7, choices=Work.choices, default=Work.NONE)
    stage = models.CharField(max_length=6, blank=True)
    cost = models.PositiveIntegerField(null=True, blank=True)
    bound = models.PositiveIntegerField(null=True, blank=True)
    pins = models.PositiveIntegerField(default=0)
    trouble = models.JSONField(default=dict, blank=True)
    # Raised with each change of who is where.
    version = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["session__starts_at", "pk"]
        verbose_name = _("break-outs")
        verbose_name_plural = _("break-outs")

    def __str__(self) -> str:
        return str(self.session)

    @property
    def is_busy(self) -> bool:
        return self.work in (Work.QUEUED, Work.RUNNING)


class BreakoutWish(models.Model):
    """A room that somebody would like to be in; the first wish has rank 1."""

    round = models.ForeignKey(
        BreakoutRound,
        on_delete=models.CASCADE,
        related_name="wishes",
        verbose_name=_("break-outs"),
    )
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="breakout_wishes"
    )
    room = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="+", verbose_name=_("room")
    )
    rank = models.PositiveSmallIntegerField(_("rank of the wish"))

    class Meta:
        ordering = ["rank"]
        verbose_name = _("wish for a break-out")
        verbose_name_plural = _("wishes for break-outs")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "registration", "rank"], name="one_wish_per_rank"
            ),
            models.UniqueConstraint(
                fields=["round", "registration", "room"], name="one_wish_per_room"
            ),
        ]

    def __str__(self) -> str:
        return str(self.rank)


class BreakoutPlace(models.Model):
    """Where somebody is in the draft, and which room they were told when it was published."""

    round = models.ForeignKey(
        BreakoutRound,
        on_delete=models.CASCADE,
        related_name="places",
        verbose_name=_("break-outs"),
    )
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="breakout_places"
    )
    room = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="+", verbose_name=_("room")
    )
    pinned = models.BooleanField(_("kept there"), default=False)
    told = models.ForeignKey(
        Session,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("room told"),
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("break-out room of a person")
        verbose_name_plural = _("break-out rooms of people")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "registration"], name="one_place_per_registration"
            )
        ]

    def __str__(self) -> str:
        return str(self.room)


class BreakoutStep(models.Model):
    """One person's change of place, to be undone; those of one `batch` together."""

    round = models.ForeignKey(BreakoutRound, on_delete=models.CASCADE, related_name="steps")
    batch = models.PositiveIntegerField()
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="breakout_steps"
    )
    before = models.ForeignKey(Session, on_delete=models.CASCADE, null=True, related_name="+")
    after = models.ForeignKey(Session, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering = ["-batch", "pk"]
        verbose_name = _("change of break-out rooms")
        verbose_name_plural = _("changes of break-out rooms")
        indexes = [models.Index(fields=["round", "batch"], name="breakout_step_batch_idx")]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
