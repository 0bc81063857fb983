"""The matrix of a collection: bodies × propositions of its norm, or bodies × roll calls.

A handful of queries, however large it is; cells are worked out, never stored.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from parley.apps.deliberation.models import Proposition
from parley.apps.evidence.cells import (
    Cell,
    Decision,
    Said,
    decide,
    decided_alone,
    has_level,
    in_years,
    live,
    was_member,
)
from parley.apps.evidence.models import (
    Choice,
    Collection,
    CollectionKind,
    Document,
    Extent,
    Membership,
    Position,
    PublicBody,
    Reading,
    RollCall,
    Vote,
)
from parley.core.access import visible
from parley.core.actors import Actor
from parley.core.countries import region_of
from parley.core.localtext import LocalText
from parley.core.statements import prepared

Place = tuple[int, int]  # body, column
BY_CHOICE = {
    Choice.YES.value: Cell.SUPPORTS,
    Choice.NO.value: Cell.OPPOSES,
    Choice.ABSTAIN.value: Cell.UNDECIDED,
}


@dataclass(frozen=True)
class Filters:
    """What a reader wants to see of a matrix; empty means all.

    `first_year` and `last_year` bound the year of a document, for positions and for readings; one
    without a year is outside of any bounds.
    `binding`: positions of a group of states count for its members that have none of their own.
    """

    levels: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    first_year: int | None = None
    last_year: int | None = None
    binding: bool = False

    def shows(self, one: Said) -> bool:
        return has_level(one, self.levels) and self.has_year(one.year)

    def has_year(self, year: int | None) -> bool:
        return in_years(year, self.first_year, self.last_year)

    @property
    def of_positions(self) -> bool:
        """Whether positions are left out, and not only actors."""
        return bool(self.levels) or self.first_year is not None or self.last_year is not None


@dataclass(frozen=True)
class Column:
    """A proposition of the library, or a roll call; `key` is its primary key."""

    key: int
    label: str  # such as B2, or A/RES/73/27
    text: LocalText
    element: int | None
    element_title: LocalText = field(default_factory=LocalText)


@dataclass(frozen=True)
class Matrix:
    """Cells that are not there are of a body and a column about which nothing is known.

    `bound`: those that say what a group of the body's says, and not the body itself.
    """

    collection: Collection
    bodies: tuple[PublicBody, ...]
    columns: tuple[Column, ...]
    cells: Mapping[Place, Cell] = field(default_factory=dict)
    bound: frozenset[Place] = frozenset()

    @property
    def nothing(self) -> Cell:
        votes = self.collection.kind == CollectionKind.VOTES
        return Cell.NOT_RECORDED if votes else Cell.NOT_READ

    def at(self, body: int, column: int) -> Cell:
        return self.cells.get((body, column)) or self.nothing


def matrix_of(actor: Actor, collection: Collection, filters: Filters | None = None) -> Matrix:
    wanted = filters or Filters()
    if collection.kind == CollectionKind.VOTES:
        return _of_votes(actor, collection, wanted)
    return _of_positions(actor, collection, wanted)


def columns_of(actor: Actor, collection: Collection) -> tuple[Column, ...]:
    if collection.kind == CollectionKind.VOTES:
        calls = _roll_calls(actor, collection.pk)
        return tuple(Column(key, symbol, title, None) for key, symbol, title in calls)
    if collection.norm_id is None:
        return ()
    return tuple(
        Column(key, f"{letter(order)}{number}", text, element, title)
        for key, number, text, element, order, title in _library(actor, collection.norm_id)
    )


@prepared
def _roll_calls(actor: Actor, collection: int) -> QuerySet[Any]:
    rows = visible(RollCall, actor).filter(collection=collection).order_by("number", "pk")
    return rows.values_list("pk", "symbol", "title")


@prepared
def _library(actor: Actor, norm: int) -> QuerySet[Any]:
    rows = visible(Proposition, actor).filter(consultation=None, element__norm=norm)
    found = rows.order_by("element__order", "element", "number", "pk")
    return found.values_list("pk", "number", "text", "element", "element__order", "element__title")


def letter(order: int) -> str:
    """Of an element: A for the first of its norm."""
    return chr(ord("A") + order) if 0 <= order < 26 else f"{order + 1}."


# ---- positions


def _of_positions(actor: Actor, collection: Collection, wanted: Filters) -> Matrix:
    columns = columns_of(actor, collection)
    said = positions_said(actor, collection, wanted)
    decisions = _decided(said, _read_in_full(actor, collection, wanted), columns, wanted)
    present = _present(actor, collection.pk)
    if wanted.binding:  # members for what their groups say, where that decides
        members = {body for body, _ in _bound(decisions)} - {body.pk for body in present}
        present += visible(PublicBody, actor).filter(pk__in=members)
    bodies = _wanted(present, wanted)
    kept = {body.pk for body in bodies}
    cells = {place: one.cell for place, one in decisions.items() if place[0] in kept}
    bound = _bound(decisions) if wanted.binding else []
    return Matrix(collection, bodies, columns, cells, frozenset(bound) & cells.keys())


def _bound(decisions: Mapping[Place, Decision]) -> list[Place]:
    return [place for place, one in decisions.items() if one.of_group]


@prepared
def _present(actor: Actor, collection: int) -> QuerySet[PublicBody]:
    """Who has a document or a position there, whatever it says."""
    documents = visible(Document, actor).filter(collection=collection).order_by()
    positions = visible(Position, actor).filter(collection=collection).order_by()
    here = Q(pk__in=documents.values("body")) | Q(pk__in=positions.values("body"))
    return visible(PublicBody, actor).filter(here)


def _decided(
    said: Mapping[Place, list[Said]],
    full: Set[tuple[int, int | None]],
    columns: tuple[Column, ...],
    wanted: Filters,
) -> dict[Place, Decision]:
    """Each cell of which anything is known."""
    shown, plain = wanted.shows, not wanted.of_positions
    listed = {column.key: column.element for column in columns}
    decisions = {}
    for place, found in said.items():
        body, proposition = place
        if proposition not in listed:
            continue
        alone = decided_alone(found[0]) if plain and len(found) == 1 else None
        if alone is not None:
            decisions[place] = alone
        else:
            read = (body, None) in full or (body, listed[proposition]) in full
            decisions[place] = decide(found, read_in_full=read, shown=shown)
    silent = Decision(Cell.SILENT)
    for body, element in full:
        for column in columns:
            if element is None or element == column.element:
                decisions.setdefault((body, column.key), silent)
    return {place: one for place, one in decisions.items() if one.cell != Cell.NOT_READ}


def positions_said(
    actor: Actor, collection: Collection, wanted: Filters, **only: int
) -> dict[Place, list[Said]]:
    """(body, proposition) → positions, all of them: filters come after what was replaced has gone,
    so that nothing returns because a reader looks away."""
    said: dict[Place, list[Said]] = defaultdict(list)
    rows = (
        _positions.build(actor, collection.pk).filter(**only)
        if only
        else _positions(actor, collection.pk)
    )
    for body, proposition, key, stance, level, year, supersedes in rows:
        said[body, proposition].append(Said(key, stance, level, year, supersedes))
    if wanted.binding:
        _bind(actor, said)
    return said


@prepared
def _positions(actor: Actor, collection: int) -> QuerySet[Any]:
    rows = visible(Position, actor).filter(collection=collection).order_by()
    return rows.values_list(
        "body", "proposition", "pk", "stance", "level", "document__year", "supersedes"
    )


def _bind(actor: Actor, said: dict[Place, list[Said]]) -> None:
    """Give members what their groups say and have not given up since, as of the years in which they
    were members."""
    members: dict[int, list[tuple[int, int | None, int | None]]] = defaultdict(list)
    rows = visible(Membership, actor).order_by()
    for group, member, since, until in rows.values_list("group", "member", "since", "until"):
        members[group].append((member, since, until))
    for (body, proposition), positions in list(said.items()):
        if body not in members:
            continue
        own = live(one for one in positions if not one.of_group)
        said_by_group = [one._replace(of_group=True) for one in own]
        for member, since, until in members[body]:
            bound = [one for one in said_by_group if was_member(one.year, since, until)]
            if bound:
                said[member, proposition].extend(bound)


def _read_in_full(
    actor: Actor, collection: Collection, wanted: Filters
) -> set[tuple[int, int | None]]:
    found = _readings(actor, collection.pk)
    return {(body, element) for body, element, year in found if wanted.has_year(year)}


@prepared
def _readings(actor: Actor, collection: int) -> QuerySet[Any]:
    rows = visible(Reading, actor).filter(document__collection=collection, extent=Extent.FULL)
    return rows.order_by().values_list("document__body", "element", "document__year")


# ---- votes


def _of_votes(actor: Actor, collection: Collection, wanted: Filters) -> Matrix:
    columns = columns_of(actor, collection)
    bodies = _wanted(_voters(actor, collection.pk), wanted)
    kept = {body.pk for body in bodies}
    cells = {
        (body, call): BY_CHOICE[choice]
        for body, call, choice in _votes(actor, collection.pk)
        if body in kept
    }
    return Matrix(collection, bodies, columns, cells)


@prepared
def _votes(actor: Actor, collection: int) -> QuerySet[Any]:
    rows = visible(Vote, actor).filter(roll_call__collection=collection).order_by()
    return rows.values_list("body", "roll_call", "choice")


@prepared
def _voters(actor: Actor, collection: int) -> QuerySet[PublicBody]:
    rows = visible(Vote, actor).filter(roll_call__collection=collection).order_by()
    return visible(PublicBody, actor).filter(pk__in=rows.values("body"))


def _wanted(bodies: Iterable[PublicBody], wanted: Filters) -> tuple[PublicBody, ...]:
    kinds, regions = wanted.kinds, wanted.regions
    found = (
        body
        for body in bodies
        if (not kinds or body.kind in kinds) and (not regions or region_of(body.country) in regions)
    )
    return tuple(sorted(found, key=lambda body: body.slug))
