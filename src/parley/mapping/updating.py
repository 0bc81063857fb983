"""A map with newer stances, from where it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from parley.mapping.blas import quiet_blas
from parley.mapping.blocks import N_STANCES
from parley.mapping.contrast import Tallies, contrast, contrast_of
from parley.mapping.counts import count, shaping
from parley.mapping.crossfit import Folds
from parley.mapping.errors import InvalidStances
from parley.mapping.grouping import Grouping
from parley.mapping.matrix import Ids, StanceMatrix
from parley.mapping.merging import merged
from parley.mapping.pipeline import Compared, assembled, compare, groupings_of
from parley.mapping.projection import project
from parley.mapping.recounting import Since
from parley.mapping.structure import Structure, assign
from parley.mapping.verdicts import Contrast

if TYPE_CHECKING:
    from parley.mapping.result import OpinionMap


def update(before: OpinionMap, newer: StanceMatrix) -> OpinionMap:
    """The map of all stances, newer ones on top of those that it was made of.

    Positions start from the axes there were, which takes a third of the passes; contrasts and ambiguity are
    those that a fresh map would hold with these groups. Who has answered since is assigned to the groups that
    there are. Not worked out again: whether there is structure, how many groups, who of the others is in which,
    how stable, and the groups by which discovered ones are tested (new actors are left out of these tests). A few
    stances do not change that; once many have come in, `map_opinions` is due.

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
    rows = _places(stances.actors, before.actors)
    touched = _places(stances.actors, newer.actors)
    columns = _places(stances.propositions, before.propositions)
    since = _since(before.stances, stances, rows, touched, columns)
    counts = count(stances) if since is None else since.counts(before.counts)
    shape = shaping(counts, before.settings)
    start = np.zeros((stances.n_propositions, before.projection.n_axes))
    start[columns] = before.projection.axes
    projection = project(stances, counts, shape, before.settings, start=start)
    structure = _structure(before, stances, rows, touched, columns)
    groupings = groupings_of(stances, counts, shape, projection, structure)
    if since is None:
        compared = compare(stances, groupings, structure, projection, before.settings)
    else:
        compared = _compared(before, since, groupings)
    return assembled(
        stances, stances, before.settings, counts, shape, projection, structure, compared
    )


def _places(ids: Ids, wanted: Ids) -> NDArray[np.int64]:
    return np.searchsorted(ids, wanted.astype(ids.dtype))


def _since(
    older: StanceMatrix | None,
    stances: StanceMatrix,
    rows: NDArray[np.int64],
    touched: NDArray[np.int64],
    columns: NDArray[np.int64],
) -> Since | None:
    """What came between; None where all must be counted again: there are other propositions, or, with ids that
    have become texts, they stand in another order."""
    if older is None or not np.array_equal(columns, np.arange(stances.n_propositions)):
        return None
    newer = np.zeros(stances.n_actors, dtype=bool)
    newer[touched] = True
    return Since(older, stances, rows, newer)


def _structure(
    before: OpinionMap,
    stances: StanceMatrix,
    rows: NDArray[np.int64],
    touched: NDArray[np.int64],
    columns: NDArray[np.int64],
) -> Structure:
    """The structure there was; whoever has answered since is assigned to its groups anew."""
    kept, grouping = before.structure, before.structure.grouping
    if grouping is None or grouping.probability is None:
        return kept
    some = assign(stances.take(touched), aligned(kept, columns, stances.n_propositions))
    if some is None or some.probability is None:
        return kept
    labels = np.full(stances.n_actors, -1, dtype=np.int16)
    probability = np.zeros(stances.n_actors, dtype=np.float32)
    labels[rows], probability[rows] = grouping.labels, grouping.probability
    labels[touched], probability[touched] = some.labels, some.probability
    return replace(kept, grouping=replace(grouping, labels=labels, probability=probability))


def aligned(kept: Structure, columns: NDArray[np.int64], n_propositions: int) -> Structure:
    """The structure with its profile on the propositions that there are now."""
    if kept.profile is None:
        return kept
    cells = np.zeros((kept.profile.n_groups, n_propositions, N_STANCES), dtype=np.int64)
    cells[:, columns] = kept.profile.cells
    return replace(kept, profile=replace(kept.profile, cells=cells))


def _compared(before: OpinionMap, since: Since, groupings: Mapping[str, Grouping]) -> Compared:
    """The contrasts of these groups, from those there were."""
    folds = {name: _moved(of, since) for name, of in before.folds.items()}
    contrasts = {
        name: _contrast(before, since, grouping, folds.get(name))
        for name, grouping in groupings.items()
    }
    return Compared(groupings, folds, contrasts)


def _moved(folds: Folds, since: Since) -> Folds:
    """The folds with the actors where they stand now; new ones are in no group."""
    labels = np.full((since.after.n_actors, folds.labels.shape[1]), -1, dtype=np.int16)
    labels[since.rows] = folds.labels
    return replace(folds, labels=labels)


def _contrast(
    before: OpinionMap, since: Since, grouping: Grouping, folds: Folds | None
) -> Contrast:
    name, settings = grouping.name, before.settings
    of, known = before.groupings.get(name), before.contrasts.get(name)
    if of is None or known is None or of.names != grouping.names:
        return contrast(since.after, grouping, settings, folds=folds)
    counted = since.tallies(
        Tallies(known.counts, known.tested), (of, grouping), (before.folds.get(name), folds)
    )
    return contrast_of(counted, grouping, settings, since.after.propositions, known)
