"""map_opinions: the one place that orders the steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley import __version__
from parley.mapping.along import everybody, thirds, thirds_again
from parley.mapping.ambiguity import ambiguity
from parley.mapping.blas import quiet_blas
from parley.mapping.blocks import Stances
from parley.mapping.cluster import open_stances
from parley.mapping.contrast import contrast
from parley.mapping.counts import Counts, Shaping, count, shaping
from parley.mapping.crossfit import Folds, crossfit
from parley.mapping.errors import TooFewStances
from parley.mapping.grouping import Grouping
from parley.mapping.matrix import StanceMatrix
from parley.mapping.progress import Progress, part, silent
from parley.mapping.projection import Projection, project
from parley.mapping.result import OpinionMap
from parley.mapping.settings import MapSettings
from parley.mapping.structure import Structure, find_structure, regroup
from parley.mapping.verdicts import Contrast
from parley.mapping.withholding import withheld


def map_opinions(
    stances: StanceMatrix,
    settings: MapSettings | None = None,
    *,
    threads: int = 1,
    cluster: str | None = None,
    progress: Progress | None = None,
) -> OpinionMap:
    """From a stance matrix to convergences, divergences and where the actors stand.

    Parameters
    ----------
    stances
        In memory (`StanceMatrix`) or in files (`ParquetStore`).
    settings
        The default ones, unless given.
    threads, cluster
        Who does the passes: threads of this process, or the workers of a cluster (`local`, or
        `host:port`). Neither changes the result.
    progress
        Called with what is being done and the share that is done.

    Raises
    ------
    TooFewStances
        Where there is no stance at all.

    Examples
    --------
    >>> from parley.mapping import StanceMatrix, map_opinions
    >>> matrix = StanceMatrix.from_dense([[1, 1, -1], [1, -1, 1], [1, 0, 1], [1, 1, -1]])
    >>> map_opinions(matrix)
    <OpinionMap: 4 actors × 3 propositions, no structure beyond chance>
    """
    used = settings or MapSettings()
    if not stances.n_stances:
        raise TooFewStances("expected at least one stance; there is none")
    with quiet_blas(), open_stances(stances, cluster, threads) as passes:
        return _mapped(stances, passes, used, progress or silent)


def _mapped(
    stances: StanceMatrix, passes: Stances, settings: MapSettings, progress: Progress
) -> OpinionMap:
    progress("counting", 0.0)
    counts = count(passes)
    shape = shaping(counts, settings)
    progress("placing the actors", 0.05)
    projection = project(passes, counts, shape, settings)
    structure = find_structure(
        passes, counts, shape, projection, settings, part(progress, 0.2, 0.75)
    )
    progress("comparing the groups", 0.75)
    groupings = groupings_of(stances, counts, shape, projection, structure)
    compared = compare(passes, groupings, structure, projection, settings)
    return assembled(stances, passes, settings, counts, shape, projection, structure, compared)


class Compared(NamedTuple):
    """Each grouping by name, the folds that it is tested with if it was discovered, and its contrast."""

    groupings: Mapping[str, Grouping]
    folds: Mapping[str, Folds]
    contrasts: Mapping[str, Contrast]


def compare(
    passes: Stances,
    groupings: Mapping[str, Grouping],
    structure: Structure,
    projection: Projection,
    settings: MapSettings,
) -> Compared:
    """Contrast the groups of each grouping."""
    folds = _folds(passes, groupings, structure, projection, settings)
    contrasts = {
        name: contrast(passes, grouping, settings, folds=folds.get(name))
        for name, grouping in groupings.items()
    }
    return Compared(groupings, folds, contrasts)


def assembled(
    stances: StanceMatrix,
    passes: Stances,
    settings: MapSettings,
    counts: Counts,
    shape: Shaping,
    projection: Projection,
    structure: Structure,
    compared: Compared,
) -> OpinionMap:
    """The map of all that was found, with the ambiguity; without what disclosure control withholds."""
    whole = OpinionMap(
        engine=__version__,
        input_digest=stances.digest,
        settings=settings,
        actors=stances.actors,
        propositions=stances.propositions,
        texts=stances.texts,
        groups=stances.groups,
        elements=stances.elements,
        intake=stances.intake,
        n_stances=stances.n_stances,
        counts=counts,
        shape=shape,
        projection=projection,
        structure=structure,
        groupings=compared.groupings,
        contrasts=compared.contrasts,
        ambiguity=ambiguity(passes, counts, settings),
        stances=stances,
        folds=compared.folds,
    )
    return withheld(whole) if settings.min_cell else whole


def groupings_of(
    stances: StanceMatrix, counts: Counts, shape: Shaping, projection: Projection, of: Structure
) -> Mapping[str, Grouping]:
    """Discovered groups, or what stands for them; then the known ones."""
    if of.grouping is not None:
        found = [of.grouping]
    elif of.kind == "continuum":
        found = [thirds(counts, shape, projection)]
    else:
        found = [everybody(counts)]
    if stances.groups is not None and stances.groups.names:
        found.append(Grouping.of(stances.groups))
    return {grouping.name: grouping for grouping in found}


def _folds(
    passes: Stances,
    groupings: Mapping[str, Grouping],
    structure: Structure,
    projection: Projection,
    settings: MapSettings,
) -> Mapping[str, Folds]:
    """For each grouping that the stances formed: the same as other propositions form it."""

    def again(others: Stances, numbers: NDArray[np.int64]) -> Grouping:
        if structure.grouping is None:
            return thirds_again(others, numbers, projection, settings)
        return regroup(others, settings, structure.grouping.n_groups, structure.n_axes)

    found = {
        name: crossfit(passes, grouping, settings, again)
        for name, grouping in groupings.items()
        if not grouping.known
    }
    return {name: folds for name, folds in found.items() if folds is not None}
