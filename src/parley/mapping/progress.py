"""How far a long piece of work has come."""

from __future__ import annotations

from collections.abc import Callable

# Called with what is being done and how much of the whole is done, from 0 to 1.
Progress = Callable[[str, float], None]


def silent(_doing: str, _share: float) -> None:
    """For who does not want to know."""


def part(progress: Progress, start: float, end: float) -> Progress:
    """The progress of a part, as progress of the whole that it fills from `start` to `end`.

    Examples
    --------
    >>> half = part(lambda doing, share: print(doing, share), 0.5, 1.0)
    >>> half("groups", 0.5)
    groups 0.75
    """

    def of_part(doing: str, share: float) -> None:
        progress(doing, start + (end - start) * share)

    return of_part
