"""What was written to whom, and in which words. The text of a mail is made when it is sent."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parley.apps.convening.models import Dialogue
from parley.apps.registration.models.invitations import Invitation
from parley.apps.registration.models.registrations import Registration
from parley.core.localtext import LocalTextField


class MailKind(models.TextChoices):
    INVITATION = "invitation", _("Invitation")
    LINK = "link", _("Link to register")
    SUBMITTED = "submitted", _("Registration received")
    APPROVED = "approved", _("Registration approved")
    DECLINED = "declined", _("Registration declined")
    WAITLISTED = "waitlisted", _("On the waitlist")
    OFFERED = "offered", _("A seat became free")
    CANCELLED = "cancelled", _("Registration cancelled")
    CHANGED = "changed", _("Change of time or place")
    ROOM = "room", _("Break-out room")
    REMIND_DEADLINE = "remind_deadline", _("Reminder of the deadline")
    REMIND_DAY = "remind_day", _("Reminder of the day")


class MailText(models.Model):
    """A convener's own words for one kind of mail; without them the standard ones are sent."""

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="mail_texts")
    kind = models.CharField(_("mail"), max_length=16, choices=MailKind.choices)
    subject = LocalTextField(_("subject"))
    body = LocalTextField(_("text"))

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["dialogue", "kind"], name="one_text_per_kind_of_mail")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class MailState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    BOUNCED = "bounced", _("Came back")


class Mail(models.Model):
    """One mail about a registration or an invitation; its row goes when they go."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, null=True, related_name="mails"
    )
    invitation = models.ForeignKey(
        Invitation, on_delete=models.CASCADE, null=True, related_name="mails"
    )
    kind = models.CharField(max_length=16, choices=MailKind.choices)
    # Two mails of the same kind and key are one: a reminder is never sent twice.
    key = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=7, choices=MailState.choices, default=MailState.QUEUED)
    error = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-queued_at", "-pk"]
        indexes = [models.Index(fields=["state"], name="registration_mail_state_idx")]
        constraints = [
            models.CheckConstraint(
                condition=Q(registration=None) ^ Q(invitation=None), name="mail_is_about_one_thing"
            ),
            models.UniqueConstraint(
                fields=["registration", "kind", "key"],
                condition=~Q(key=""),
                name="one_mail_per_registration_and_key",
            ),
            models.UniqueConstraint(
                fields=["invitation", "kind", "key"],
                condition=~Q(key=""),
                name="one_mail_per_invitation_and_key",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
