"""Stances counted. These numbers are whole: only selectors/results.py shows any of them."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Count, Q

from parley.apps.deliberation.bridge import AGREE, DISAGREE, PASS
from parley.apps.deliberation.models import Consultation, PropositionState, Stance, Value

PLACES = {Value.DISAGREE: DISAGREE, Value.PASS: PASS, Value.AGREE: AGREE}
Three = list[int]
# Proposition → group → three counts; the group None is of those who have no group.
Counts = dict[int, dict[int | None, Three]]


def counts_of(consultation: Consultation) -> Counts:
    """Of every accepted proposition, those without stances too."""
    accepted = consultation.propositions.filter(state=PropositionState.ACCEPTED)
    found: Counts = {key: {} for key in accepted.values_list("pk", flat=True)}
    rows = Stance.objects.filter(proposition__in=accepted).order_by()
    for key, group, value, count in rows.values_list("proposition", "group", "value").annotate(
        Count("pk")
    ):
        found[key].setdefault(group, [0, 0, 0])[PLACES[Value(value)]] += count
    return found


def total_of(by_group: dict[int | None, Three]) -> Three:
    return [sum(three[place] for three in by_group.values()) for place in range(3)]


def sizes_of(consultation: Consultation) -> dict[int | None, int]:
    """How many respondents there are of each group."""
    rows = Stance.objects.filter(proposition__consultation=consultation).order_by()
    pairs = rows.values_list("respondent", "group").distinct()
    groups: dict[int | None, set[object]] = defaultdict(set)
    for respondent, group in pairs:
        groups[group].add(respondent)
    return {group: len(members) for group, members in groups.items()}


def n_respondents(consultation: Consultation) -> int:
    rows = Stance.objects.filter(proposition__consultation=consultation)
    return rows.order_by().values("respondent").distinct().count()


def reserved_of(propositions: Sequence[int]) -> dict[int, int]:
    """How many agree with a reservation."""
    rows = Stance.objects.filter(proposition__in=propositions, reserved=True).order_by()
    return dict(rows.values_list("proposition").annotate(Count("pk")))


def changed_since(proposition: int, step: int) -> int:
    """How many respondents took or changed a stance after this step of the live results."""
    return Stance.objects.filter(Q(proposition=proposition, step__gt=step)).count()
