"""Letters as they are compared: whoever reads a page does not see how they are written."""

import unicodedata

from parley.apps.reports.checks.quotations import normal

# Cyrillic and Greek letters that look like Latin ones, and those that only a stroke tells from one.
_LIKE = (
    "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0455\u0456\u0458\u0501\u051b"
    "\u03b1\u03b5\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7"
    "\u00f8\u0111\u0142\u0131"
)
_LATIN = "abekmhopctyxsijdqaeikvoptyxodli"
_SAME = str.maketrans(_LIKE + _LIKE.upper(), _LATIN + _LATIN.upper())
_LENGTHENING = "\u0640"  # of Arabic
_SELECTORS = range(0xFE00, 0xFE10)  # of the form of the character before


def bare(text: str) -> str:
    """In small letters, without accents, vowel signs and invisible characters; letters that look like
    Latin ones as these."""
    apart = unicodedata.normalize("NFKD", normal(text).casefold())
    return "".join(one for one in apart if not _is_added(one)).translate(_SAME)


def seen(text: str) -> str:
    """Without invisible characters, letters in their usual form and of one alphabet; accents and cases
    stay."""
    usual = unicodedata.normalize("NFKC", text)
    return "".join(one for one in usual if not _is_hidden(one)).translate(_SAME)


def _is_added(character: str) -> bool:
    return bool(unicodedata.combining(character)) or _is_hidden(character)


def _is_hidden(character: str) -> bool:
    hidden = unicodedata.category(character) == "Cf" or ord(character) in _SELECTORS
    return hidden or character in (_LENGTHENING, "\u034f")
