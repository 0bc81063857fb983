"""The matrix of a collection: bodies × propositions of its norm, or bodies × roll calls.

Two or three queries, however large it is; cells are worked out, never stored.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from parley.apps.deliberation.models import Proposition
from parley.apps.evidence.cells import Cell, Said, at_least, cell
from parley.apps.evidence.models import (
    Choice,
    Collection,
    CollectionKind,
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
from parley.core.localtext import LocalText

BY_CHOICE = {
    Choice.YES: Cell.SUPPORTS,
    Choice.NO: Cell.OPPOSES,
    Choice.ABSTAIN: Cell.UNDECIDED,
}


@dataclass(frozen=True)
class Filters:
    """What a reader wants to see of a matrix; empty means all.

    `years` bounds the year of a position's document; one without a year is outside of any bounds.
    `binding`: positions of a group of states count for its members that have none of their own.
    """

    levels: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    first_year: int | None = None
    last_year: int | None = None
    binding: bool = False


@dataclass(frozen=True)
class Column:
    """A proposition of the library, or a roll call; `key` is its primary key."""

    key: int
    label: str  # such as B2, or A/RES/73/27
    text: LocalText
    element: int | None


@dataclass(frozen=True)
class Matrix:
    """Cells that are not there are of a body and a column about which nothing is known."""

    collection: Collection
    bodies: tuple[PublicBody, ...]
    columns: tuple[Column, ...]
    cells: Mapping[tuple[int, int], Cell] = field(default_factory=dict)

    def at(self, body: int, column: int) -> Cell:
        found = self.cells.get((body, column))
        if found is not None:
            return found
        votes = self.collection.kind == CollectionKind.VOTES
        return Cell.NOT_RECORDED if votes else Cell.NOT_READ


def matrix_of(actor: Actor, collection: Collection, filters: Filters | None = None) -> Matrix:
    wanted = filters or Filters()
    if collection.kind == CollectionKind.VOTES:
        return _of_votes(actor, collection, wanted)
    return _of_positions(actor, collection, wanted)


def columns_of(actor: Actor, collection: Collection) -> tuple[Column, ...]:
    if collection.kind == CollectionKind.VOTES:
        calls = visible(RollCall, actor).filter(collection=collection).order_by("number")
        return tuple(Column(one.pk, one.symbol, one.title, None) for one in calls)
    rows = visible(Proposition, actor).filter(consultation=None, element__norm=collection.norm_id)
    found = rows.select_related("element").order_by("element__order", "element", "number", "pk")
    return tuple(_column(one) for one in found)


def _column(one: Proposition) -> Column:
    assert one.element is not None
    return Column(one.pk, f"{letter(one.element.order)}{one.number}", one.text, one.element_id)


def letter(order: int) -> str:
    """Of an element: A for the first of its norm."""
    return chr(ord("A") + order) if 0 <= order < 26 else f"{order + 1}."


# ---- positions


def _of_positions(actor: Actor, collection: Collection, wanted: Filters) -> Matrix:
    columns = columns_of(actor, collection)
    said = _said(actor, collection, wanted)
    full = _read_in_full(actor, collection)
    bodies = _bodies(
        actor, Q(positions__collection=collection) | Q(documents__collection=collection), wanted
    )
    cells = {}
    for body in bodies:
        for column in columns:
            found = said.get((body.pk, column.key), [])
            read = (body.pk, None) in full or (body.pk, column.element) in full
            worked_out = cell(found, read_in_full=read)
            if worked_out != Cell.NOT_READ:
                cells[body.pk, column.key] = worked_out
    return Matrix(collection, bodies, columns, cells)


def _said(
    actor: Actor, collection: Collection, wanted: Filters
) -> dict[tuple[int, int], list[Said]]:
    """(body, proposition) → positions, without those that are replaced, whichever level or year is
    asked for: what a body has given up is not to come back because a reader looks away."""
    rows = visible(Position, actor).filter(collection=collection)
    found = list(
        rows.values_list(
            "pk", "body", "proposition", "stance", "level", "document__year", "supersedes"
        )
    )
    replaced = {row[-1] for row in found}
    said: dict[tuple[int, int], list[Said]] = defaultdict(list)
    for key, body, proposition, stance, level, year, supersedes in found:
        if key not in replaced and _in_years(year, wanted):
            said[body, proposition].append(Said(key, stance, level, year, supersedes))
    if wanted.binding:
        _bind(actor, said)
    return {place: at_least(all_, wanted.levels) for place, all_ in said.items()}


def _in_years(year: int | None, wanted: Filters) -> bool:
    if wanted.first_year is None and wanted.last_year is None:
        return True
    if year is None:
        return False
    return (wanted.first_year or year) <= year <= (wanted.last_year or year)


def _bind(actor: Actor, said: dict[tuple[int, int], list[Said]]) -> None:
    """Give members what their groups say, as of the years in which they were members."""
    members = list(visible(Membership, actor).values_list("group", "member", "since", "until"))
    for (body, proposition), positions in list(said.items()):
        for group, member, since, until in members:
            if group != body:
                continue
            said[member, proposition].extend(
                Said(one.key, one.stance, one.level, one.year, one.supersedes, of_group=True)
                for one in positions
                if not one.of_group and _member_in(one.year, since, until)
            )


def _member_in(year: int | None, since: int | None, until: int | None) -> bool:
    if year is None:
        return until is None
    return (since or year) <= year <= (until or year)


def _read_in_full(actor: Actor, collection: Collection) -> set[tuple[int, int | None]]:
    rows = visible(Reading, actor).filter(document__collection=collection, extent=Extent.FULL)
    return set(rows.values_list("document__body", "element"))


# ---- votes


def _of_votes(actor: Actor, collection: Collection, wanted: Filters) -> Matrix:
    columns = columns_of(actor, collection)
    bodies = _bodies(actor, Q(votes__roll_call__collection=collection), wanted)
    kept = {body.pk for body in bodies}
    rows = visible(Vote, actor).filter(roll_call__collection=collection)
    cells = {
        (body, call): BY_CHOICE[Choice(choice)]
        for body, call, choice in rows.values_list("body", "roll_call", "choice")
        if body in kept
    }
    return Matrix(collection, bodies, columns, cells)


def _bodies(actor: Actor, which: Q, wanted: Filters) -> tuple[PublicBody, ...]:
    rows = visible(PublicBody, actor).filter(which).distinct()
    if wanted.kinds:
        rows = rows.filter(kind__in=wanted.kinds)
    return tuple(rows.order_by("slug"))
