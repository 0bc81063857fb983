"""What can be set side by side, for whom; and what two sources have in common.

Only published maps are compared, and only those that the reader sees on pages of their own.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from parley.apps.convening.models import Dialogue
from parley.apps.deliberation.models import Consultation, Element, Phase
from parley.apps.deliberation.selectors.results import results_of
from parley.apps.evidence.cells import SAID, Cell
from parley.apps.evidence.models import Collection
from parley.apps.evidence.selectors.matrix import matrix_of
from parley.apps.outcomes.bridge.comparing import Compared, Side, Total, compared
from parley.apps.outcomes.bridge.showing import opened
from parley.apps.outcomes.models import OpinionMap
from parley.apps.outcomes.selectors.maps import may_leave
from parley.apps.outcomes.selectors.sources import (
    READER,
    Source,
    SourceColumn,
    columns_of,
    source_of,
)
from parley.core.access import visible
from parley.core.actors import Actor
from parley.core.errors import not_found
from parley.core.statements import prepared

# A moment that has not come yet stands last.
OPEN_ENDED = "9999"


@dataclass(frozen=True)
class Candidate:
    """A source with a map that the reader sees."""

    source: Source
    row: OpinionMap

    @property
    def key(self) -> str:
        return self.source.key

    @property
    def norm(self) -> int | None:
        row = self.source.consultation or self.source.of_collection
        return row.norm_id

    @property
    def moment(self) -> tuple[str, str, int]:
        """By which consultations follow one another."""
        row = self.source.of_consultation
        closed = row.closed_at.isoformat() if row.closed_at else OPEN_ENDED
        return row.dialogue.starts_on.isoformat(), closed, row.pk


@prepared
def _maps_around(actor: Actor, dialogue: int, series: int) -> QuerySet[OpinionMap]:
    consultations = visible(Consultation, actor).filter(dialogue=dialogue)
    norms = consultations.exclude(norm=None).order_by().values("norm")
    here = Q(consultation__dialogue=dialogue) | Q(consultation__dialogue__series=series)
    here |= Q(collection__in=Collection.objects.filter(dialogues=dialogue).order_by().values("pk"))
    here |= Q(collection__norm__in=norms)
    found = visible(OpinionMap, actor).filter(here, current=True).order_by()
    return found.select_related("consultation__dialogue", "collection")


def candidates_for(actor: Actor, dialogue: Dialogue) -> list[Candidate]:
    """The consultations of the dialogue and of other editions of its series, and what has been
    published on the same norms: consultations first, as they followed one another.
    """
    rows = _maps_around(actor, dialogue.pk, dialogue.series_id or 0)
    found = [Candidate(source_of(row), row) for row in rows]
    asked = [one for one in found if not one.source.is_public_record]
    public = [one for one in found if one.source.is_public_record]
    return sorted(asked, key=lambda one: one.moment) + sorted(
        public, key=lambda one: (one.source.kind, one.source.of_collection.slug)
    )


def dialogues_with(actor: Actor, source: Source) -> list[Dialogue]:
    """Where a source can be compared with others: a consultation in its own dialogue, a collection
    in those that it is shown in."""
    if source.consultation is not None:
        return [source.consultation.dialogue]
    rows = visible(Dialogue, actor).filter(collections=source.of_collection)
    return list(rows.distinct().order_by("-starts_on", "slug"))


def chosen(candidates: list[Candidate], key: str) -> Candidate | None:
    """The one of this key; None where nothing was asked for, and a 404 where there is no such."""
    if not key:
        return None
    found = next((one for one in candidates if one.key == key), None)
    if found is None:
        raise not_found()
    return found


# ---- what is worth comparing


@dataclass(frozen=True)
class Suggestion:
    """`kind`: moments (of one dialogue), editions, or published (beside what participants said)."""

    kind: str
    first: Candidate
    second: Candidate


def suggestions(dialogue: Dialogue, candidates: list[Candidate]) -> list[Suggestion]:
    """Pairs on the same norm, of which the second is of this dialogue."""
    asked = [one for one in candidates if not one.source.is_public_record]
    here = [one for one in asked if one.source.of_consultation.dialogue_id == dialogue.pk]
    elsewhere = [one for one in asked if one not in here]
    published = [one for one in candidates if one.source.is_public_record]
    return [
        *_moments(here),
        *_editions(dialogue, elsewhere, here),
        *(
            Suggestion("published", public, one)
            for one in here
            for public in published
            if one.norm is not None and public.norm == one.norm
        ),
    ]


def _moments(here: list[Candidate]) -> Iterator[Suggestion]:
    """Each consultation with the one before it on the same norm."""
    latest: dict[int | None, Candidate] = {}
    for one in here:
        if one.norm in latest:
            yield Suggestion("moments", latest[one.norm], one)
        latest[one.norm] = one


def _editions(
    dialogue: Dialogue, elsewhere: list[Candidate], here: list[Candidate]
) -> Iterator[Suggestion]:
    """The last word of the edition before, and the first of this one."""
    before = [
        one
        for one in elsewhere
        if one.source.of_consultation.dialogue.starts_on < dialogue.starts_on
    ]
    latest = {one.norm: one for one in before if one.norm is not None}
    for norm, earlier in latest.items():
        own = next((one for one in here if one.norm == norm), None)
        if own is not None:
            yield Suggestion("editions", earlier, own)


# ---- what they have in common


@dataclass(frozen=True)
class Row:
    """A proposition that either side has. `reworded`: both have it, in different words."""

    key: int
    element: int | None
    first: SourceColumn | None
    second: SourceColumn | None

    @property
    def column(self) -> SourceColumn:
        found = self.first or self.second
        assert found is not None
        return found

    @property
    def reworded(self) -> bool:
        if self.first is None or self.second is None:
            return False
        return _plain(self.first) != _plain(self.second)


def _plain(column: SourceColumn) -> dict[str, str]:
    return {code: " ".join(text.casefold().split()) for code, text in column.text.items() if text}


def _identity(column: SourceColumn) -> object:
    """What makes a proposition the same one: that of the library which it is a copy of; without one
    its words, on the same element. A roll call is known by its symbol."""
    if column.origin is not None:
        return column.origin
    words = tuple(sorted(_plain(column).items()))
    return (column.element, words) if column.proposition is not None else column.label


def rows_of(first: Source, second: Source) -> list[Row]:
    """In the order of the first, then what only the second has."""
    keys: dict[object, int] = {}
    one, other = (_keyed(columns_of(source), keys) for source in (first, second))
    return [_row(key, one.get(key), other.get(key)) for key in {**one, **other}]


def _keyed(columns: Iterable[SourceColumn], keys: dict[object, int]) -> dict[int, SourceColumn]:
    """Key → column. Of two that are the same, the first stands beside the other side's first."""
    found: dict[int, SourceColumn] = {}
    seen: Counter[object] = Counter()
    for column in columns:
        identity = _identity(column)
        seen[identity] += 1
        found[keys.setdefault((identity, seen[identity]), len(keys) + 1)] = column
    return found


def _row(key: int, first: SourceColumn | None, second: SourceColumn | None) -> Row:
    column = first or second
    assert column is not None
    return Row(key, column.element, first, second)


# ---- who has said anything on it


@dataclass(frozen=True)
class Coverage:
    """Of one proposition of a collection.

    `said` have pronounced themselves, `contested` of them with sources that conflict; of the others
    `silent` were read in full and say nothing, and `rest` were not read, or not recorded as present.
    """

    said: int
    contested: int
    silent: int
    rest: int


def coverage_of(candidate: Candidate) -> Mapping[int, Coverage]:
    """Number of each proposition of a collection → its coverage; empty for consultations, of which
    the map says how many answered."""
    if candidate.source.consultation is not None:
        return {}
    collection = candidate.source.of_collection
    matrix = matrix_of(READER, collection)
    cells = {column.key: Counter[Cell]() for column in matrix.columns}
    for (_body, column), cell in matrix.cells.items():
        cells[column][cell] += 1
    n_bodies = len(matrix.bodies)
    pairs = zip(columns_of(candidate.source), cells.values(), strict=True)
    return {column.number: _coverage(found, n_bodies) for column, found in pairs}


def _coverage(cells: Counter[Cell], n_bodies: int) -> Coverage:
    said = sum(cells[cell] for cell in SAID)
    silent = cells[Cell.SILENT]
    return Coverage(said, cells[Cell.CONTESTED], silent, n_bodies - said - silent)


# ---- the comparison


@dataclass(frozen=True)
class Comparison:
    first: Candidate
    second: Candidate
    rows: list[Row]
    found: Compared
    elements: list[Element]
    coverage: tuple[Mapping[int, Coverage], Mapping[int, Coverage]]

    @property
    def may_leave(self) -> bool:
        return may_leave(self.first.source) and may_leave(self.second.source)

    @property
    def shared(self) -> int:
        """Propositions that both maps have."""
        found = self.found.propositions.values()
        return sum(pair.first is not None and pair.second is not None for pair in found)


def compare(actor: Actor, first: Candidate, second: Candidate) -> Comparison:
    """Of two that the actor was offered: see `candidates_for`."""
    rows = rows_of(first.source, second.source)
    public = first.source.is_public_record and second.source.is_public_record
    found = compared(
        _side(first, {row.first.number: row.key for row in rows if row.first}, -1),
        _side(second, {row.second.number: row.key for row in rows if row.second}, -2),
        same_people=public,
    )
    keys = {one.element for one in found.elements}
    keys |= {row.element for row in rows if row.element is not None}
    elements = visible(Element, actor).filter(pk__in=keys).order_by("norm", "order", "pk")
    coverage = coverage_of(first)
    again = coverage if first.key == second.key else coverage_of(second)
    return Comparison(first, second, rows, found, list(elements), (coverage, again))


def _side(candidate: Candidate, keys: dict[int, int], first_gone: int) -> Side:
    """What was taken out since the map was drawn is beside nothing of the other side."""
    file = candidate.row.artefact
    artefact = opened(file.storage, file.name)
    gone = [n for n in artefact.map.propositions.tolist() if n not in keys]
    apart = {number: first_gone - 2 * place for place, number in enumerate(gone)}
    return Side(artefact, {**keys, **apart}, _totals(candidate))


def _totals(candidate: Candidate) -> Mapping[int, Total] | None:
    """Where stances are confidential a map says how many agree, and results how many answered; the
    counts of both are the same ones, for the map is drawn when nothing changes any more."""
    consultation = candidate.source.consultation
    if consultation is None or not consultation.is_confidential:
        return None
    if consultation.phase not in (Phase.CLOSED, Phase.SEALED):
        return {}
    results = results_of(consultation)
    found = {}
    for column in columns_of(candidate.source):
        assert column.proposition is not None
        total = results.of(column.proposition).total
        if total.answers is not None and total.agree is not None:
            found[column.number] = (total.agree, total.answers)
    return found
