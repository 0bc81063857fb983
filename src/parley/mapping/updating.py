"""A map with newer stances, from where it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from parley.mapping.blas import quiet_blas
from parley.mapping.blocks import N_STANCES
from parley.mapping.counts import count, shaping
from parley.mapping.crossfit import Folds
from parley.mapping.errors import InvalidStances
from parley.mapping.matrix import StanceMatrix
from parley.mapping.merging import merged
from parley.mapping.projection import project
from parley.mapping.structure import Structure, assign

if TYPE_CHECKING:
    from parley.mapping.result import OpinionMap


def update(before: OpinionMap, newer: StanceMatrix) -> OpinionMap:
    """The map of all stances, newer ones on top of those that it was made of.

    Positions start from the axes there were, which takes a third of the passes; contrasts and ambiguity are
    worked out anew. Who has answered since is assigned to the groups that there are. Not worked out
    again: whether there is structure, how many groups, who of the others is in which, how stable, and the
    groups by which discovered ones are tested (new actors are left out of these tests). A few stances do not
    change that; once many have come in, `map_opinions` is due.

    After one newer stance for every hundred it equals a fresh map, where that finds the same number of
    groups, up to 0.001 in the positions on the first two axes (relative to their spread), and in the groups of
    at least 98 of 100 actors.

    Raises
    ------
    InvalidStances
        Where the map was loaded from a folder, or disclosure control was asked for: the stances that it was
        made of are not kept there.
    """
    if before.stances is None:
        raise InvalidStances(
            "expected a map that still has its stances; a loaded one has none, nor has one with"
            " min_cell: map them all again"
        )
    stances = merged(before.stances, newer)
    with quiet_blas():
        return _updated(before, stances, newer)


def _updated(before: OpinionMap, stances: StanceMatrix, newer: StanceMatrix) -> OpinionMap:
    from parley.mapping.pipeline import assembled

    counts = count(stances)
    shape = shaping(counts, before.settings)
    columns = np.searchsorted(stances.propositions, before.propositions)
    start = np.zeros((stances.n_propositions, before.projection.n_axes))
    start[columns] = before.projection.axes
    projection = project(stances, counts, shape, before.settings, start=start)
    rows = np.searchsorted(stances.actors, before.actors)
    structure = _structure(before, stances, newer)
    same = stances.n_propositions == before.n_propositions
    folds = _folds(before, rows, stances.n_actors) if same else None
    known = before.contrasts if same else None
    return assembled(
        stances, stances, before.settings, counts, shape, projection, structure, folds, known
    )


def _structure(before: OpinionMap, stances: StanceMatrix, newer: StanceMatrix) -> Structure:
    """The structure there was; whoever has answered since is assigned to its groups anew."""
    kept, grouping = before.structure, before.structure.grouping
    if grouping is None or grouping.probability is None:
        return kept
    touched = np.searchsorted(stances.actors, newer.actors.astype(stances.actors.dtype))
    some = assign(stances.take(touched), aligned(kept, before, stances))
    if some is None or some.probability is None:
        return kept
    rows = np.searchsorted(stances.actors, before.actors)
    labels = np.full(stances.n_actors, -1, dtype=np.int16)
    probability = np.zeros(stances.n_actors, dtype=np.float32)
    labels[rows], probability[rows] = grouping.labels, grouping.probability
    labels[touched], probability[touched] = some.labels, some.probability
    return replace(kept, grouping=replace(grouping, labels=labels, probability=probability))


def aligned(kept: Structure, before: OpinionMap, stances: StanceMatrix) -> Structure:
    """The structure with its profile on the propositions that there are now."""
    if kept.profile is None:
        return kept
    columns = np.searchsorted(stances.propositions, before.propositions)
    cells = np.zeros((kept.profile.n_groups, stances.n_propositions, N_STANCES), dtype=np.int64)
    cells[:, columns] = kept.profile.cells
    return replace(kept, profile=replace(kept.profile, cells=cells))


def _folds(before: OpinionMap, rows: NDArray[np.int64], n_actors: int) -> Mapping[str, Folds]:
    found = {}
    for name, folds in before.folds.items():
        labels = np.full((n_actors, folds.labels.shape[1]), -1, dtype=np.int16)
        labels[rows] = folds.labels
        found[name] = replace(folds, labels=labels)
    return found
