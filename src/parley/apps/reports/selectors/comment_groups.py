"""Which stakeholder groups may stand beside words without a name: those in which one can hide.

A group of few tells who spoke. So does *of no group*, where few are left: then the next smallest
group is not named either.
"""

from collections import Counter
from collections.abc import Mapping

from parley.apps.convening.models import Contribution, Seat
from parley.apps.convening.policies import INSIDE
from parley.apps.deliberation.parts import COMING
from parley.apps.registration.models import Registration

LEAST = 5


def large_enough(sizes: Mapping[int | None, int], least: int = LEAST) -> frozenset[int]:
    """The groups of at least so many, where all others together are none or as many too."""
    named = {group: size for group, size in sizes.items() if group is not None and size >= least}
    hidden = sum(sizes.values()) - sum(named.values())
    for group, size in sorted(named.items(), key=lambda entry: (entry[1], entry[0])):
        if not 0 < hidden < least:
            break
        del named[group]
        hidden += size
    return frozenset(named)


def groups_shown(dialogue_id: int) -> frozenset[int]:
    """Counted are all who may comment: who is registered, has a seat, or speaks."""
    registered = Registration.objects.filter(dialogue=dialogue_id, state__in=COMING)
    groups: dict[int, int | None] = dict(registered.values_list("user", "group"))
    seats = Seat.objects.filter(dialogue=dialogue_id, role__in=INSIDE)
    spoken = Contribution.objects.filter(session__dialogue=dialogue_id, person__user__isnull=False)
    for rows, key in ((seats, "user"), (spoken, "person__user")):
        for user in rows.values_list(key, flat=True):
            groups.setdefault(user, None)
    return large_enough(Counter(groups.values()))


def group_of(user_id: int | None, dialogue_id: int) -> int | None:
    """In which somebody takes part."""
    rows = Registration.objects.filter(user=user_id, dialogue=dialogue_id, state__in=COMING)
    found: int | None = rows.values_list("group", flat=True).first()
    return found
