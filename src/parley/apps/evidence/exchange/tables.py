"""Lists of positions and votes: their heads, and cells as they come out of sheets and go into them.

What a sheet would calculate is disarmed by an apostrophe on the way out (core/sheets.py), and that
is taken away again on the way in.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.core import signing
from django.utils.translation import gettext as _

from parley.apps.convening.services import filetypes, listfiles
from parley.apps.evidence.models import Collection
from parley.core.actors import Actor
from parley.core.characters import UNKEEPABLE
from parley.core.errors import InvalidInput
from parley.core.sheets import WIDE

MOST_ROWS = 2000
LONGEST_CELL = 4000
SALT = "parley.evidence.import"
SEAL_SECONDS = 24 * 60 * 60
CALCULATED = "=" + WIDE[0]
# Bars are written with a stroke before them.
_ARMED = re.compile(rf"'+([=+\-@%{WIDE}]|\\\|)")


@dataclass(frozen=True)
class Row:
    """One line of a list: head → cell, empty ones left out."""

    number: int
    cells: Mapping[str, str]

    def get(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass(frozen=True)
class Table:
    """The rows, in the order of the file; `unused`: heads of columns that mean nothing here."""

    rows: tuple[Row, ...]
    heads: tuple[str, ...]
    unused: tuple[str, ...] = ()


Named = Callable[[str], str]  # a head as written → the name of its column; empty for none


def read_text(text: str, named: Named) -> Table:
    return _table(listfiles.lines_of_text(text, MOST_ROWS), named)


def read_file(content: filetypes.Content, name: str, named: Named) -> Table:
    """A CSV, TSV or XLSX file; a workbook that calculates cells is refused."""
    return _table(listfiles.lines_of_file(content, name, MOST_ROWS, formulas=False), named)


def _table(lines: listfiles.Lines, named: Named) -> Table:
    full = [(number, cells) for number, cells in lines if any(map(str.strip, cells))]
    if len(full) < 2:
        raise InvalidInput(_("The list is empty: it has heads in its first row, and rows below."))
    written = [line_of(cell) for cell in full[0][1]]
    heads = [named(head) if head else "" for head in written]
    twice = {head for head in heads if head and heads.count(head) > 1}
    if twice:
        text = _("These columns stand there twice: %(heads)s.")
        raise InvalidInput(text % {"heads": ", ".join(sorted(twice))})
    unused = tuple(text for text, head in zip(written, heads, strict=True) if text and not head)
    rows = tuple(Row(number, _cells(heads, cells)) for number, cells in full[1:])
    return Table(rows, tuple(head for head in heads if head), unused)


def _cells(heads: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    texts = [
        text.replace("\ufeff", "").replace("\r\n", "\n").strip()[:LONGEST_CELL] for text in cells
    ]
    return {head: text for head, text in zip(heads, texts, strict=False) if head and text}


def head_folded(head: str) -> str:
    """A head without case, accents and marks."""
    split = unicodedata.normalize("NFKD", head.casefold())
    bare = "".join(c for c in split if not unicodedata.combining(c) and c != "\u0640")
    return re.sub(r"[\s_:*.-]+", " ", bare).strip()


def line_of(text: str) -> str:
    return " ".join(text.replace("\ufeff", "").split())


def fault_of(text: str) -> str:
    """What makes a cell one that can't be taken as it stands; empty for nothing."""
    if text[:1] and text[0] in CALCULATED:
        return _("a formula: paste values instead")
    if found := UNKEEPABLE.search(text):
        return _("an invisible character, %(character)s: type the text again") % {
            "character": f"U+{ord(found[0]):04X}"
        }
    return ""


def rearmed(text: str) -> str:
    """The text of a cell that was disarmed, as it was before."""
    if not _ARMED.match(text):
        return text
    bare = text[1:]
    return bare.replace("\\|", "|") if bare[0] not in WIDE + "'" else bare


def disarmable(text: str) -> str:
    """Before it is written: a text that begins as a disarmed one does is told apart from it."""
    return f"'{text}" if _ARMED.match(text) else text


# From the preview to the confirmation: the page carries the list, signed, so that nothing of it
# is kept here before it is confirmed, and what is stored is what was shown.


def sealed(actor: Actor, collection: Collection, table: Table) -> str:
    said = [table.heads, table.unused, [[row.number, dict(row.cells)] for row in table.rows]]
    return signing.dumps(said, salt=_salt(actor, collection), compress=True)


def unsealed(actor: Actor, collection: Collection, text: str) -> Table:
    try:
        salt = _salt(actor, collection)
        heads, unused, rows = signing.loads(text, salt=salt, max_age=SEAL_SECONDS)
    except signing.BadSignature as error:
        raise InvalidInput(
            _("This list is too old. Give it again, and look at it anew.")
        ) from error
    return Table(tuple(Row(*row) for row in rows), tuple(heads), tuple(unused))


def _salt(actor: Actor, collection: Collection) -> str:
    return f"{SALT}.{collection.pk}.{actor.user_id}"
