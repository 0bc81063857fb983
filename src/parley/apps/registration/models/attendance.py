"""The day: in which room on the web a session meets, and who was there."""

import uuid

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parley.apps.accounts.models import User
from parley.apps.convening.models import Session
from parley.apps.registration.models.registrations import Registration


class MeetingKind(models.TextChoices):
    LINK = "link", _("The session’s own link")
    JITSI = "jitsi", _("Jitsi Meet")
    BBB = "bbb", _("BigBlueButton")


class Meeting(models.Model):
    """Where a session meets online. Without one, by the link that the session has, if any."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="meeting")
    kind = models.CharField(
        _("how it meets online"),
        max_length=5,
        choices=MeetingKind.choices,
        default=MeetingKind.LINK,
    )
    # What the server is told is made from it: see services/rooms.py.
    room = models.CharField(
        _("name of the room"),
        max_length=40,
        blank=True,
        validators=[
            RegexValidator(
                r"\A[a-z0-9]+(-[a-z0-9]+)*\Z",
                _("Use small letters, figures and hyphens, such as “plenary”."),
            )
        ],
        help_text=_("Sessions with the same name share a room. Empty: one of its own."),
    )

    class Meta:
        verbose_name = _("online room")

    def __str__(self) -> str:
        return self.get_kind_display()


class Attendance(models.Model):
    """That somebody came: through the door on a day, or into the online room of a session.

    What was undone stays, so that a phone which comes back late can't do it again.
    """

    # Made by whoever noted it: the same note that is sent twice is one.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="attendances"
    )
    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, null=True, related_name="attendances"
    )
    day = models.DateField(_("day"))  # in the dialogue's zone
    at = models.DateTimeField(_("came"))
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(_("taken back"), null=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        indexes = [models.Index(fields=["day"], name="registration_attendance_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "day"],
                condition=Q(session=None, undone_at=None),
                name="through_the_door_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["registration", "session"],
                condition=Q(session__isnull=False, undone_at=None),
                name="once_in_a_session",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}"
