"""Numbers that Word counts itself, and that are those of the document all the same.

Headings are one list of three levels, numbered paragraphs another that runs through the report; both
hang on their styles, so that a paragraph put in between gets its number and the rest moves on. Where a
document has another number than Word would count, a list that starts there takes over.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from parley.apps.reports.files.word.xml import root, w

HEADINGS, PARAGRAPHS, BULLETS = 1, 2, 3
NONE = 0
# The column in which numbers stand, before the text: twentieths of a point, as all measures here.
MARGIN = 680
HEADING_FORMATS = ("upperRoman", "upperLetter", "decimal")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def counted(number: str, form: str) -> int | None:
    """The number that is written so; None where Word counts nothing in this way.

    >>> counted("XIV", "upperRoman"), counted("AA", "upperLetter"), counted("3", "decimal")
    (14, 27, 3)
    """
    found = {"upperRoman": _of_roman, "upperLetter": _of_letters, "decimal": _of_digits}[form]
    value = found(number)
    return value if value and written(value, form) == number else None


def _of_roman(number: str) -> int:
    values = [_ROMAN.get(letter, 0) for letter in number]
    if not values or 0 in values:
        return 0
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-one if one < after else one for one, after in pairs)


def _of_letters(number: str) -> int:
    """A to Z, and AA: after that Word goes on in another way, see `written`."""
    alone = len(number) == 1 and "A" <= number <= "Z"
    return ord(number) - ord("A") + 1 if alone else 27 * (number == "AA")


def _of_digits(number: str) -> int:
    return int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0


def written(value: int, form: str) -> str:
    """As Word writes it. Beyond Z it doubles letters, AA, BB, CC: there the two ways part."""
    if form == "decimal":
        return str(value)
    if form == "upperLetter":
        return chr(ord("A") + (value - 1) % 26) * ((value - 1) // 26 + 1)
    text = ""
    for letters, one in _ROMAN_PARTS:
        times, value = divmod(value, one)
        text += letters * times
    return text


_ROMAN_PARTS = (
    ("M", 1000), ("CM", 900), ("D", 500), ("CD", 400), ("C", 100), ("XC", 90),
    ("L", 50), ("XL", 40), ("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1),
)  # fmt: skip


@dataclass
class Lists:
    """The lists of a document: the three that its styles name, and those that begin elsewhere."""

    begun: list[tuple[int, int, int]] = field(default_factory=list)  # of which, level, start

    def new(self, of: int, level: int, start: int) -> int:
        self.begun.append((of, level, start))
        return BULLETS + len(self.begun)


@dataclass
class Counter:
    """Counts as Word does.

    Parameters
    ----------
    of
        The list: headings or paragraphs.
    levels
        How many it has.
    """

    lists: Lists
    of: int
    levels: int
    counts: list[int] = field(init=False)
    starts: list[int] = field(init=False)
    now: int = field(init=False)

    def __post_init__(self) -> None:
        self.counts, self.starts = [0] * self.levels, [1] * self.levels
        self.now = self.of

    def list_for(self, level: int, number: int) -> int | None:
        """In which list the next paragraph of this level (from 0) has to be to get this number.

        None where it is the one of its style.
        """
        would = self.counts[level] + 1 if self.counts[level] else self.starts[level]
        if would != number:
            self.now = self.lists.new(self.of, level, number)
            self.starts = [1] * self.levels
            self.starts[level] = number
        self.counts[level] = number
        self.counts[level + 1 :] = [0] * (self.levels - level - 1)
        return None if self.now == self.of else self.now


def properties(number: int | None, level: int = 0) -> str:
    """Of a paragraph that is in another list than that of its style, or in none."""
    if number is None:
        return ""
    return w("numPr", w("ilvl", val=level), w("numId", val=number))


# ---- the part


def numbering(lists: Lists, heading_styles: Sequence[str], paragraph_style: str) -> bytes:
    headings = [
        _level(level, form, f"%{level + 1}.", heading_styles[level])
        for level, form in enumerate(HEADING_FORMATS)
    ]
    # Word wants nine levels of a list of several.
    rest = [_level(level, "decimal", f"%{level + 1}.") for level in range(3, 9)]
    abstract = [
        _abstract(HEADINGS, "multilevel", *headings, *rest),
        _abstract(PARAGRAPHS, "singleLevel", _level(0, "decimal", "%1.", paragraph_style)),
        _abstract(BULLETS, "singleLevel", _bullet()),
    ]
    plain = [_num(one, one) for one in (HEADINGS, PARAGRAPHS, BULLETS)]
    more = [
        _num(BULLETS + place, of, _override(level, start))
        for place, (of, level, start) in enumerate(lists.begun, start=1)
    ]
    return root("w:numbering", *abstract, *plain, *more)


def _abstract(number: int, kind: str, *levels: str) -> str:
    # Both are names by which Word knows a list again; they need only differ.
    names = w("nsid", val=f"5A7E000{number}"), w("tmpl", val=f"5A7E100{number}")
    return w(
        "abstractNum", names[0], w("multiLevelType", val=kind), names[1], *levels,
        abstractNumId=number,
    )  # fmt: skip


def _level(level: int, form: str, text: str, style: str = "") -> str:
    return w(
        "lvl",
        w("start", val=1),
        w("numFmt", val=form),
        w("pStyle", val=style) if style else "",
        w("suff", val="tab"),
        w("lvlText", val=text),
        w("lvlJc", val="left"),
        w(
            "pPr",
            w("tabs", w("tab", val="num", pos=MARGIN)),
            w("ind", left=MARGIN, hanging=MARGIN),
        ),
        ilvl=level,
    )


def _bullet() -> str:
    at = MARGIN + 360
    return w(
        "lvl",
        w("start", val=1),
        w("numFmt", val="bullet"),
        w("pStyle", val="ListBullet"),
        w("suff", val="tab"),
        w("lvlText", val="•"),
        w("lvlJc", val="left"),
        w("pPr", w("tabs", w("tab", val="num", pos=at)), w("ind", left=at, hanging=360)),
        ilvl=0,
    )


def _num(number: int, of: int, *overrides: str) -> str:
    return w("num", w("abstractNumId", val=of), *overrides, numId=number)


def _override(level: int, start: int) -> str:
    return w("lvlOverride", w("startOverride", val=start), ilvl=level)
