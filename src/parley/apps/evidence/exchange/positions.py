"""What a list of positions says, row by row, with all that is wrong with it, before any is stored.

A list says what there is at least: what stands in the collection and not in the list stays. What
stands there already is not stored again, so the same list taken twice is the same as once.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from parley.apps.evidence.exchange import words
from parley.apps.evidence.exchange.cells import checked, year_and_day
from parley.apps.evidence.exchange.plan import (
    DocumentSaid,
    Line,
    Plan,
    PositionKey,
    PositionSaid,
    ReadingSaid,
)
from parley.apps.evidence.exchange.recognising import Found, Recogniser, Who
from parley.apps.evidence.exchange.standing import Places, Stored
from parley.apps.evidence.exchange.tables import Row, Table, head_folded, line_of
from parley.apps.evidence.models import Collection, CollectionKind, Extent, PositionStance, Reading
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

ONLY_POSITIONS = ("evidence", "place", "quotation", "source", "key", "replaces")
LONGEST_READING_NOTE = Reading._meta.get_field("note").max_length or 0


def judged(actor: Actor, collection: Collection, table: Table) -> Plan:
    """Each row with all that is wrong with it. As many queries for a thousand rows as for one."""
    if collection.kind != CollectionKind.POSITIONS:
        raise InvalidInput(_("A collection of votes holds no positions."))
    missing = [name for name in ("actor", "stance") if name not in table.heads]
    if missing:
        text = _("These columns are missing: %(heads)s. The first row holds their names.")
        raise InvalidInput(text % {"heads": ", ".join(missing)})
    return _Judge(actor, collection).judged(table)


class _Judge:
    """One list against one collection."""

    def __init__(self, actor: Actor, collection: Collection) -> None:
        self.actors = Recogniser(actor)
        self.plan = Plan()
        self.places = Places(actor, collection)
        self.stored = Stored(collection)
        self.problems: dict[int, list[str]] = {}
        self.known: dict[int, bool] = {}

    def judged(self, table: Table) -> Plan:
        found = {}
        for row in table.rows:
            self.problems[row.number], self.known[row.number] = [], False
            found[row.number] = self._row(row)
        self._link()
        for row in table.rows:
            problems = tuple(dict.fromkeys(self.problems[row.number]))
            who = found[row.number]
            self.plan.lines.append(Line(row, who, problems, self.known[row.number]))
        return self.plan

    def _row(self, row: Row) -> Found | None:
        cells, wrong = checked(row)
        say = self.problems[row.number]
        say.extend(wrong)
        who, faults = self.actors.found(
            Who(cells["actor"], cells["actor_code"], cells["actor_kind"])
        )
        say.extend(faults)
        document = self._document(row.number, who, cells)
        stance = head_folded(cells["stance"])
        if stance in (words.NOT_READ, words.READ, ""):
            self._reading(row.number, document, cells, stance)
        else:
            self._position(row.number, who, document, cells)
        if who is not None and not say:
            self.plan.actors.setdefault(who.key, who)
        return who

    # documents

    def _document(
        self, number: int, who: Found | None, cells: dict[str, str]
    ) -> DocumentSaid | None:
        say = self.problems[number]
        year, day = year_and_day(cells, say)
        if not cells["document"]:
            named = [n for n in ("symbol", "published_on", "language", "link", "year") if cells[n]]
            if named or cells["document_note"]:
                say.append(_("The row says something of a document that it does not name."))
            return None
        if who is None:
            return None
        key = (who.key, cells["document"], year, cells["symbol"])
        values = {
            "published_on": day,
            "language": cells["language"],
            "link": cells["link"],
            "note": cells["document_note"],
        }
        said = {name: value for name, value in values.items() if value}
        one = self.plan.documents.get(key)
        if one is None:
            one = DocumentSaid(who, key, number, {}, self.stored.document(key))
            self.plan.documents[key] = one
        for name, value in said.items():
            if one.values.setdefault(name, value) != value:
                text = _("Row %(row)d says otherwise of the same document.")
                say.append(text % {"row": one.row})
        return one

    # readings

    def _reading(
        self, number: int, document: DocumentSaid | None, cells: dict[str, str], stance: str
    ) -> None:
        say = self.problems[number]
        say.extend(_out_of_place(cells))
        if document is None:
            return
        if stance:
            self._read(number, document, cells, stance)
            return
        self.known[number] = document.stored is not None and not document.changes

    def _read(
        self, number: int, document: DocumentSaid, cells: dict[str, str], stance: str
    ) -> None:
        say = self.problems[number]
        element = self.places.element(cells["proposition"], say)
        extent = Extent.FULL if stance == words.READ else Extent.LOCATED
        key = (document.key, element)
        if key in self.plan.readings:
            say.append(_("The same as in row %(row)d.") % {"row": self.plan.readings[key].row})
            return
        stored = self.stored.reading(document.stored, element)
        one = ReadingSaid(document.key, element, extent, cells["note"], number, stored)
        self.plan.readings[key] = one
        self.known[number] = not document.changes and one.stands

    # positions

    def _position(
        self, number: int, who: Found | None, document: DocumentSaid | None, cells: dict[str, str]
    ) -> None:
        say = self.problems[number]
        stance, level = words.stance_of(cells["stance"]), words.level_of(cells["evidence"])
        if not stance:
            expected = [*PositionStance.values, words.NOT_READ, words.READ]
            text = _("“%(stance)s” is no stance. Expected one of: %(stances)s.")
            say.append(text % {"stance": cells["stance"], "stances": words.listed(expected)})
        if not level:
            text = _("“%(level)s” is no level of evidence. Expected one of: %(levels)s.")
            levels = words.listed(words.LEVELS.values())
            say.append(text % {"level": cells["evidence"], "levels": levels})
        proposition = self.places.proposition(cells["proposition"], say)
        if who is None or proposition is None or not stance or not level:
            return
        key: PositionKey = (
            *(who.key, proposition, document.key if document else None, stance, level),
            *(cells["place"], cells["quotation"], cells["source"]),
        )
        if key in self.plan.positions:
            say.append(_("The same as in row %(row)d.") % {"row": self.plan.positions[key].row})
            return
        stored = self.stored.position(key, document)
        self.plan.positions[key] = PositionSaid(
            who, key, number, cells["note"], cells["key"], cells["replaces"], None, stored
        )

    # what replaces what

    def _link(self) -> None:
        named: dict[str, PositionSaid] = {}
        for one in self.plan.positions.values():
            if one.name and named.setdefault(one.name, one) is not one:
                text = _("The key %(key)s stands in row %(row)d already.")
                said = {"key": one.name, "row": named[one.name].row}
                self.problems[one.row].append(text % said)
        for one in self.plan.positions.values():
            if one.replaces:
                self._replace(one, named.get(one.replaces))
            self.known[one.row] = self._stands(one)

    def _replace(self, one: PositionSaid, earlier: PositionSaid | None) -> None:
        say = self.problems[one.row]
        if earlier is None:
            say.append(_("No row has the key %(key)s.") % {"key": one.replaces})
            return
        if earlier.key[:2] != one.key[:2]:
            say.append(_("A position replaces one of the same actor on the same proposition only."))
            return
        one.earlier = earlier.key
        seen = set()
        key: PositionKey | None = one.key
        while key is not None and key not in seen:
            seen.add(key)
            key = self.plan.positions[key].earlier
        if key is not None:
            say.append(_("These positions would replace one another in a circle."))

    def _stands(self, one: PositionSaid) -> bool:
        """Just so, with its document and what it replaces."""
        document = self.plan.documents[one.key[2]] if one.key[2] else None
        if one.stored is None or (document and document.changes):
            return False
        earlier = self.plan.positions[one.earlier].stored if one.earlier else None
        replaces = one.earlier is None or (
            earlier is not None and one.stored.supersedes_id == earlier.pk
        )
        return replaces and (not one.note or one.note == line_of(one.stored.note))


def _out_of_place(cells: dict[str, str]) -> Iterator[str]:
    """What a row that tells of a document alone has too much or too little of."""
    given = [name for name in ONLY_POSITIONS if cells[name]]
    if head_folded(cells["evidence"]) in (words.LOCATED_ONLY, words.READ):
        given.remove("evidence")
    if given:
        text = _("Without a stance, these columns stay empty: %(heads)s.")
        yield text % {"heads": ", ".join(given)}
    if cells["proposition"] and not cells["stance"]:
        yield _("There is a proposition and no stance on it.")
    if not cells["document"]:
        yield _("A row without a stance names a document.")
    if len(cells["note"]) > LONGEST_READING_NOTE:
        limit = {"head": "note", "limit": LONGEST_READING_NOTE}
        yield _("%(head)s: at most %(limit)d characters.") % limit
