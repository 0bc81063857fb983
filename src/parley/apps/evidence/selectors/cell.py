"""One cell of a matrix with all that it was worked out from; the groups and members of an actor."""

from dataclasses import dataclass

from parley.apps.evidence.cells import Cell, Decision, Said, decide, live
from parley.apps.evidence.models import (
    Collection,
    CollectionKind,
    Document,
    Extent,
    Membership,
    Position,
    PositionStance,
    PublicBody,
    Reading,
    Vote,
)
from parley.apps.evidence.selectors import collections as find
from parley.apps.evidence.selectors.matrix import (
    BY_CHOICE,
    Column,
    Filters,
    columns_of,
    positions_said,
)
from parley.core.access import visible
from parley.core.actors import Actor
from parley.core.errors import not_found


@dataclass(frozen=True)
class Weighed:
    """A position, and what became of it in a cell.

    `decides`, or else why not: `replaced` by another, `left_out` by the filters, a practice, or of a
    group where the body speaks for itself.
    """

    position: Position
    decides: bool
    replaced: bool = False
    left_out: bool = False
    of_group: bool = False


@dataclass(frozen=True)
class CellSeen:
    body: PublicBody
    column: Column
    decision: Decision
    weighed: tuple[Weighed, ...] = ()
    readings: tuple[Reading, ...] = ()
    unread: tuple[Document, ...] = ()  # documents of the body that nobody has read for it
    vote: Vote | None = None


def column_for(actor: Actor, collection: Collection, key: int) -> Column:
    for column in columns_of(actor, collection):
        if column.key == key:
            return column
    raise not_found()


def cell_of(
    actor: Actor, collection: Collection, body: PublicBody, column: Column, wanted: Filters
) -> CellSeen:
    if collection.kind == CollectionKind.VOTES:
        return _vote(actor, collection, body, column)
    said = positions_said(actor, collection, wanted, proposition=column.key)
    found = said.get((body.pk, column.key), [])
    readings = _readings(actor, collection, body, column)
    read_in_full = any(
        one.extent == Extent.FULL and wanted.has_year(one.document.year) for one in readings
    )
    decision = decide(found, read_in_full=read_in_full, shown=wanted.shows)
    rows = find.positions_in(actor, pk__in=[one.key for one in found])
    documents = find.documents_in(actor, collection=collection, body=body)
    told: set[int | None] = {one.document_id for one in readings if one.extent == Extent.FULL}
    told |= {one.document_id for one in rows}
    unread = tuple(one for one in documents if one.pk not in told)
    return CellSeen(body, column, decision, _weigh(rows, found, decision, wanted), readings, unread)


def _weigh(
    rows: list[Position], found: list[Said], decision: Decision, wanted: Filters
) -> tuple[Weighed, ...]:
    standing = {one.key for one in live(found)}
    deciding = {one.key for one in decision.by}
    by_key = {one.key: one for one in found}
    weighed = []
    for row in rows:
        one = by_key[row.pk]
        replaced = row.pk not in standing and row.stance != PositionStance.PRACTICE
        left_out = not wanted.shows(one)
        weighed.append(Weighed(row, row.pk in deciding, replaced, left_out, one.of_group))
    return tuple(sorted(weighed, key=lambda one: (not one.decides, one.replaced)))


def _readings(
    actor: Actor, collection: Collection, body: PublicBody, column: Column
) -> tuple[Reading, ...]:
    """Of the element, and of the norm as a whole."""
    rows = find.readings_in(actor, document__collection=collection, document__body=body)
    return tuple(one for one in rows if one.element_id in (None, column.element))


def _vote(actor: Actor, collection: Collection, body: PublicBody, column: Column) -> CellSeen:
    rows = visible(Vote, actor).filter(roll_call=column.key, body=body)
    vote = rows.select_related("roll_call").first()
    if vote is None:
        return CellSeen(body, column, Decision(Cell.NOT_RECORDED))
    return CellSeen(body, column, Decision(BY_CHOICE[vote.choice]), vote=vote)


def groups_of(actor: Actor, body: PublicBody) -> list[Membership]:
    rows = visible(Membership, actor).filter(member=body).select_related("group")
    return list(rows.order_by("group__slug"))


def members_of(actor: Actor, body: PublicBody) -> list[Membership]:
    rows = visible(Membership, actor).filter(group=body).select_related("member")
    return list(rows.order_by("member__slug"))
