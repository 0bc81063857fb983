"""Who comes, at a glance: how many of each group, country, region, gender and mode."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count

from parley.apps.convening.models import Dialogue
from parley.apps.registration.models import HOLDING, Registration, State
from parley.core import countries
from parley.core.access import visible
from parley.core.actors import Actor

WAITING = (State.SUBMITTED, State.WAITLISTED)


@dataclass(frozen=True)
class Kind:
    """Registrations that are alike in all that is looked at."""

    group: int
    country: str
    gender: str
    mode: str
    state: str


FEATURES: dict[str, Callable[[Kind], str]] = {
    "group": lambda kind: str(kind.group),
    "region": lambda kind: countries.region_of(kind.country),
    "country": lambda kind: kind.country,
    "gender": lambda kind: kind.gender,
    "mode": lambda kind: kind.mode,
}


@dataclass(frozen=True)
class Share:
    """Of one value, such as a country: how many come, how many wait, how many there are."""

    value: str
    coming: int
    waiting: int
    total: int


Balance = dict[str, list[Share]]


def balance_of(actor: Actor, dialogue: Dialogue) -> Balance:
    """For each feature its values, those with most people coming first; what was not said last."""
    rows = visible(Registration, actor).filter(dialogue=dialogue).order_by()
    kinds = rows.values_list("group", "country", "gender", "mode", "state")
    counted = [(Kind(*kind), count) for *kind, count in kinds.annotate(count=Count("pk"))]
    return {name: _shares(counted, value_of) for name, value_of in FEATURES.items()}


def _shares(counted: list[tuple[Kind, int]], value_of: Callable[[Kind], str]) -> list[Share]:
    coming: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for kind, count in counted:
        value = value_of(kind)
        total[value] += count
        coming[value] += count * (kind.state in HOLDING)
        waiting[value] += count * (kind.state in WAITING)
    shares = [Share(value, coming[value], waiting[value], total[value]) for value in total]
    return sorted(shares, key=lambda s: (not s.value, -s.coming, -s.waiting, -s.total, s.value))
