"""An application to take part, what goes with it, and each decision on it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parley.apps.accounts.models import User
from parley.apps.convening.models import Dialogue
from parley.apps.registration.models.groups import Group, Question
from parley.apps.registration.models.invitations import Invitation
from parley.core import countries
from parley.core.characters import validate_plain


class State(models.TextChoices):
    SUBMITTED = "submitted", _("Submitted")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", pgettext_lazy("registration", "Declined")
    WAITLISTED = "waitlisted", _("On the waitlist")
    OFFERED = "offered", _("Offered a seat")
    CANCELLED = "cancelled", _("Cancelled")
    ATTENDED = "attended", _("Attended")


# Each of them takes a seat of the group.
HOLDING = (State.APPROVED, State.OFFERED, State.ATTENDED)


class Mode(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")


class Gender(models.TextChoices):
    WOMAN = "woman", _("Woman")
    MAN = "man", _("Man")
    OTHER = "other", _("Another")
    UNSAID = "unsaid", _("I prefer not to say")


class Listing(models.TextChoices):
    """To whom of the dialogue the name is shown in the list of participants."""

    NOBODY = "nobody", _("No one")
    GROUP = "group", _("My own group")
    PARTICIPANTS = "participants", _("All participants")


def photo_path(registration: "Registration", filename: str) -> str:
    return f"photos/{uuid.uuid4().hex}"


class Registration(models.Model):
    """What somebody said of themselves for one dialogue, and how it stands."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="registrations")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="registrations")
    group = models.ForeignKey(
        Group,
        on_delete=models.PROTECT,
        related_name="registrations",
        verbose_name=_("stakeholder group"),
    )
    invitation = models.OneToOneField(
        Invitation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="registration",
        editable=False,
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.SUBMITTED
    )

    name = models.CharField(_("name"), max_length=200, validators=[validate_plain])
    honorific = models.CharField(_("title"), max_length=60, blank=True, validators=[validate_plain])
    position = models.CharField(
        _("position"), max_length=200, blank=True, validators=[validate_plain]
    )
    organisation = models.CharField(
        _("organisation"), max_length=200, blank=True, validators=[validate_plain]
    )
    country = models.CharField(
        _("country"), max_length=2, blank=True, validators=[countries.validate]
    )
    gender = models.CharField(_("gender"), max_length=6, choices=Gender.choices, blank=True)
    mode = models.CharField(_("takes part"), max_length=9, choices=Mode.choices)
    access_needs = models.TextField(_("access needs"), max_length=2000, blank=True)
    photo = models.FileField(_("photo"), upload_to=photo_path, blank=True)
    listing = models.CharField(
        _("my name is shown to"), max_length=12, choices=Listing.choices, default=Listing.NOBODY
    )
    # The key of a question → the answer, as text; a choice by its number, from 0.
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True, default="")
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True, default="")
    consented_at = models.DateTimeField(_("consented"))

    submitted_at = models.DateTimeField(_("submitted"), auto_now_add=True)
    # When its evidence was deleted, as announced.
    evidence_deleted_at = models.DateTimeField(null=True, editable=False)
    # When it came into its state: the order of the waitlist, before which a convener may move
    # somebody up; of those moved up, the highest goes first.
    state_since = models.DateTimeField(_("since"))
    priority = models.PositiveIntegerField(default=0, editable=False)
    offer_ends_at = models.DateTimeField(_("offer ends"), null=True, blank=True)
    # Of the calendar entries that were sent, raised with each.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    # A digest of the entry that stands in the person's calendar by our last mail; empty: none does.
    entry = models.CharField(max_length=64, blank=True, default="", editable=False)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        indexes = [models.Index(fields=["group", "state"], name="registration_group_state_idx")]
        constraints = [
            models.UniqueConstraint(
                fields=["dialogue", "user"],
                name="one_registration_per_person",
                violation_error_message=_("There is a registration of this person already."),
            ),
            models.CheckConstraint(
                condition=Q(offer_ends_at=None) | Q(state=State.OFFERED),
                name="registration_offer_only_while_offered",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def holds_seat(self) -> bool:
        return self.state in HOLDING

    def answer_to(self, question: Question) -> str:
        return str(self.answers.get(str(question.pk), ""))


def evidence_path(evidence: "Evidence", filename: str) -> str:
    """Nothing of the uploaded name is kept, nor is its ending."""
    return f"evidence/{uuid.uuid4().hex}"


class Evidence(models.Model):
    """A file that shows that somebody may take part. Only they and the vetters see it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="evidence"
    )
    file = models.FileField(_("file"), upload_to=evidence_path)
    filename = models.CharField(_("name of the file"), max_length=120)
    type = models.CharField(max_length=5)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)  # SHA-256
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return self.filename


class Transition(models.Model):
    """One decision on a registration, or one step of its owner. It goes when the registration goes.

    Where the state stays, it was moved up on the waitlist, or into another group.
    """

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="transitions"
    )
    before = models.CharField(max_length=10, choices=State.choices, blank=True)
    after = models.CharField(max_length=10, choices=State.choices)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    # Who it was when it was no account: the name of a job.
    by_job = models.CharField(max_length=80, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    at = models.DateTimeField()
    # What was decided at one stroke, and can be undone so: back to the place that it had.
    batch = models.UUIDField(null=True, db_index=True)
    since_before = models.DateTimeField(null=True)
    priority_before = models.PositiveIntegerField(default=0)
    left_group = models.ForeignKey(Group, on_delete=models.SET_NULL, null=True, related_name="+")
    joined_group = models.ForeignKey(Group, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class Note(models.Model):
    """A vetter's note on a registration, for vetters only."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField(_("note"), max_length=2000)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
