"""How alike two sentences look: by the letters that they share, in any script.

The measure is the cosine of character n-grams of three to five letters, each weighted by how rare
it is among all the sentences, so that what all of them share ("States should") counts little. It
needs no model of a language and bears with endings, spellings and prefixes, in Arabic as in French.
It finds sentences in the same words; whether they say the same is for people to judge, since a
single *not* turns a sentence round. So each pair comes with the words in which it differs.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

SIZES = (3, 4, 5)
# Below it, pairs share hardly more than their subject.
ALIKE = 0.4
MOST_REASONS = 6
# Letters that Arabic writes in more than one way.
_FOLDED = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": ""}
)


@dataclass(frozen=True)
class Likeness:
    """`score` from 0 to 1. `only_here` and `only_there`: words of one and not of the other."""

    key: Any
    score: float
    language: str
    only_here: tuple[str, ...]
    only_there: tuple[str, ...]


def words_of(text: str) -> list[str]:
    """Lower case, without accents and vowel signs, in one spelling."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    return re.findall(r"\w+", plain.translate(_FOLDED))


def _grams(text: str) -> Counter[str]:
    """How often each n-gram stands in the words; the blanks around a word belong to it."""
    found: Counter[str] = Counter()
    for word in words_of(text):
        padded = f" {word} "
        for size in SIZES:
            found.update(padded[at : at + size] for at in range(len(padded) - size + 1))
    return found


class _Language:
    """All sentences in one language."""

    def __init__(self, texts: Mapping[Any, str]) -> None:
        self.keys = list(texts)
        self.texts = texts
        self.place = {key: place for place, key in enumerate(self.keys)}

    @cached_property
    def vectors(self) -> "csr_matrix":
        """Sentences × n-grams, each row of length one."""
        from scipy.sparse import csr_matrix  # a fifth of a second, which no command should wait for

        counted = [_grams(text) for text in self.texts.values()]
        spread = Counter(gram for grams in counted for gram in grams)
        column = {gram: number for number, gram in enumerate(spread)}
        rows, columns, values = [], [], []
        for row, grams in enumerate(counted):
            weighed = {g: (1 + log(n)) * self._rarity(spread[g]) for g, n in grams.items()}
            length = sum(value * value for value in weighed.values()) ** 0.5
            for gram, value in weighed.items():
                rows.append(row)
                columns.append(column[gram])
                values.append(value / length)
        return csr_matrix((values, (rows, columns)), shape=(len(counted), len(column)))

    def _rarity(self, spread: int) -> float:
        return log((1 + len(self.keys)) / (1 + spread)) + 1

    def scores(self, key: Hashable) -> np.ndarray:
        """How alike each sentence is to this one, in the order of `keys`."""
        mine = self.vectors[self.place[key]]
        return np.asarray((self.vectors @ mine.T).todense()).ravel()


class Likenesses:
    """Sentences in several languages: key → language → text."""

    def __init__(self, texts: Mapping[Any, Mapping[str, str]]) -> None:
        by_language: dict[str, dict[Hashable, str]] = {}
        for key, versions in texts.items():
            for language, text in versions.items():
                by_language.setdefault(language, {})[key] = text
        self.texts = texts
        self.languages = {name: _Language(found) for name, found in by_language.items()}

    def of(self, key: Hashable, among: Iterable[Hashable], most: int = 3) -> list[Likeness]:
        """Those of `among` that are alike, the likest first; each in the language where it is most."""
        wanted = set(among) - {key}
        best: dict[Hashable, tuple[float, str]] = {}
        for name in self.texts[key]:
            language = self.languages[name]
            for other, score in zip(language.keys, language.scores(key), strict=True):
                if other in wanted and score >= ALIKE:
                    best[other] = max(best.get(other, (0.0, "")), (float(score), name))
        ranked = sorted(best.items(), key=lambda entry: (-entry[1][0], str(entry[0])))
        return [self._told(key, other, *found) for other, found in ranked[:most]]

    def _told(self, key: Hashable, other: Hashable, score: float, language: str) -> Likeness:
        here = words_of(self.texts[key][language])
        there = words_of(self.texts[other][language])
        score = min(score, 1.0)
        return Likeness(
            key=other,
            score=score,
            language=language,
            only_here=_without(here, there),
            only_there=_without(there, here),
        )


def _without(words: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    known = set(others)
    return tuple(dict.fromkeys(word for word in words if word not in known))[:MOST_REASONS]
