"""A map without anything about too few people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from parley.mapping.counts import Counts
from parley.mapping.disclosure import Disclosure, disclosure
from parley.mapping.grouping import Grouping
from parley.mapping.intervals import Bools
from parley.mapping.linear import Array
from parley.mapping.matrix import Labels
from parley.mapping.projection import Projection
from parley.mapping.publishing import publishable

if TYPE_CHECKING:
    from parley.mapping.result import OpinionMap

# A loading of 0 is kept of none, or of as many propositions whose answers differ as it takes to hide the others.
_BLURRED = 3
# Means and ambiguities are worked out from counts, and exact ones would tell them.
_DIGITS = 2
_PICTURE = 2


def withheld(whole: OpinionMap) -> OpinionMap:
    """The map with every count about fewer than `settings.min_cell` actors gone, and what would tell it.

    Positions stay, for that there is somebody at a place is what a map shows; but coarsely, and on the picture's
    two axes. From exact positions and loadings one could work out who answered what. The stances
    themselves leave the map, which can therefore not be updated.
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
    told = shown.all(axis=1)
    mean = np.where(told, whole.projection.mean.round(_DIGITS), 0.0)
    few = np.minimum(whole.counts.answered, 1)
    enough = whole.counts.answered >= whole.settings.min_answers
    named = {name: one for name, one in may.items() if name in whole.contrasts}
    groupings = {name: _seen(one, may.get(name)) for name, one in whole.groupings.items()}
    found = whole.structure.grouping
    return replace(
        whole,
        groups=whole.groups and _seen_labels(whole.groups, groupings),
        groupings=groupings,
        counts=Counts(
            np.where(shown, cells, -1), np.where(enough, whole.settings.min_answers, few)
        ),
        # That a proposition does not shape the map says that all answered alike.
        shape=whole.shape._replace(propositions=whole.shape.propositions | ~told),
        projection=_coarse(replace(whole.projection, mean=mean), ~told, whole.shape.propositions),
        structure=replace(
            whole.structure,
            profile=None,
            centres=None,
            grouping=found and groupings[found.name],
        ),
        contrasts={name: publishable(of, may[name]) for name, of in whole.contrasts.items()},
        ambiguity=whole.ambiguity.publishable(told, _DIGITS),
        disclosures=named,
        stances=None,
        folds={},
    )


def _coarse(projection: Projection, hidden: Bools, differing: Bools) -> Projection:
    """Two axes; points to a tenth of their spread, loadings to a tenth."""
    points = projection.points[:, :_PICTURE]
    grain = np.maximum(points.std(axis=0), 1e-9) / 10
    weights = projection.weights
    return replace(
        projection,
        axes=_among_others(projection.axes[:, :_PICTURE], hidden, differing),
        values=projection.values[:_PICTURE].round(_DIGITS),
        share=projection.share[:_PICTURE].round(_DIGITS),
        points=np.rint(points / grain) * grain.round(_DIGITS) + 0.0,
        uncertainty=None,
        weights=None if weights is None else weights[:_PICTURE].round(_DIGITS),
    )


def _among_others(axes: Array, hidden: Bools, differing: Bools) -> Array:
    """Loadings to a tenth, so that none tells of a proposition whose counts are withheld that all answered alike.

    Those have loadings of 0. So have others after rounding; where these are too few to hide among, those that
    come nearest to 0 join them.
    """
    coarse = axes.round(1) + 0.0  # -0.0 would tell of a small one that it is none
    if not (hidden & ~differing).any():
        return coarse
    others = np.flatnonzero(hidden & differing)
    size = np.abs(axes[others]).max(axis=1, initial=0.0)
    coarse[others[np.argsort(size, kind="stable")[:_BLURRED]]] = 0.0
    return coarse


def _seen(grouping: Grouping, may: Disclosure | None) -> Grouping:
    """The grouping with nobody in the groups whose size is withheld: who is in them could be counted."""
    if may is None or may.sizes.all():
        return grouping
    shown = np.append(may.sizes, False)
    return replace(grouping, labels=np.where(shown[grouping.labels], grouping.labels, -1))


def _seen_labels(groups: Labels, groupings: Mapping[str, Grouping]) -> Labels:
    """The same of the stakeholder groups as they were read."""
    for grouping in groupings.values():
        if grouping.known and grouping.names == groups.names:
            return Labels(grouping.labels.astype(np.int32), groups.names)
    return groups
