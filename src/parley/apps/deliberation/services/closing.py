"""Closing a confidential consultation: what it shows from here on is what it shows for ever.

All that could change the counts later, or the way in which some of them are withheld, is settled
now. Otherwise whoever compared the results of before and after the seal would read more than either.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from uuid import UUID

from parley.apps.deliberation.models import Consultation, Stance
from parley.apps.deliberation.services import steps

BATCH = 500  # names in a statement


def settle(consultation: Consultation) -> None:
    """Within the transaction that changes the phase."""
    steps.finish(consultation)
    _settle_groups(consultation)


def _settle_groups(consultation: Consultation) -> None:
    """Everybody is of one group: the last. Groups too small to hide anybody are left out."""
    rows = Stance.objects.filter(proposition__consultation=consultation)
    in_order = rows.order_by("day", "pk").values_list("respondent", "group")
    found: list[tuple[UUID, int | None]] = list(in_order)
    kept = kept_groups(dict(found), consultation.least)
    wrong: dict[int | None, set[UUID]] = defaultdict(set)
    for respondent, group in found:
        if group != kept[respondent]:
            wrong[kept[respondent]].add(respondent)
    for group, people in wrong.items():
        names = list(people)
        for first in range(0, len(names), BATCH):
            rows.filter(respondent__in=names[first : first + BATCH]).update(group=group)


def kept_groups(groups: Mapping[UUID, int | None], least: int) -> dict[UUID, int | None]:
    """Respondent → group; none for those of a group of fewer than `least`, and none for the next
    smallest too where those without a group would be too few."""
    sizes = Counter(groups.values())
    alone = {None} | {group for group, size in sizes.items() if size < least}
    for group, _size in sorted(sizes.items(), key=lambda entry: (entry[1], str(entry[0]))):
        if not 0 < sum(sizes[one] for one in alone) < least:
            break
        alone.add(group)
    return {name: None if group in alone else group for name, group in groups.items()}
