#!/usr/bin/env python3
"""Draw large stances with planted groups: `mapping_data.py FOLDER [--actors N] [--propositions P] …`.

Writes a folder of Parquet files with the columns actor, proposition and stance, in no order within a file,
and beside it `<FOLDER>-groups.parquet` with the group that each actor was planted in.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

# Stances that are drawn at once, and stand in a file.
PART = 4_000_000


@dataclass(frozen=True)
class Shape:
    """What to draw.

    Each actor answers a share of the propositions around `answered` (log-normal, so that a few answer much
    and most little), each proposition equally often. The groups have odds of agreeing of their own on a third
    of the propositions.
    """

    actors: int
    propositions: int
    answered: float
    groups: int = 3
    seed: int = 1

    @property
    def stances(self) -> int:
        """About how many there will be."""
        return round(self.actors * self.propositions * self.answered)


@dataclass(frozen=True)
class Drawn:
    """Some stances: `actors` counted from 0, no actor twice on one proposition; and their actors' groups."""

    actors: NDArray[np.int64]
    propositions: NDArray[np.int32]
    stances: NDArray[np.int8]
    first: int
    groups: NDArray[np.int8]

    def frame(self) -> pl.DataFrame:
        columns = {"actor": self.actors, "proposition": self.propositions, "stance": self.stances}
        return pl.DataFrame(columns)


def draw(shape: Shape) -> Iterator[Drawn]:
    """The stances of some thousand actors after the other."""
    rng = np.random.default_rng(shape.seed)
    rates = _rates(rng, shape)
    each = max(1, round(PART / max(shape.propositions * shape.answered, 1)))
    for first in range(0, shape.actors, each):
        n = min(each, shape.actors - first)
        groups = rng.integers(0, shape.groups, n).astype(np.int8)
        mean = shape.propositions * shape.answered
        wanted = mean * rng.lognormal(-0.32, 0.8, n)  # of mean 1
        # Double ones fall away, so more are drawn.
        share = np.minimum(wanted / shape.propositions, 0.95)
        drawn = np.ceil(-np.log1p(-share) * shape.propositions).astype(np.int64)
        row = np.repeat(np.arange(n), drawn)
        place = row * shape.propositions + rng.integers(0, shape.propositions, len(row))
        place = np.unique(place)
        row, column = np.divmod(place, shape.propositions)
        chance = rng.random(len(place), dtype=np.float32)
        below, above = rates[groups[row], column].T
        stance = (chance >= below).astype(np.int8) + (chance >= above) - 1
        order = rng.permutation(len(place))
        yield Drawn(
            (row + first)[order],
            column.astype(np.int32)[order],
            stance.astype(np.int8)[order],
            first,
            groups,
        )


def _rates(rng: np.random.Generator, shape: Shape) -> NDArray[np.float32]:
    """(groups, propositions, 2): chances to disagree, and to disagree or pass."""
    common = rng.normal(0.4, 1.0, shape.propositions)
    own = rng.normal(0, 1.5, (shape.groups, shape.propositions))
    own[:, rng.random(shape.propositions) > 1 / 3] = 0
    odds = common + own
    edges = 1 / (1 + np.exp(odds[:, :, None] + np.array([0.4, -0.4])))
    return edges.astype(np.float32)


def write(shape: Shape, folder: Path) -> None:
    """Into a new folder, and the groups beside it."""
    folder.mkdir(parents=True)
    groups = []
    for number, drawn in enumerate(draw(shape)):
        drawn.frame().write_parquet(folder / f"stances-{number:05}.parquet")
        groups.append(drawn.groups)
    together = np.concatenate(groups)
    pl.DataFrame({"actor": np.arange(len(together)), "group": together}).write_parquet(
        groups_beside(folder)
    )


def groups_beside(folder: Path) -> Path:
    return folder.with_name(folder.name + "-groups.parquet")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--actors", type=int, default=1_000_000)
    parser.add_argument("--propositions", type=int, default=2_000)
    parser.add_argument("--answered", type=float, default=0.0195)
    parser.add_argument("--groups", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    shape = Shape(asked.actors, asked.propositions, asked.answered, asked.groups, asked.seed)
    write(shape, asked.folder)


if __name__ == "__main__":
    main()
