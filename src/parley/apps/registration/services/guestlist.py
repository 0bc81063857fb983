"""Reading a list of guests, as it comes out of a spreadsheet, a mail program or a file.

Columns are known by their heads in English, French or Arabic, or go by their order. What is read
is not judged here: selectors/guestlist.py says what is wrong with it.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, field, replace
from datetime import date
from typing import Any

from django.core import signing
from django.core.files.base import File
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue, FileType
from parley.apps.convening.services import filetypes
from parley.apps.registration.models import Group, LateReason
from parley.apps.registration.selectors.guestlist import Guest, Terms
from parley.core.actors import Actor
from parley.core.addresses import folded
from parley.core.errors import InvalidInput

SALT = "parley.registration.guestlist"
SEAL_SECONDS = 24 * 60 * 60
MOST_GUESTS = 2000
LARGEST_FILE = 2 * 1024 * 1024
LARGEST_UNPACKED = 40 * 1024 * 1024
LONGEST_CELL = 400
# The reader makes room for the whole rectangle around the cells: one cell in the last corner of a
# sheet would take more memory than there is, and the server with it.
LARGEST_SHEET = 5_000_000
_ROW = re.compile(rb"<(?:[^\s<>/:]+:)?row(?=[\s/>])")
_CELL = re.compile(rb"<(?:[^\s<>/:]+:)?c(?=[\s/>])")
_PLACE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{0,3})(\d{1,9})[\"']")
# By these the reader would take the archive for a workbook of another kind.
OTHER_KINDS = ("workbook.bin", "content.xml")

# In the order in which columns without heads are taken.
HEADS: dict[str, tuple[str, ...]] = {
    "address": (
        *("address", "e-mail", "email", "mail", "e-mail address", "email address"),
        *("adresse", "courriel", "adresse électronique", "adresse e-mail", "mél"),
        *("البريد الإلكتروني", "البريد الالكتروني", "بريد", "عنوان البريد الإلكتروني", "العنوان"),
    ),
    "name": (
        *("name", "full name", "nom", "nom complet", "nom et prénom", "prénom et nom"),
        *("الاسم", "الاسم الكامل", "اسم"),
    ),
    "honorific": (
        *("honorific", "title", "salutation", "civilité", "titre", "titre de civilité"),
        *("اللقب", "لقب", "صفة المخاطبة"),
    ),
    "organisation": (
        *("organisation", "organization", "institution", "affiliation", "organisme"),
        *("المنظمة", "المؤسسة", "الجهة", "منظمة"),
    ),
    "group": (
        *("group", "stakeholder group", "groupe", "catégorie", "groupe de parties prenantes"),
        *("المجموعة", "مجموعة", "الفئة", "فئة أصحاب المصلحة"),
    ),
    "language": ("language", "langue", "اللغة", "لغة"),
    "late": (
        *("late", "after the deadline", "tardif", "en retard", "après la date limite"),
        *("متأخر", "بعد الموعد", "بعد الموعد النهائي"),
    ),
}
COLUMNS = tuple(HEADS)
# A name in two columns; the second may also be headed as a name.
GIVEN = ("first name", "given name", "forename", "prénom", "prénoms", "الاسم الأول", "الاسم الشخصي")
FAMILY = ("last name", "family name", "surname", "nom de famille", "اسم العائلة", "الكنية")
NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]+)>")
YES = frozenset({"yes", "y", "true", "1", "x", "oui", "vrai", "late", "نعم", "صحيح", "✓"})


@dataclass(frozen=True)
class Guests:
    """What a list said, and the heads of the columns that mean nothing to us."""

    rows: tuple[Guest, ...]
    unused: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Table:
    """Lines of cells, each with its number in the source."""

    lines: list[tuple[int, list[str]]] = field(default_factory=list)


def read_text(text: str) -> Guests:
    """A list that was pasted, or the text of a CSV file."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=_delimiter(text), skipinitialspace=True
    )
    lines = []
    try:
        for cells in reader:
            lines.append((reader.line_num, cells))
            _refuse_many(len(lines))
    except csv.Error as error:
        what = _("Line %(number)d can’t be read as a row of a list. Check its quotation marks.")
        raise InvalidInput(what % {"number": reader.line_num}) from error
    return _guests(_Table(lines))


def read_file(content: filetypes.Content, name: str) -> Guests:
    """A CSV, TSV or XLSX file. One with macros, or that is not what its name says, is refused."""
    if content.size > LARGEST_FILE:
        text = _("The file is larger than %(limit)d MB. Leave only the columns that are needed.")
        raise InvalidInput(text % {"limit": LARGEST_FILE // 1024**2})
    stem, _dot, ending = name.rpartition(".")
    if ending.lower() == "tsv":
        name = f"{stem}.csv"
    if filetypes.type_of(name) not in (FileType.CSV, FileType.TXT, FileType.XLSX):
        raise InvalidInput(_("Choose a CSV, TSV or XLSX file, or paste the list."))
    source = filetypes.checked(content, name)
    if source.type == FileType.XLSX:
        return _guests(_Table(_sheet(_bytes(source.content))))
    return read_text(_bytes(source.content).decode("utf-8-sig"))


def _bytes(content: "File[bytes]") -> bytes:
    content.seek(0)
    return bytes(content.read())


def _sheet(data: bytes) -> list[tuple[int, list[str]]]:
    """The cells of the first sheet of a workbook."""
    # Heavy, and needed for this alone.
    import fastexcel

    try:
        book = fastexcel.read_excel(_looked_into(data))
        sheet = book.load_sheet(0, header_row=None, dtypes="string", n_rows=MOST_GUESTS + 2)
        rows = sheet.to_polars().rows()
    except fastexcel.FastExcelError as error:
        raise InvalidInput(_("The workbook can’t be read. Save the list as CSV.")) from error
    _refuse_many(len(rows))
    return [(n, ["" if c is None else str(c) for c in row]) for n, row in enumerate(rows, start=1)]


def _looked_into(data: bytes) -> bytes:
    """The workbook, packed anew: so what is read is what was looked into, whatever its directory
    says of sizes and names."""
    import zipfile
    import zlib

    packed = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(packed, "w") as anew:
            parts = {part.filename: part for part in given.infolist()}
            if sum(part.file_size for part in parts.values()) > LARGEST_UNPACKED:
                raise _too_much()
            for name, part in parts.items():
                content = given.read(part)
                if name.lower().endswith(OTHER_KINDS) or _extent(content) > LARGEST_SHEET:
                    raise _too_much()
                anew.writestr(name, content)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise InvalidInput(_("The workbook can’t be read. Save the list as CSV.")) from error
    return packed.getvalue()


def _too_much() -> InvalidInput:
    return InvalidInput(_("The workbook holds too much. Save the list alone as CSV."))


def _extent(part: bytes) -> int:
    """How many cells the rectangle around all cells of a sheet has at most. A row or a cell that
    does not say its place comes after the one before."""
    rows = columns = 0
    for row in _ROW.split(part)[1:]:
        places = _PLACE.findall(row)
        rows = max(rows + 1, *(int(number) for _letters, number in places), 0)
        last = max((_column(letters) for letters, _number in places), default=0)
        columns = max(columns, last + len(_CELL.findall(row)))
    return rows * columns


def _column(letters: bytes) -> int:
    """A is 1, XFD is 16384."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number


def _refuse_many(lines: int) -> None:
    if lines > MOST_GUESTS + 1:  # one with the heads
        text = _("A list may have %(limit)d rows. Make several of it.")
        raise InvalidInput(text % {"limit": MOST_GUESTS})


def _delimiter(text: str) -> str:
    """What separates cells: as spreadsheets are pasted, and as they are saved here or there."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max("\t;,", key=first.count) if any(mark in first for mark in "\t;,") else ","


# From cells to guests


def _guests(table: _Table) -> Guests:
    lines = [
        (n, [_plain(c) for c in cells]) for n, cells in table.lines if any(map(str.strip, cells))
    ]
    columns, unused = _columns(lines[0][1]) if lines else ([], [])
    if columns:
        lines = lines[1:]
    if not lines:
        raise InvalidInput(_("The list is empty."))
    columns = columns or list(COLUMNS)
    found = [guest for number, cells in lines for guest in _of_line(number, cells, columns)]
    _refuse_many(len(found))
    return Guests(tuple(found), tuple(unused))


def _plain(cell: str) -> str:
    """On one line, without what spreadsheets add; too long ones stay long enough to be refused."""
    return " ".join(cell.replace("\ufeff", "").split())[:LONGEST_CELL]


def _columns(cells: Sequence[str]) -> tuple[list[str], list[str]]:
    """What each column is by its head ("" for none of ours), and the heads that are not ours.
    Nothing at all where the line has no head for the address."""
    heads = {**HEADS, "given": GIVEN, "family": FAMILY}
    known = {_folded(head): name for name, said in heads.items() for head in said}
    names = [known.get(_folded(cell), "") for cell in cells]
    if "address" not in names:
        return [], []
    return names, [c for c, name in zip(cells, names, strict=True) if c and not name]


def _folded(head: str) -> str:
    """A head without case, accents and marks."""
    split = unicodedata.normalize("NFKD", head.casefold())
    bare = "".join(c for c in split if not unicodedata.combining(c) and c != "\u0640")
    return re.sub(r"[\s_:*.-]+", " ", bare).strip()


def _of_line(number: int, cells: Sequence[str], columns: Sequence[str]) -> Iterable[Guest]:
    """One guest a line; or all of a line of addresses, as a mail program gives them."""
    if sum("@" in cell for cell in cells) > 1:
        return [_addressed(Guest(number, cell)) for cell in cells if cell]
    said: dict[str, Any] = {}
    for name, cell in zip(columns, cells, strict=False):
        if name and cell and name not in said:
            said[name] = cell
    late = _folded(said.pop("late", "")) in YES
    given, family = said.pop("given", ""), said.pop("family", "")
    said["name"] = f"{given} {family or said.get('name', '')}".strip() or said.get("name", "")
    return [_addressed(Guest(number, **{"address": "", **said, "late": late}))]


def _addressed(guest: Guest) -> Guest:
    """The address alone, where it was written with a name: Ada Guest <ada@example.org>."""
    address, name = guest.address, guest.name
    if found := NAMED.fullmatch(address):
        address, name = found["address"], name or found["name"].strip(" '\"")
    return replace(guest, address=folded(address), name=name)


# From the preview to the confirmation: the page carries the list, signed, so that nothing of it
# is kept here before it is confirmed, and what is sent is what was shown.


def sealed(actor: Actor, dialogue: Dialogue, guests: Sequence[Guest], terms: Terms) -> str:
    """The list and its terms as a text that only this convener can confirm, for a day."""
    said = {
        "group": terms.group.pk if terms.group else None,
        "expires_on": terms.expires_on.isoformat() if terms.expires_on else None,
        "vetted": terms.vetted,
        "again": terms.again,
        "reason": str(terms.reason) if terms.reason else None,
    }
    rows = [astuple(guest) for guest in guests]
    return signing.dumps([said, rows], salt=_salt(actor, dialogue), compress=True)


def unsealed(actor: Actor, dialogue: Dialogue, text: str) -> tuple[list[Guest], Terms]:
    try:
        salt = _salt(actor, dialogue)
        said, rows = signing.loads(text, salt=salt, max_age=SEAL_SECONDS)
    except signing.BadSignature as error:
        raise InvalidInput(
            _("This list is too old. Give it again, and look at it anew.")
        ) from error
    wanted = said.pop("group")
    group = Group.objects.filter(dialogue=dialogue, pk=wanted).select_related("dialogue").first()
    if wanted is not None and group is None:
        raise InvalidInput(_("The group of this list is gone. Give the list again."))
    day, reason = said.pop("expires_on"), said.pop("reason")
    terms = Terms(
        group=group,
        expires_on=date.fromisoformat(day) if day else None,
        reason=LateReason(reason) if reason else None,
        **said,
    )
    return [Guest(*row) for row in rows], terms


def _salt(actor: Actor, dialogue: Dialogue) -> str:
    return f"{SALT}.{dialogue.pk}.{actor.user_id}"
