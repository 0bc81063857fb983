"""What stands in a collection already, and what of its norm a row can name."""

from django.utils.translation import gettext as _

from parley.apps.evidence.exchange.plan import DocumentKey, DocumentSaid, PositionKey
from parley.apps.evidence.exchange.tables import line_of
from parley.apps.evidence.models import Collection, Document, Position, Reading
from parley.apps.evidence.selectors.keeping import elements_of
from parley.apps.evidence.selectors.matrix import columns_of, letter
from parley.apps.evidence.services.documents import identity
from parley.core.actors import Actor


class Places:
    """Propositions and elements of the norm by their labels, such as B2 and B."""

    def __init__(self, actor: Actor, collection: Collection) -> None:
        self.propositions: dict[str, list[int]] = {}
        for column in columns_of(actor, collection):
            self.propositions.setdefault(_label(column.label), []).append(column.key)
        self.elements: dict[str, list[int]] = {}
        for element in elements_of(actor, collection):
            self.elements.setdefault(_label(letter(element.order)), []).append(element.pk)

    def proposition(self, text: str, say: list[str]) -> int | None:
        if not text:
            say.append(_("There is no proposition."))
            return None
        return self._only(self.propositions, text, say, _("“%(label)s” is no proposition here."))

    def element(self, text: str, say: list[str]) -> int | None:
        """None for the whole norm."""
        if not text:
            return None
        unknown = _("“%(label)s” is no element of the norm. Such rows name an element, or none.")
        return self._only(self.elements, text, say, unknown)

    def _only(
        self, rows: dict[str, list[int]], text: str, say: list[str], unknown: str
    ) -> int | None:
        found = rows.get(_label(text), [])
        if len(found) == 1:
            return found[0]
        several = _("“%(label)s” means several here. Put the elements of the norm in order first.")
        say.append((several if found else unknown) % {"label": text})
        return None


def _label(text: str) -> str:
    return "".join(text.split()).rstrip(".").casefold()


class Stored:
    """What stands in the collection, by what makes it the same."""

    def __init__(self, collection: Collection) -> None:
        self.documents = {}
        for document in collection.documents.all():
            body, title, year, symbol = identity(document)
            self.documents[f"body:{body}", title, year, symbol] = document
        self.positions = {_key_of(one): one for one in collection.positions.all()}
        readings = Reading.objects.filter(document__collection=collection)
        self.readings = {(one.document_id, one.element_id): one for one in readings}

    def document(self, key: DocumentKey) -> Document | None:
        return self.documents.get(key)

    def reading(self, document: Document | None, element: int | None) -> Reading | None:
        return self.readings.get((document.pk, element)) if document else None

    def position(self, key: PositionKey, document: DocumentSaid | None) -> Position | None:
        if document is not None and document.stored is None:
            return None
        stored = document.stored.pk if document and document.stored else None
        return self.positions.get((*key[:2], stored, *key[3:]))


def _key_of(one: Position) -> tuple[object, ...]:
    place, source, quotation = line_of(one.place), line_of(one.source), one.quotation.strip()
    said = (one.stance, one.level, place, quotation, source)
    return (f"body:{one.body_id}", one.proposition_id, one.document_id, *said)
