"""The words of a chart: English unless the caller gives a language's own.

Texts are marked as gettext marks them, so that whoever embeds a chart can hand in the functions of the
reader's language; nothing here loads a catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


def _same(text: str) -> str:
    return text


def _english_plural(one: str, many: str, n: int) -> str:
    return one if n == 1 else many


def _english_number(value: float, decimals: int) -> str:
    # A minus of its own width, and none before a zero.
    rounded = round(value, decimals) + 0.0
    return f"{rounded:,.{decimals}f}".replace("-", "−")


@dataclass(frozen=True)
class Words:
    """How a chart speaks.

    Parameters
    ----------
    gettext, ngettext
        As in Python's gettext module: the text, or the singular or plural for a number, in the
        reader's language.
    number
        A number with so many decimals, as the reader writes it.

    Examples
    --------
    >>> Words().percent(0.714)
    '71\\xa0%'
    """

    gettext: Callable[[str], str] = _same
    ngettext: Callable[[str, str, int], str] = _english_plural
    number: Callable[[float, int], str] = _english_number

    def percent(self, share: float) -> str:
        """A share of 0 to 1 as whole per cent."""
        return self.gettext("{number}\u00a0%").format(number=self.number(share * 100, 0))

    def percents(self, low: float, high: float) -> str:
        """An interval: `62–79 %`."""
        return self.gettext("{low}–{high}\u00a0%").format(
            low=self.number(low * 100, 0), high=self.number(high * 100, 0)
        )

    def points(self, gap: float) -> str:
        """The distance of two shares, in percentage points."""
        n = round(gap * 100)
        return self.ngettext("{number} point", "{number} points", n).format(
            number=self.number(gap * 100, 0)
        )

    def actors(self, n: int) -> str:
        return self.ngettext("{number} actor", "{number} actors", n).format(
            number=self.number(n, 0)
        )

    def quoted(self, key: str, text: str) -> str:
        """A proposition by its key, and its wording if there is one."""
        if not text:
            return key
        return self.gettext("{key} “{text}”").format(key=key, text=text)

    def listing(self, items: Sequence[str]) -> str:
        """`a, b, c`."""
        return self.gettext(", ").join(items)


ENGLISH = Words()
