"""Who stands for a balanced selection, and what has been drawn."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db.models import QuerySet

from parley.apps.convening.models import Dialogue
from parley.apps.registration.models import HOLDING, Group, Registration, Selection, State
from parley.apps.registration.selectors.board import tallies
from parley.core import countries
from parley.core.access import get_visible, visible
from parley.core.actors import Actor

WAITING = (State.SUBMITTED, State.WAITLISTED)
FEATURES = ("group", "region", "gender", "mode")
UNSAID = "-"  # stands for what somebody did not say


@dataclass(frozen=True)
class Candidate:
    """Somebody by what a selection looks at, and nothing else."""

    key: str
    group: str
    region: str
    gender: str
    mode: str


@dataclass(frozen=True)
class Quota:
    """How many of those selected shall be of one kind."""

    feature: str
    value: str
    least: int
    most: int

    def as_json(self) -> dict[str, str | int]:
        return asdict(self)


def _candidate(row: Registration) -> Candidate:
    region = countries.region_of(row.country)
    return Candidate(
        str(row.pk), str(row.group_id), region or UNSAID, row.gender or UNSAID, row.mode
    )


def pool_of(actor: Actor, dialogue: Dialogue) -> list[Candidate]:
    """Who waits for a decision or a seat."""
    rows = visible(Registration, actor).filter(dialogue=dialogue, state__in=WAITING)
    return [_candidate(row) for row in _lean(rows)]


def candidates(keys: Sequence[int]) -> list[Candidate]:
    """Those of a pool who are still there, as they are now; for the job that draws."""
    rows = Registration.objects.filter(pk__gte=min(keys, default=0), pk__lte=max(keys, default=0))
    wanted = set(keys)
    return [_candidate(row) for row in _lean(rows) if row.pk in wanted]


def _lean(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    return rows.only("group", "country", "gender", "mode").order_by("pk")


@dataclass(frozen=True)
class Line:
    """One value of a feature: how many wait, and how many of its kind have a seat already."""

    feature: str
    value: str
    waiting: int
    seated: int


def lines_of(actor: Actor, dialogue: Dialogue, pool: Sequence[Candidate]) -> list[Line]:
    """All values that occur among those who wait."""
    rows = visible(Registration, actor).filter(dialogue=dialogue, state__in=HOLDING)
    inside = [_candidate(row) for row in _lean(rows)]
    found = []
    for feature in FEATURES:
        waiting = Counter(getattr(one, feature) for one in pool)
        seated = Counter(getattr(one, feature) for one in inside)
        found += [Line(feature, v, waiting[v], seated[v]) for v in sorted(waiting)]
    return found


def free_seats(actor: Actor, dialogue: Dialogue) -> dict[str, int]:
    """Of each group whose seats are counted."""
    found = {str(t.group.pk): t.free for t in tallies(actor, dialogue)}
    return {key: free for key, free in found.items() if free is not None}


def selections_for(actor: Actor, dialogue: Dialogue) -> list[Selection]:
    rows = visible(Selection, actor).filter(dialogue=dialogue).select_related("made_by")
    return list(rows.defer("pool", "chosen", "problem")[:20])


def selection_for(actor: Actor, slug: str, uid: UUID) -> Selection:
    rows = visible(Selection, actor).select_related("dialogue", "made_by")
    return get_visible(rows, actor, dialogue__slug=slug, uid=uid)


def people_of(actor: Actor, selection: Selection) -> list[Registration]:
    """Those drawn, by name; who has gone since then is missing."""
    rows = visible(Registration, actor).filter(dialogue=selection.dialogue_id)
    drawn = set(selection.chosen)
    return [row for row in rows.select_related("group", "dialogue") if row.pk in drawn]


def groups_by_key(actor: Actor, dialogue: Dialogue) -> dict[int, Group]:
    return {group.pk: group for group in visible(Group, actor).filter(dialogue=dialogue)}
