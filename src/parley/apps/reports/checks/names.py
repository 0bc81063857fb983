"""Names and titles that a text must not hold."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from html import unescape

LEAST_LETTERS = 5  # of a name of one word; a shorter one would be found everywhere
_TAG = re.compile(r"<[^>]*>")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# Vowel signs and lengthening of Arabic, which are written or not.
_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
# What a letter before or behind would make another word of; in Arabic some words are written together
# with the next.
_TOGETHER = "(?<![\\w])(?:[وفبلك]|ال|وال|بال|لل)?"


def folded(text: str) -> str:
    """As it is compared: without tags, invisible characters, marks, and the difference of cases."""
    plain = _MARKS.sub("", _INVISIBLE.sub("", unescape(_TAG.sub(" ", text))))
    return " ".join(unicodedata.normalize("NFKC", plain).casefold().split())


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
    folded_text = folded(text)
    found = {one.group(1) for one in _pattern(names).finditer(folded_text)}
    return [name for key, name in names.items() if key in found]


def _pattern(keys: Iterable[str]) -> re.Pattern[str]:
    """The longest first: of two names of which one begins with the other."""
    each = "|".join(re.escape(one) for one in sorted(keys, key=len, reverse=True))
    return re.compile(rf"{_TOGETHER}({each})(?!\w)")
