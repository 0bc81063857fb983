"""Whether somebody may register now, and if not, why."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue, Status
from parley.apps.registration.models import (
    HOLDING,
    Admission,
    Group,
    Invitation,
    InvitationState,
    Opening,
    Registration,
)
from parley.core.access import visible
from parley.core.actors import Actor


class Standing(Enum):
    OPEN = "open"
    NOT_YET = "not_yet"
    OVER = "over"
    NOT_HERE = "not_here"


@dataclass(frozen=True)
class Window:
    """When one may register: from an instant until an instant, either may be unset."""

    opens_at: datetime | None
    closes_at: datetime | None

    def standing(self, now: datetime) -> Standing:
        if self.opens_at and now < self.opens_at:
            return Standing.NOT_YET
        if self.closes_at and now >= self.closes_at:
            return Standing.OVER
        return Standing.OPEN


def _begin_of(day: date, dialogue: Dialogue) -> datetime:
    return datetime.combine(day, time(), tzinfo=dialogue.zone)


def window_of(group: Group, opening: Opening) -> Window:
    """The last day counts whole, in the dialogue's zone; without one, until the dialogue is over."""
    dialogue = group.dialogue
    opens = _begin_of(opening.opens_on, dialogue) if opening.opens_on else None
    last = group.last_day or dialogue.ends_on
    return Window(opens, _begin_of(last + timedelta(days=1), dialogue))


def opening_for(actor: Actor, dialogue: Dialogue) -> Opening | None:
    """How the dialogue takes registrations, if it does."""
    return visible(Opening, actor).filter(dialogue=dialogue).select_related("dialogue").first()


def groups_for(actor: Actor, dialogue: Dialogue) -> list[Group]:
    rows = visible(Group, actor).filter(dialogue=dialogue)
    return list(rows.select_related("dialogue"))


def seats_taken(group: Group) -> int:
    return Registration.objects.filter(group=group, state__in=HOLDING).count()


def seats_free(group: Group) -> int | None:
    """None where seats are not counted."""
    return None if group.seats is None else max(0, group.seats - seats_taken(group))


def takes_registrations(dialogue: Dialogue) -> bool:
    return dialogue.status in (Status.ANNOUNCED, Status.OPEN)


def over(dialogue: Dialogue) -> str:
    """Why guests change nothing of their registration any more; empty while they can."""
    if takes_registrations(dialogue):
        return ""
    if dialogue.status == Status.CANCELLED:
        return _("This dialogue was cancelled. Nobody expects you, so there is nothing to change.")
    return _("This dialogue is over. What you told us for it stays as it was on the day.")


def is_to_come(dialogue: Dialogue, now: datetime) -> bool:
    """Whether a seat is still worth something: nobody may have marked it as over yet."""
    today = now.astimezone(dialogue.zone).date()
    return takes_registrations(dialogue) and today <= dialogue.ends_on


def refusal(
    group: Group, opening: Opening | None, invitation: Invitation | None, now: datetime
) -> str:
    """Why nobody may register so, in words for the person; empty where they may.

    A full group is no reason: there is a waitlist.
    """
    dialogue = group.dialogue
    if opening is None or not takes_registrations(dialogue):
        return _("This dialogue does not take registrations.")
    if invitation is not None and (reason := refusal_of_invitation(invitation, now)):
        return reason
    if invitation is not None and invitation.group_id not in (None, group.pk):
        return _("Your invitation is for another group.")
    named = invitation is not None and invitation.group_id == group.pk
    if group.admission == Admission.INVITATION and not named:
        return _("People of this group come by invitation.")
    standing = window_of(group, opening).standing(now)
    if standing is Standing.NOT_YET:
        return _("Registration has not begun yet.")
    if standing is Standing.OVER and not (invitation is not None and invitation.late):
        return _("Registration for this group has ended.")
    return ""


def kept_out() -> str:
    """Why somebody whom a convener cancelled can't register again by themselves."""
    return _(
        "The conveners have cancelled your registration, so you can’t register again by yourself. "
        "Please write to the contact person if you would like to come after all."
    )


def refusal_of_invitation(invitation: Invitation, now: datetime) -> str:
    """Why this link can't be used any more; empty where it can."""
    if invitation.state == InvitationState.ACCEPTED:
        return _("This invitation was used already.")
    if invitation.state == InvitationState.DECLINED:
        return _("This invitation was declined.")
    if invitation.state != InvitationState.OPEN:
        return _("This invitation was withdrawn. Please write to the contact person.")
    if now >= invitation.expires_at:
        return _("This invitation has expired. Please write to the contact person.")
    return ""
