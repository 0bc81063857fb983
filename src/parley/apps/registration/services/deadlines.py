"""Invitations end with the deadline, also when it moves, unless another end was chosen."""

from datetime import timedelta

from django.utils import timezone

from parley.apps.registration.models import Group, Invitation, InvitationState
from parley.apps.registration.selectors.guestlist import end_of, own_day_of
from parley.core import jobs
from parley.core.clock import Chore


def follow(group: Group) -> int:
    """Let the open invitations of a group end when it does now; answers how many moved.

    An end that lies in the past is not followed: nobody can register then anyway, and is told so.
    """
    moved, today = 0, timezone.now().astimezone(group.dialogue.zone).date()
    for late in (False, True):
        day = own_day_of(group, late=late)
        if day < today:
            continue
        end = end_of(day, group.dialogue)
        rows = Invitation.objects.filter(group=group, state=InvitationState.OPEN, late=late)
        moved += rows.filter(follows_deadline=True).exclude(expires_at=end).update(expires_at=end)
    return moved


@jobs.task()
def follow_deadlines() -> None:
    """Of all groups: the deadline, the days and the zone of a dialogue can change too."""
    following = Invitation.objects.filter(state=InvitationState.OPEN, follows_deadline=True)
    for group in Group.objects.filter(pk__in=following.values("group")).select_related("dialogue"):
        follow(group)


CHORE = Chore("registration.follow_deadlines", timedelta(minutes=10), follow_deadlines)
