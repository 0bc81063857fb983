"""What stands before headings: I, A, 1, each level counted within the one above. Pure.

Also where a report is in Arabic: word processors can count so by themselves, and can't in the words
(first, second) that documents of the United Nations have there.
"""

from dataclasses import dataclass, field

_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def roman(number: int) -> str:
    """
    >>> [roman(one) for one in (1, 4, 9, 14, 40)]
    ['I', 'IV', 'IX', 'XIV', 'XL']
    """
    written = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        written += letters * times
    return written


def letters(number: int) -> str:
    """
    >>> [letters(one) for one in (1, 26, 27, 52, 53)]
    ['A', 'Z', 'AA', 'AZ', 'BA']
    """
    written = ""
    while number:
        number, place = divmod(number - 1, 26)
        written = chr(ord("A") + place) + written
    return written


@dataclass
class Headings:
    """Counts headings as they come."""

    counts: list[int] = field(default_factory=lambda: [0, 0, 0])

    def number(self, level: int) -> str:
        """Of the next heading of this level: 1, 2 or 3."""
        self.counts[level - 1] += 1
        self.counts[level:] = [0] * (len(self.counts) - level)
        written = (roman, letters, str)[level - 1]
        return written(self.counts[level - 1])
