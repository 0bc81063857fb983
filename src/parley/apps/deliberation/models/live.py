"""What a room sees at the same moment."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from parley.apps.accounts.models import User
from parley.apps.deliberation.models.consultations import Consultation
from parley.apps.deliberation.models.propositions import Proposition


class LiveRoom(models.Model):
    """The live side of a consultation: what a facilitator has put to the room."""

    consultation = models.OneToOneField(
        Consultation, on_delete=models.CASCADE, related_name="live_room"
    )
    # Typed by hand in the room: short, without letters that are mistaken for others.
    code = models.CharField(_("code of the room"), max_length=12, unique=True)
    running = models.BooleanField(default=False)
    proposition = models.ForeignKey(
        Proposition, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    shows_results = models.BooleanField(default=False)
    shows_map = models.BooleanField(default=False)
    timer_ends_at = models.DateTimeField(null=True, blank=True)
    takes_speakers = models.BooleanField(_("speakers' list is open"), default=False)
    # Raised with each change, so that a view knows whether it is up to date.
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.code


class SpeakerState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SPEAKING = "speaking", _("Speaking")
    DONE = "done", _("Has spoken")


class Speaker(models.Model):
    """Somebody who asks for the floor, before everybody's eyes. Gone when the consultation closes."""

    room = models.ForeignKey(LiveRoom, on_delete=models.CASCADE, related_name="speakers")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    state = models.CharField(
        max_length=8, choices=SpeakerState.choices, default=SpeakerState.WAITING
    )
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["room", "user"], name="one_place_per_speaker")
        ]

    def __str__(self) -> str:
        return self.name
