"""What an opinion map shows: the description that `draw_map` turns into a chart."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from parley.mapping.grouping import Grouping

Kind = Literal["groups", "continuum", "none", "undetermined"]


@dataclass(frozen=True)
class Ends:
    """What stands at the two ends of an axis, in a few words each; empty where nothing is known."""

    low: str = ""
    high: str = ""


@dataclass(frozen=True, eq=False, kw_only=True)
class MapPicture:
    """An opinion map to draw.

    Parameters
    ----------
    points
        Shape (n_actors, 2): position of each actor; rows that are not finite are not drawn.
    kind
        What structure was found. `continuum` with one axis is drawn as a strip, `none` as a grey cloud.
    grouping
        The groups to show: those discovered, or known ones as a colouring.
    answered
        Shape (n_actors,): answers of each actor; those with fewer than `min_answers` are drawn small and
        hollow, since their place is uncertain.
    min_answers
        See `answered`.
    shares
        Of the differences of opinion, what the two axes show (0 to 1).
    axes
        How many axes are beyond chance: a continuum with one is drawn along it.
    across, upward
        What stands at the ends of the axes.
    you
        Number of the actor to point out, if any.
    sizes
        Published size of each group, None for a suppressed one; counted from the grouping if left out.
        With a suppressed one, no actor is drawn by itself, and nothing of that group.
    dots
        Whether to draw each actor; left out, up to 2,000 actors are drawn, and more as density.
    who
        Name of each actor, where they may be named: a reader sees it on pointing at the dot. Empty
        otherwise.
    """

    points: NDArray[Any]
    kind: Kind
    grouping: Grouping | None = None
    answered: NDArray[Any] | None = None
    min_answers: int = 7
    shares: tuple[float, ...] = ()
    axes: int = 2
    across: Ends = Ends()
    upward: Ends = Ends()
    you: int | None = None
    sizes: tuple[int | None, ...] | None = None
    dots: bool | None = None
    who: tuple[str, ...] = ()

    @cached_property
    def placed(self) -> NDArray[np.bool_]:
        """Which actors have a position."""
        return np.asarray(np.isfinite(self.points).all(axis=1))

    @property
    def shown(self) -> NDArray[np.float64]:
        """Positions of the placed actors."""
        return np.asarray(self.points, dtype=np.float64)[self.placed]

    @property
    def n_actors(self) -> int:
        return int(self.placed.sum())

    @property
    def as_dots(self) -> bool:
        if None in self.published:
            return False
        return self.n_actors <= MOST_DOTS if self.dots is None else self.dots

    @cached_property
    def labels(self) -> NDArray[np.int64]:
        """Group of each placed actor, -1 for none."""
        if self.grouping is None:
            return np.full(self.n_actors, -1, dtype=np.int64)
        return np.asarray(self.grouping.labels, dtype=np.int64)[self.placed]

    @cached_property
    def few(self) -> NDArray[np.bool_]:
        """Which of the placed actors have answered little."""
        if self.answered is None:
            return np.zeros(self.n_actors, dtype=bool)
        return np.asarray(np.asarray(self.answered)[self.placed] < self.min_answers)

    @property
    def called(self) -> tuple[str, ...]:
        """Names of the placed actors, or nothing."""
        return tuple(name for name, here in zip(self.who, self.placed, strict=False) if here)

    @property
    def names(self) -> tuple[str, ...]:
        return self.grouping.names if self.grouping else ()

    @property
    def known(self) -> bool:
        return self.grouping is not None and self.grouping.known

    @cached_property
    def published(self) -> tuple[int | None, ...]:
        """The size of each group as it may be shown."""
        if self.sizes is not None:
            return self.sizes
        return tuple(self.grouping.sizes.tolist()) if self.grouping else ()

    @property
    def strip(self) -> bool:
        """Whether there is one line of disagreement, to be drawn as one."""
        return self.kind == "continuum" and self.axes == 1


MOST_DOTS = 2000
