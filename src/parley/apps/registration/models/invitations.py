"""Personal links to register."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parley.apps.accounts.models import User
from parley.apps.convening.models import Dialogue
from parley.apps.registration.models.groups import Group
from parley.core.characters import validate_plain


class InvitationState(models.TextChoices):
    """Sending stands in its mails; these say what has become of it."""

    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    REVOKED = "revoked", _("Revoked")
    # Somebody nominated a person who is invited or registered already. It stands like any other
    # for who nominated, or nominating would tell who takes part; no mail goes out and no link opens it.
    KNOWN = "known", _("Known already")


class LateReason(models.TextChoices):
    """Why somebody is let in after the deadline. Chosen, not written: it outlives the invitation
    in the audit, where no name belongs."""

    OURS = "ours", _("We invited them late")
    REPLACES = "replaces", _("They replace somebody")
    NAMED = "named", _("Their government or organisation named them late")
    TRAVEL = "travel", _("Travel or a visa took longer")
    MAIL = "mail", _("Our mail did not reach them")
    OTHER = "other", _("Another reason")


class Invitation(models.Model):
    """A link for one address, to be used once. What opens it is not stored: see selectors/tokens.py.

    Without a group it came from an address that asked to register: its owner chooses among the
    groups that are open to all.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="invitations")
    group = models.ForeignKey(
        Group,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("stakeholder group"),
    )
    address = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=200, blank=True, validators=[validate_plain])
    honorific = models.CharField(
        _("honorific"), max_length=60, blank=True, validators=[validate_plain]
    )
    organisation = models.CharField(
        _("organisation"), max_length=200, blank=True, validators=[validate_plain]
    )
    language = models.CharField(_("language"), max_length=10, blank=True, default="")
    state = models.CharField(
        _("state"), max_length=8, choices=InvitationState.choices, default=InvitationState.OPEN
    )
    # Raised to make all links sent so far useless.
    serial = models.PositiveSmallIntegerField(default=1, editable=False)
    expires_at = models.DateTimeField(_("expires"))
    # Whether the end moves with the deadline of the group; otherwise it was chosen.
    follows_deadline = models.BooleanField(default=False, editable=False)
    # Lets the person in after the deadline; the LateReason stands in the audit.
    late = models.BooleanField(_("may come after the deadline"), default=False)
    # The group may be one that a convener vets: an invitation can say that this was done.
    vetted = models.BooleanField(_("needs no further decision"), default=True)
    invited_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    nominated_by = models.ForeignKey(
        "registration.Registration",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="nominations",
        editable=False,
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "address", "pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["dialogue", "address"],
                condition=Q(state=InvitationState.OPEN, group__isnull=False),
                name="one_open_invitation_per_address",
                violation_error_message=_("This address is invited already."),
            ),
            # Whoever types somebody's address does not keep a convener from inviting them.
            models.UniqueConstraint(
                fields=["dialogue", "address"],
                condition=Q(state=InvitationState.OPEN, group=None),
                name="one_open_link_per_address",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.address

    def is_usable(self, now: datetime) -> bool:
        return self.state == InvitationState.OPEN and now < self.expires_at
