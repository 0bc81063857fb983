"""Storing what a list says, after it was looked at: all of it or nothing."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.apps.evidence.exchange.plan import DocumentKey, Plan, PositionKey
from parley.apps.evidence.exchange.positions import judged
from parley.apps.evidence.exchange.recognising import bodies_of
from parley.apps.evidence.exchange.tables import Table, line_of
from parley.apps.evidence.models import (
    Collection,
    Document,
    Position,
    PublicBody,
    Reading,
)
from parley.apps.evidence.services.common import changed, held, possible
from parley.apps.evidence.services.documents import date_of
from parley.apps.evidence.services.positions import check_replaced
from parley.core.actors import Actor
from parley.core.errors import InvalidInput
from parley.core.localtext import LocalText

MOST_TOLD = 20


@dataclass(frozen=True)
class Taken:
    """What is new or another than before."""

    actors: int = 0
    documents: int = 0
    readings: int = 0
    positions: int = 0

    def __bool__(self) -> bool:
        return bool(self.actors or self.documents or self.readings or self.positions)


@transaction.atomic
def import_positions(actor: Actor, collection: Collection, table: Table) -> Taken:
    """Store all rows; InvalidInput names each that is wrong, and then nothing is stored."""
    row = held(actor, collection)
    plan = judged(actor, row, table)
    refuse_bad([(line.row.number, line.problems) for line in plan.bad])
    bodies = bodies_of(actor, plan.actors.values())
    documents, documents_done = _documents(row, plan, bodies)
    taken = Taken(
        len(plan.new_actors),
        documents_done,
        _readings(plan, documents),
        _positions(actor, row, plan, bodies, documents),
    )
    if taken:
        changed(
            actor,
            "collection.imported",
            row,
            documents=taken.documents,
            readings=taken.readings,
            positions=taken.positions,
        )
    return taken


def refuse_bad(bad: list[tuple[int, tuple[str, ...]]]) -> None:
    if not bad:
        return
    text = ngettext(
        "%(n)d row can’t be taken, so nothing was.",
        "%(n)d rows can’t be taken, so nothing was.",
        len(bad),
    )
    told = [
        _("Row %(row)d: %(problem)s") % {"row": number, "problem": problem}
        for number, problems in bad
        for problem in problems
    ]
    more = ["…"] if len(told) > MOST_TOLD else []
    raise InvalidInput(text % {"n": len(bad)}, told[:MOST_TOLD] + more)


def _documents(
    collection: Collection, plan: Plan, bodies: dict[str, PublicBody]
) -> tuple[dict[DocumentKey, Document], int]:
    """Every document that the list names, and how many of them are new or others now."""
    found, done = {}, 0
    for key, said in plan.documents.items():
        changes = said.changes
        row = said.stored
        if row is None:
            _who, title, year, symbol = key
            row = Document(
                collection=collection, body=bodies[said.who.key], year=year, symbol=symbol
            )
            row.title = LocalText({settings.LANGUAGE_CODE: title})
        elif not changes:
            found[key] = row
            continue
        for name, value in changes.items():
            setattr(row, name, value)
        possible(date_of(row), "collection", "body").save()
        found[key] = row
        done += 1
    return found, done


def _readings(plan: Plan, documents: dict[DocumentKey, Document]) -> int:
    done = 0
    for said in plan.readings.values():
        if said.stands:
            continue
        row = said.stored or Reading(document=documents[said.document], element_id=said.element)
        row.extent, row.note = said.extent, said.note or row.note
        possible(row, "document", "element").save()
        done += 1
    return done


def _positions(
    actor: Actor,
    collection: Collection,
    plan: Plan,
    bodies: dict[str, PublicBody],
    documents: dict[DocumentKey, Document],
) -> int:
    rows: dict[PositionKey, Position] = {}
    done: set[PositionKey] = set()
    for key, said in plan.positions.items():
        who, proposition, document, stance, level, place, quotation, source = key
        row = said.stored
        is_new = row is None
        if row is None:
            row = Position(
                collection=collection,
                body=bodies[who],
                proposition_id=proposition,
                document=documents[document] if document else None,
                stance=stance,
                level=level,
                place=place,
                quotation=quotation,
                source=source,
                recorded_by_id=actor.user_id,
            )
        rows[key] = row
        if is_new or (said.note and said.note != line_of(row.note)):
            row.note = said.note or row.note
            relations = ("collection", "body", "proposition", "document", "supersedes")
            possible(row, *relations, "recorded_by").save()
            done.add(key)
    for key, said in plan.positions.items():
        earlier = rows[said.earlier] if said.earlier else None
        if earlier is not None and rows[key].supersedes_id != earlier.pk:
            rows[key].supersedes = earlier
            check_replaced(rows[key])
            rows[key].save(update_fields=["supersedes"])
            done.add(key)
    return len(done)
