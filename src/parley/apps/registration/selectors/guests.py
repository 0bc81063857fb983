"""What guests read: their own registrations, by which groups they can come, what is asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from parley.apps.accounts.selectors import own_account
from parley.apps.convening.models import Dialogue
from parley.apps.registration.models import (
    Admission,
    Group,
    Invitation,
    InvitationState,
    Mail,
    MailKind,
    Opening,
    Question,
    Registration,
    State,
    Transition,
)
from parley.apps.registration.selectors import eligibility, tokens
from parley.apps.registration.selectors.eligibility import Window
from parley.core.access import get_visible, visible
from parley.core.actors import Actor, system_actor
from parley.core.addresses import folded
from parley.core.errors import not_found
from parley.core.statements import prepared

# Whoever holds a link sees what it is for, also where others may not know of the dialogue.
LINK = system_actor("invitation link")
SAID_AGAIN = ("name", "honorific", "position", "organisation", "country")


@dataclass(frozen=True)
class Way:
    """A group that somebody could come by, and why they can't, in words; empty where they can."""

    group: Group
    window: Window
    refusal: str
    is_full: bool

    @property
    def is_open(self) -> bool:
        return not self.refusal


def invitation_at(actor: Actor, token: str) -> Invitation:
    """Whoever holds the link reads the one invitation that it was made for."""
    found = tokens.invitation_by(token)
    if not found.dialogue.is_published:
        raise not_found()
    return found


def registration_for(actor: Actor, slug: str) -> Registration:
    """One's own registration for a dialogue."""
    rows = _own(actor).select_related("dialogue__series", "group__dialogue", "user")
    return get_visible(rows, actor, dialogue__slug=slug)


def own_registration(actor: Actor, dialogue: Dialogue) -> Registration | None:
    return next((row for row in registrations_of(actor) if row.dialogue_id == dialogue.pk), None)


def registrations_of(actor: Actor) -> list[Registration]:
    """All of one's own, what comes last first."""
    rows = _own(actor).select_related("dialogue__series", "group__dialogue")
    return list(rows.order_by("-dialogue__starts_on", "pk"))


def is_registered(actor: Actor) -> bool:
    """Whether the actor has a registration at all; asked on every page."""
    return actor.is_signed_in and actor.preview is None and bool(_any_own(actor))


@prepared
def _any_own(actor: Actor) -> QuerySet[Registration]:
    mine = visible(Registration, actor).filter(user=actor.user_id)
    return mine.filter(dialogue__in=visible(Dialogue, actor)).only("pk").order_by()[:1]


def _own(actor: Actor) -> QuerySet[Registration]:
    """Of dialogues that are taken back to drafts nobody learns what becomes of them."""
    if not actor.is_signed_in:
        return Registration.objects.none()
    mine = visible(Registration, actor).filter(user=actor.user_id)
    return mine.filter(dialogue__in=visible(Dialogue, actor))


def invitation_of(actor: Actor, dialogue: Dialogue) -> Invitation | None:
    """The convener's open invitation to the address that the actor has signed in with."""
    if not actor.is_signed_in:
        return None
    address = own_account(actor).email
    return open_invitations(dialogue, address).filter(group__isnull=False).first()


def open_invitations(dialogue: Dialogue, address: str) -> QuerySet[Invitation]:
    rows = Invitation.objects.filter(dialogue=dialogue, state=InvitationState.OPEN)
    rows = rows.filter(address=folded(address), expires_at__gt=timezone.now())
    return rows.select_related("dialogue", "group__dialogue")


def ways_in(
    actor: Actor, dialogue: Dialogue, invitation: Invitation | None, now: datetime
) -> list[Way]:
    """The group that the invitation is for; without, those that are open to all."""
    reader = actor if invitation is None else LINK
    opening = eligibility.opening_for(reader, dialogue)
    if opening is None:
        return []
    return [
        Way(
            group,
            eligibility.window_of(group, opening),
            eligibility.refusal(group, opening, invitation, now),
            eligibility.seats_free(group) == 0,
        )
        for group in eligibility.groups_for(reader, dialogue)
        if _is_meant(group, invitation)
    ]


def _is_meant(group: Group, invitation: Invitation | None) -> bool:
    """That there are groups of invited people only is told where the convener tells it."""
    if invitation is not None and invitation.group_id is not None:
        return group.pk == invitation.group_id
    return group.admission == Admission.OPEN


def takes_groups_by_invitation(actor: Actor, dialogue: Dialogue) -> bool:
    groups = eligibility.groups_for(actor, dialogue)
    return any(group.admission == Admission.INVITATION for group in groups)


def opening_of(group: Group) -> Opening:
    """How the dialogue of a group takes registrations; as it would be where it doesn't."""
    dialogue = group.dialogue
    return eligibility.opening_for(LINK, dialogue) or Opening(dialogue=dialogue)


def questions_for(group: Group) -> list[Question]:
    """What is asked of the group: its own questions and those that are for all, in order."""
    rows = Question.objects.filter(dialogue=group.dialogue_id).prefetch_related("groups")
    return [row for row in rows if not (asked := row.groups.all()) or group in asked]


def said_before(actor: Actor) -> dict[str, str]:
    """What somebody signed in wrote of themselves the last time, to fill in a form with."""
    if not actor.is_signed_in:
        return {}
    last = visible(Registration, actor).filter(user=actor.user_id).order_by("pk").last()
    if last is None:
        return {"name": own_account(actor).name}
    return {name: getattr(last, name) for name in SAID_AGAIN}


def undoable(registration: Registration) -> State | None:
    """To which state a withdrawal by the owner can be taken back; None where it was no such."""
    last = _cancellation(registration)
    return State(last.before) if last is not None and _is_own(last, registration) else None


def is_kept_out(registration: Registration) -> bool:
    """Whether somebody else than its owner has cancelled it. That holds, until a convener lets the
    person in again."""
    last = _cancellation(registration)
    return last is not None and not _is_own(last, registration)


def _cancellation(registration: Registration) -> Transition | None:
    """The step by which it came to be cancelled; None where it is not."""
    if registration.state != State.CANCELLED:
        return None
    steps = Transition.objects.filter(registration=registration, after=State.CANCELLED)
    return steps.exclude(before=State.CANCELLED).last()  # in another group it is cancelled still


def _is_own(step: Transition, registration: Registration) -> bool:
    return step.by_id == registration.user_id


def link_limit_reached(address: str, dialogue: Dialogue, most: int, within: timedelta) -> bool:
    """Whether an address has got enough mails with a link for now."""
    since = timezone.now() - within
    mails = Mail.objects.filter(kind=MailKind.LINK, queued_at__gt=since)
    to = mails.filter(invitation__dialogue=dialogue, invitation__address=folded(address))
    own = mails.filter(registration__dialogue=dialogue, registration__user__email=folded(address))
    return to.count() + own.count() >= most
