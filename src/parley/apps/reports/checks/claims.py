"""Sentences of a text that claim something, and the findings that they refer to."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from parley.apps.reports.body.references import bare, references, sentences
from parley.apps.reports.checks.lexicon import claiming_words

_ITEM = re.compile(r"^[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+", re.M)
_FENCE = "\x00"
_ABBREVIATED = re.compile(
    r"(?:\b(?:cf|e\.g|i\.e|p|pp|para|paras|no|nos|art|vol|vs|dr|mr|mrs|prof|al|incl|approx|resp|"
    r"n°|éd|ex|chap)\.)$",
    re.IGNORECASE,
)


class Claim(NamedTuple):
    """A sentence that claims something and refers to no finding, and by which words."""

    sentence: str
    words: str


def unfounded(text: str, language: str) -> list[Claim]:
    """Sentences that claim something without a reference to a finding.

    A line that leads to a list ("Views converged on these points:") rests on what the first item of the
    list refers to.
    """
    every = list(_each(text))
    found = []
    for place, sentence in enumerate(every):
        words = claiming_words(bare(sentence), language)
        if not words or _refers(sentence):
            continue
        leads = sentence.rstrip("*_ ").endswith((":", "：")) and place + 1 < len(every)
        if not (leads and _refers(every[place + 1])):
            found.append(Claim(sentence, words))
    return found


def _refers(sentence: str) -> bool:
    return any(one.kind == "finding" for one in references(sentence))


def _each(text: str) -> Iterator[str]:
    """Sentences, items of lists each on their own; an abbreviation ends none."""
    for part in _ITEM.sub(f"\n\n{_FENCE}", text).split(_FENCE):
        yield from _whole(sentences(part))


def _whole(parts: list[str]) -> Iterator[str]:
    held = ""
    for part in parts:
        held = f"{held} {part}" if held else part
        if not _ABBREVIATED.search(held):
            yield held
            held = ""
    if held:
        yield held
