"""Whether a map may be shown to everybody: nobody stands on it, and no number in it is about few.

Disclosure control and facing.py see to both when a map is made. It is looked at once more before the
map leaves its rule, for what everybody has read can't be called back.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from parley.apps.outcomes.bridge.facing import Outline, Outlines
from parley.apps.outcomes.bridge.showing import Shown
from parley.mapping.result import OpinionMap

Ints = NDArray[np.int64]
# What a package holds of it. Weights on the axes are for those who could place themselves by them.
TABLES = ("propositions", "shares", "groups", "elements")


def is_of_nobody(of: Shown, least: int) -> bool:
    """Whether it was made under disclosure control of this strictness, without a line about anybody."""
    return of.is_faceless and of.least >= least and not of.who


def too_small(of: Shown, least: int) -> list[str]:
    """Names of what is about one to `least` − 1 people; empty where nothing is."""
    return list(dict.fromkeys(_too_small(of.whole, of.outlines or {}, max(least, 1))))


def _too_small(of: OpinionMap, outlines: Outlines, least: int) -> Iterator[str]:
    if of.n_actors < least:
        yield "people"
    if _few(of.counts.cells, least):
        yield "counts"
    for name, contrast in of.contrasts.items():
        if _few(contrast.counts, least) or _few(contrast.answers, least):
            yield name
    for name, grouping in of.groupings.items():
        sizes = [size for size in of.published_sizes(name) if size is not None]
        if _few(np.array(sizes, dtype=np.int64), least):
            yield name
        if _few(_drawn(grouping.sizes, outlines.get(name)), least):
            yield name
    yield from _dots(of)


def _drawn(sizes: Ints, outlines: tuple[Outline | None, ...] | None) -> Ints:
    """Sizes of the groups of which a region is drawn."""
    pairs = zip(sizes.tolist(), outlines or (), strict=False)
    return np.array([size for size, one in pairs if one is not None], dtype=np.int64)


def _dots(of: OpinionMap) -> Iterator[str]:
    """Lines that set one of the people apart from the others."""
    for name, lines in (("points", of.projection.points), ("answers", of.counts.answered)):
        if len(lines) and (lines != lines[0]).any():
            yield name


def _few(values: Ints, least: int) -> bool:
    return bool(((values > 0) & (values < least)).any())
