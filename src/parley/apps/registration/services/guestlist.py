"""Reading a list of guests, as it comes out of a spreadsheet, a mail program or a file.

Columns are known by their heads in English, French or Arabic, or go by their order. What is read
is not judged here: selectors/guestlist.py says what is wrong with it.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue
from parley.apps.convening.services import filetypes, listfiles
from parley.apps.registration.models import Group, LateReason
from parley.apps.registration.selectors.guestlist import Guest, Terms
from parley.core.actors import Actor
from parley.core.addresses import folded
from parley.core.errors import InvalidInput

SALT = "parley.registration.guestlist"
SEAL_SECONDS = 24 * 60 * 60
MOST_GUESTS = 2000
LONGEST_CELL = 400

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


def read_text(text: str) -> Guests:
    """A list that was pasted, or the text of a CSV file."""
    return _guests(listfiles.lines_of_text(text, MOST_GUESTS))


def read_file(content: filetypes.Content, name: str) -> Guests:
    """A CSV, TSV or XLSX file. One with macros, or that is not what its name says, is refused."""
    return _guests(listfiles.lines_of_file(content, name, MOST_GUESTS))


# From cells to guests


def _guests(given: listfiles.Lines) -> Guests:
    lines = [(n, [_plain(c) for c in cells]) for n, cells in given if any(map(str.strip, cells))]
    columns, unused = _columns(lines[0][1]) if lines else ([], [])
    if columns:
        lines = lines[1:]
    if not lines:
        raise InvalidInput(_("The list is empty."))
    columns = columns or list(COLUMNS)
    found = [guest for number, cells in lines for guest in _of_line(number, cells, columns)]
    listfiles.refuse_many(len(found), MOST_GUESTS)
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
