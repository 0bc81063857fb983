"""A map without anything about too few people."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from parley.mapping.disclosure import disclosure
from parley.mapping.publishing import publishable

if TYPE_CHECKING:
    from parley.mapping.result import OpinionMap

# Means and ambiguities are worked out from counts, and exact ones would tell them.
_DIGITS = 2


def withheld(whole: OpinionMap) -> OpinionMap:
    """The map with every count about fewer than `settings.min_cell` actors gone, and what would tell it.

    Positions stay: that there is somebody at a place on the map is what a map shows.
    """
    least = whole.settings.min_cell
    cells = whole.counts.cells
    may = {
        name: disclosure(of.counts, cells, whole.groupings[name].sizes, whole.n_actors, least)
        for name, of in whole.contrasts.items()
    }
    if not may:
        may = {"all": disclosure(cells[:, :0], cells, np.zeros(0, np.int64), whole.n_actors, least)}
    shown = np.all([one.totals for one in may.values()], axis=0)
    named = {name: one for name, one in may.items() if name in whole.contrasts}
    return replace(
        whole,
        counts=replace(whole.counts, cells=np.where(shown, cells, -1)),
        projection=replace(whole.projection, mean=whole.projection.mean.round(_DIGITS)),
        structure=replace(whole.structure, profile=None),
        contrasts={name: publishable(of, may[name]) for name, of in whole.contrasts.items()},
        ambiguity=whole.ambiguity.rounded(_DIGITS),
        disclosures=named,
    )
