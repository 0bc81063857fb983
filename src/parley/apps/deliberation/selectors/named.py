"""What delegations hold on record: they chose that everybody who sees the results reads it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parley.apps.deliberation.models import Consultation, OnRecord, Stance
from parley.core.access import may
from parley.core.actors import Actor
from parley.core.errors import not_found


@dataclass(frozen=True)
class NamedStance:
    name: str
    value: int
    reserved: bool
    reservation: str


def named_stances_for(
    actor: Actor, consultation: Consultation
) -> Mapping[int, Sequence[NamedStance]]:
    """Proposition → what is held on it on record, by name; a 404 for those who see no results."""
    if not may(actor, "see_results", consultation):
        raise not_found()
    if not consultation.on_record:
        return {}
    rows = OnRecord.objects.filter(consultation=consultation)
    names = dict(rows.values_list("respondent", "name"))
    found: dict[int, list[NamedStance]] = defaultdict(list)
    held = Stance.objects.filter(proposition__consultation=consultation, respondent__in=names)
    for row in held:
        stance = (row.value, row.reserved, row.reservation)
        found[row.proposition_id].append(NamedStance(names[row.respondent], *stance))
    return {key: sorted(stances, key=lambda one: one.name) for key, stances in found.items()}
