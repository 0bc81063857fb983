"""Which way words are written, piece by piece, and how Word names languages.

Word takes the direction of a run from the run and not from its letters: where Arabic and Latin meet in
a sentence, each gets runs of its own.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from parley.core.localtext import direction

# Word knows languages with their countries; those of the United Nations, spelt as there.
_NAMES: Mapping[str, str] = {
    "ar": "ar-SA",
    "en": "en-GB",
    "es": "es-ES",
    "fr": "fr-FR",
    "ru": "ru-RU",
    "zh": "zh-CN",
}
_EAST_ASIAN = ("zh", "ja", "ko")
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_TO_LEFT = ("R", "AL")
_STRONG = ("L", *_TO_LEFT)
# Marks and joiners belong to the letter before them.
_MARKS = ("NSM", "BN")
# Within A/RES/73/27 numbers and signs go with the letters before them, in 13c with the one after.
_TAIL = re.compile(r"(?:[-./:'’ \u00a0]?[0-9]+)*/?")
_HEAD = re.compile(r"[0-9][0-9./:-]*\Z")


class Stretch(NamedTuple):
    text: str
    rtl: bool


def is_rtl(language: str) -> bool:
    return direction(language) == "rtl"


def stretches(text: str, rtl: bool) -> Iterator[Stretch]:
    """The text cut where its direction changes; what has none goes with the text around it.

    Parameters
    ----------
    rtl
        Of the paragraph or, where that differs, of the words' own language.
    """
    if text.isascii() and not rtl:  # by far the most texts
        if text:
            yield Stretch(text, False)
        return
    at = 0
    for start, end in _spans(text, ("L",) if rtl else _TO_LEFT):
        if start > at:
            yield Stretch(text[at:start], rtl)
        yield Stretch(text[start:end], not rtl)
        at = end
    if at < len(text):
        yield Stretch(text[at:], rtl)


def _spans(text: str, wanted: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where letters of the wanted direction stand, with what is between two of them."""
    start = end = -1
    for place, character in enumerate(text):
        way = unicodedata.bidirectional(character)
        if way in wanted:
            start = place if start < 0 else start
            end = place + 1
        elif way in _MARKS and place == end:
            end = place + 1
        elif start >= 0 and way in _STRONG:
            yield _widened(text, start, end)
            start = -1
    if start >= 0:
        yield _widened(text, start, end)


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """With the numbers and signs that are written together with it."""
    head, tail = _HEAD.search(text, max(0, start - 20), start), _TAIL.match(text, end)
    return (head.start() if head else start), (tail.end() if tail else end)


def word_language(language: str) -> str:
    """As Word names it; nothing where it is no language."""
    if not _TAG.fullmatch(language):
        return ""
    return _NAMES.get(language.split("-")[0], language)


def lang_of(language: str) -> dict[str, str]:
    """The attributes of w:lang: which of its three places a language has."""
    name = word_language(language)
    if is_rtl(language):
        return {"bidi": name}
    return {"eastAsia" if language.split("-")[0] in _EAST_ASIAN else "val": name}
