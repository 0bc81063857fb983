"""Stances counted. These numbers are whole: only selectors/results.py shows any of them."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from parley.apps.deliberation.bridge import AGREE, DISAGREE, PASS
from parley.apps.deliberation.models import (
    Consultation,
    LiveCount,
    OnRecord,
    PropositionState,
    Stance,
    Value,
)

PLACES = {Value.DISAGREE: DISAGREE, Value.PASS: PASS, Value.AGREE: AGREE}
Three = list[int]
# Proposition → group → three counts; the group None is of those who have no group.
Counts = dict[int, dict[int | None, Three]]
# Proposition → group → how many of them answer on record.
Named = dict[int, dict[int | None, int]]


def counts_of(consultation: Consultation, *only: int) -> Counts:
    """Of every accepted proposition, those without stances too; or of these alone."""
    accepted = consultation.propositions.filter(state=PropositionState.ACCEPTED)
    if only:
        accepted = accepted.filter(pk__in=only)
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


def named_of(consultation: Consultation) -> Named:
    if not consultation.on_record:
        return {}
    found: Named = defaultdict(dict)
    names = OnRecord.objects.filter(consultation=consultation).values("respondent")
    rows = Stance.objects.filter(proposition__consultation=consultation, respondent__in=names)
    for key, group, count in (
        rows.order_by().values_list("proposition", "group").annotate(Count("pk"))
    ):
        found[key][group] = count
    return found


def reserved_of(propositions: Sequence[int]) -> dict[int, int]:
    """How many agree with a reservation."""
    rows = Stance.objects.filter(proposition__in=propositions, reserved=True).order_by()
    return dict(rows.values_list("proposition").annotate(Count("pk")))


def is_step_due(consultation: Consultation, *only: int) -> bool:
    """Whether enough people answered any proposition, or any of these, since its last step."""
    rows = Stance.objects.filter(proposition__consultation=consultation).order_by()
    if only:
        rows = rows.filter(proposition__in=only)
    # A subquery, since most propositions have no count before their first step.
    reached = LiveCount.objects.filter(proposition=OuterRef("proposition")).values("step")
    later = rows.filter(step__gt=Coalesce(Subquery(reached), 0))
    counted = later.values("proposition").annotate(people=Count("pk"))
    return counted.filter(people__gte=consultation.least).exists()


def held_on(proposition: int) -> dict[str, str]:
    """Pseudonym → which of the three it holds, as a digit."""
    rows = Stance.objects.filter(proposition=proposition).order_by()
    pairs = rows.values_list("respondent", "value")
    return {respondent.hex: str(PLACES[Value(value)]) for respondent, value in pairs}


def three_of(held: Mapping[str, str]) -> Three:
    found = Counter(held.values())
    return [found[str(place)] for place in range(3)]


def answered(proposition: int) -> int:
    """How many hold a stance on it."""
    return Stance.objects.filter(proposition=proposition).count()


def changed_since(proposition: int, step: int) -> int:
    """How many respondents took or changed a stance after this step of the live results."""
    return Stance.objects.filter(Q(proposition=proposition, step__gt=step)).count()
