"""A collection as a list that says the same when it is read again."""

from collections.abc import Iterable

from parley.apps.evidence.exchange import words
from parley.apps.evidence.exchange.tables import disarmable
from parley.apps.evidence.models import (
    Collection,
    CollectionKind,
    Document,
    Extent,
    Position,
    PublicBody,
    Reading,
    Vote,
)
from parley.apps.evidence.selectors import keeping
from parley.apps.evidence.selectors.matrix import columns_of, letter
from parley.core import sheets
from parley.core.access import visible
from parley.core.actors import Actor
from parley.core.localtext import LocalText

Cells = dict[str, str]


def written(actor: Actor, collection: Collection) -> bytes:
    table = _votes if collection.kind == CollectionKind.VOTES else _positions
    rows = [[disarmable(cell) for cell in row] for row in table(actor, collection)]
    return sheets.written(rows, sheets.CSV)


def _plain(text: LocalText) -> str:
    """The text that documents and actors are known by."""
    return text.pick("en").text


def _actor(body: PublicBody) -> Cells:
    return {
        "actor": _plain(body.name),
        "actor_code": body.country or body.slug,
        "actor_kind": words.KINDS[body.kind],
    }


# Positions, and documents with how far they were read


def _positions(actor: Actor, collection: Collection) -> list[list[str]]:
    found = keeping.positions_in(actor, collection)
    labels = {column.key: column.label for column in columns_of(actor, collection)}
    replaced = {one.supersedes_id for one in found if one.supersedes_id}
    keys = {
        one.pk: str(number)
        for number, one in enumerate((one for one in found if one.pk in replaced), start=1)
    }
    rows = [_of_position(one, labels, keys) for one in found]
    rows += _of_readings(actor, collection, {one.document_id for one in found})
    return [list(words.COLUMNS), *([row.get(name, "") for name in words.COLUMNS] for row in rows)]


def _of_position(one: Position, labels: dict[int, str], keys: dict[int, str]) -> Cells:
    return {
        **_actor(one.body),
        **_of_document(one.document),
        "proposition": labels[one.proposition_id],
        "stance": one.stance,
        "evidence": words.LEVELS[one.level],
        "place": one.place,
        "quotation": one.quotation,
        "source": one.source,
        "note": one.note,
        "key": keys.get(one.pk, ""),
        "replaces": keys.get(one.supersedes_id or 0, ""),
    }


def _of_document(one: Document | None) -> Cells:
    if one is None:
        return {}
    return {
        "year": str(one.year or ""),
        "document": _plain(one.title),
        "symbol": one.symbol,
        "published_on": one.published_on.isoformat() if one.published_on else "",
        "language": one.language,
        "link": one.link,
        "document_note": one.note,
    }


def _of_readings(
    actor: Actor, collection: Collection, told: Iterable[int | None]
) -> Iterable[Cells]:
    """Every reading; and documents of which there is nothing else to tell."""
    known = set(told)
    for document in keeping.documents_in(actor, collection):
        about = {**_actor(document.body), **_of_document(document)}
        readings = list(document.readings.all())
        yield from (about | _of_reading(one) for one in readings)
        if not readings and document.pk not in known:
            yield about


def _of_reading(one: Reading) -> Cells:
    is_read = one.extent == Extent.FULL
    return {
        "proposition": letter(one.element.order) if one.element else "",
        "stance": words.READ if is_read else words.NOT_READ,
        "evidence": words.READ if is_read else words.LOCATED_ONLY,
        "note": one.note,
    }


# Votes


def _votes(actor: Actor, collection: Collection) -> list[list[str]]:
    calls = keeping.roll_calls_in(actor, collection)
    votes = visible(Vote, actor).filter(roll_call__collection=collection).select_related("body")
    cast = {(vote.body_id, vote.roll_call_id): words.CHOICES[vote.choice] for vote in votes}
    bodies = {vote.body_id: vote.body for vote in votes}
    heads = ["country", "country_code", "actor_kind", *(call.symbol for call in calls)]
    rows = [
        [*_actor(body).values(), *(cast.get((body.pk, call.pk), "") for call in calls)]
        for body in sorted(bodies.values(), key=lambda body: body.slug)
    ]
    return [heads, *rows]
