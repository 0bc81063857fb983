"""The cells of a row as they are meant, and what is wrong with each by itself."""

from collections.abc import Iterator
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from parley.apps.convening.models.limits import YEARS
from parley.apps.evidence.exchange import words
from parley.apps.evidence.exchange.tables import LONGEST_CELL, Row, fault_of, line_of, rearmed
from parley.apps.evidence.models import Document, Position

# Cells whose limits are those of a column of a model.
LIMITS = {
    "symbol": Document,
    "language": Document,
    "link": Document,
    "place": Position,
    "source": Position,
    "note": Position,
}
# Of the others; what is brought in can be edited at the desk.
LENGTHS = {
    "actor": 200,
    "actor_code": 80,
    "document": 500,
    "document_note": Document._meta.get_field("note").max_length or 0,
    "quotation": Position._meta.get_field("quotation").max_length or 0,
    "key": 80,
    "replaces": 80,
}


def checked(row: Row) -> tuple[dict[str, str], list[str]]:
    """Every cell as it is meant, and what is wrong with any of them by itself."""
    cells, problems = {}, []
    for name in words.COLUMNS:
        text = row.get(name)
        if fault := fault_of(text):
            problems.append(_("%(head)s: %(problem)s.") % {"head": name, "problem": fault})
        text = rearmed(text)
        cells[name] = text if name == "quotation" else line_of(text)
        problems.extend(_beyond_limits(name, cells[name]))
    return cells, problems


def _beyond_limits(name: str, text: str) -> Iterator[str]:
    if len(text) > LENGTHS.get(name, LONGEST_CELL):
        limit = {"head": name, "limit": LENGTHS[name]}
        yield _("%(head)s: at most %(limit)d characters.") % limit
    if name in LIMITS and text:
        column = LIMITS[name]._meta.get_field(name)
        try:
            column.run_validators(column.to_python(text))  # type: ignore[union-attr]
        except ValidationError as error:
            for message in error.messages:
                yield _("%(head)s: %(problem)s") % {"head": name, "problem": message}


def year_and_day(cells: dict[str, str], say: list[str]) -> tuple[int | None, date | None]:
    """The year, which a day says too."""
    year, day = None, None
    if cells["year"]:
        number = cells["year"].removesuffix(".0")  # as some sheets keep it
        if number.isascii() and number.isdigit() and int(number[:9]) in YEARS:
            year = int(number)
        else:
            text = _("“%(year)s” is no year between 1900 and 2199.")
            say.append(text % {"year": cells["year"]})
    if cells["published_on"]:
        try:
            day = date.fromisoformat(cells["published_on"][:10])
        except ValueError:
            text = _("“%(day)s” is no day. Write it as in 2021-05-28.")
            say.append(text % {"day": cells["published_on"]})
    if day is not None and day.year not in YEARS:
        say.append(_("Choose a day in the years 1900 to 2199."))
    elif day is not None and year is not None and year != day.year:
        say.append(_("The year is another one than that of the day."))
    return (year or (day.year if day else None)), day
