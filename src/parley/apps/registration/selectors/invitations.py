"""Invitations as conveners see them: who was written to, what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from parley.apps.convening.models import Dialogue
from parley.apps.registration.models import (
    Invitation,
    InvitationState,
    Mail,
    MailKind,
    MailState,
)
from parley.core.access import visible
from parley.core.actors import Actor

EXPIRED = "expired"
PROBLEM = "problem"  # the last mail failed or came back
UNSENT = (MailState.FAILED, MailState.BOUNCED)


@dataclass(frozen=True)
class Wanted:
    """Which invitations to list."""

    state: str = ""
    group: int | None = None
    words: str = ""


@dataclass(frozen=True)
class Progress:
    """How far sending has come, by the last mail of each open invitation."""

    queued: int = 0
    sent: int = 0
    failed: int = 0
    bounced: int = 0

    @property
    def total(self) -> int:
        return self.queued + self.sent + self.failed + self.bounced


def _last_mail(column: str) -> Subquery:
    mails = Mail.objects.filter(invitation=OuterRef("pk"), kind=MailKind.INVITATION)
    return Subquery(mails.order_by("-pk").values(column)[:1])


def _all(actor: Actor, dialogue: Dialogue) -> QuerySet[Any]:
    """Those that somebody sent; not the addresses that asked for a link themselves."""
    rows = visible(Invitation, actor).filter(dialogue=dialogue, group__isnull=False)
    return rows.annotate(
        mail_state=_last_mail("state"),
        mail_error=_last_mail("error"),
        mail_at=_last_mail("done_at"),
    )


def invitations_for(actor: Actor, dialogue: Dialogue, wanted: Wanted) -> QuerySet[Any]:
    """Each with the state of its last mail."""
    rows = _all(actor, dialogue).filter(_in_state(wanted.state))
    if wanted.group is not None:
        rows = rows.filter(group=wanted.group)
    for word in wanted.words.split():
        said = Q(name__icontains=word) | Q(address__icontains=word)
        rows = rows.filter(said | Q(organisation__icontains=word))
    return rows.select_related("group", "nominated_by")


def _in_state(state: str) -> Q:
    is_open, now = Q(state=InvitationState.OPEN), timezone.now()
    if state == InvitationState.OPEN:
        return is_open & Q(expires_at__gt=now)
    if state == EXPIRED:
        return is_open & Q(expires_at__lte=now)
    if state == PROBLEM:
        return is_open & Q(mail_state__in=UNSENT)
    return Q(state=state) if state else Q()


def progress_of(actor: Actor, dialogue: Dialogue) -> Progress:
    rows = _all(actor, dialogue).filter(state=InvitationState.OPEN, mail_state__isnull=False)
    counted = rows.order_by().values(said=F("mail_state")).annotate(number=Count("pk"))
    return Progress(**{row["said"]: row["number"] for row in counted})


def chosen(actor: Actor, dialogue: Dialogue, uids: Sequence[UUID]) -> list[Invitation]:
    """Those of the dialogue that the actor sees, of the ones named."""
    rows = visible(Invitation, actor).filter(dialogue=dialogue, group__isnull=False)
    return list(rows.filter(uid__in=uids))
