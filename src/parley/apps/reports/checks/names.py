"""Names and titles that a text must not hold."""

import re
from collections.abc import Iterable, Mapping
from html import unescape

from parley.apps.reports.checks.letters import bare

LEAST_LETTERS = 5  # of a name of one word; a shorter one would be found everywhere
_TAG = re.compile(r"<[^>]*>")
_SIGNS = re.compile("[<>-]")
# What a letter before or behind would make another word of; in Arabic some words are written together
# with the next.
_TOGETHER = "(?<![\\w])(?:[وفبلك]|ال|وال|بال|لل)?"


def folded(text: str) -> str:
    """As it is compared: without tags, invisible characters, accents, marks, the difference of cases, of
    hyphens and of letters that look alike."""
    return _folded(_TAG.sub(" ", text))


def _folded(text: str) -> str:
    return " ".join(_SIGNS.sub(" ", bare(unescape(text))).split())


def telling(names: Iterable[str], public: str = "") -> dict[str, str]:
    """As it is compared → the name: those that are long enough to be one, and are not said in public.

    Parameters
    ----------
    public
        What everybody may read of the dialogue anyway: a title that stands there too gives nothing away.
    """
    said = folded(public)
    found = {}
    for name in names:
        key = folded(name)
        if (" " in key or len(key) >= LEAST_LETTERS) and not _pattern([key]).search(said):
            found[key] = name
    return found


def appearing(names: Mapping[str, str], text: str) -> list[str]:
    """Those of `telling` that stand in the text as whole words, each once."""
    if not names:
        return []
    # What looks like a tag is one in a drawing, and stands on paper in a sentence.
    ways, pattern = (folded(text), _folded(text)), _pattern(names)
    found = {one.group(1) for way in ways for one in pattern.finditer(way)}
    return [name for key, name in names.items() if key in found]


def _pattern(keys: Iterable[str]) -> re.Pattern[str]:
    """The longest first: of two names of which one begins with the other."""
    each = "|".join(re.escape(one) for one in sorted(keys, key=len, reverse=True))
    return re.compile(rf"{_TOGETHER}({each})(?!\w)")
