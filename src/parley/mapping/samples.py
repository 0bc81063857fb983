"""A sample of the actors in memory, and where they stand: what the tests of structure work on.

Axes are those of *standardised* propositions: each counts alike, however many answered it. Without that the
few most answered propositions are the first axes of sparse data, and hide the groups. For the same reason an actor
weighs less, the more answers there are: of those who have answered nearly everything a handful would be the axes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.mapping import draws
from parley.mapping.blocks import N_STANCES, Block, Stances
from parley.mapping.counts import Shaping
from parley.mapping.linear import Array, leading

Codes = NDArray[np.int8]

TOLERANCE = 1e-3
_MOST_PASSES = 12
_COLUMNS = 8
# Besides those of a similar sample.
_SPARE = 3
# Up to so many propositions their correlations are worked out in full.
_SMALL = 128
# Where more pairs than this are answered, a full array is faster than a sparse one.
_DENSE = 0.08
_DENSE_AT_MOST = 20_000_000


@dataclass(frozen=True, eq=False)
class Sample:
    """The stances of some shaping actors on the shaping propositions.

    Parameters
    ----------
    actors
        Shape (n,): their numbers in the whole.
    propositions
        Shape (p,): likewise.
    indptr
        Shape (n + 1,).
    columns
        Shape (stances,): the proposition of each, counted in `propositions`.
    codes
        Shape (stances,): 0 disagree, 1 pass, 2 agree.
    standard
        Whether axes are those of standardised propositions.
    """

    actors: NDArray[np.int64]
    propositions: NDArray[np.int64]
    indptr: NDArray[np.int64]
    columns: NDArray[np.int32]
    codes: Codes
    standard: bool = True

    @property
    def n_actors(self) -> int:
        return len(self.actors)

    @property
    def n_propositions(self) -> int:
        return len(self.propositions)

    @cached_property
    def answered(self) -> Array:
        return np.diff(self.indptr).astype(np.float64)

    @cached_property
    def weight(self) -> Array | None:
        """How much each actor counts for the axes, 1 on the average of all answers; None for all alike.

        By chance alone, n answers of one actor make an axis of variance r n / mean, with r propositions to an
        actor, while the noise of all together has variances up to (1 + sqrt(r))^2. Where the first is as large as
        the second, single actors would be the axes: so the weight of an actor falls by half where it is.
        """
        if not self.standard or not len(self.codes):
            return None
        ratio = self.n_propositions / self.n_actors
        alone = ratio * self.answered / self.answered.mean()
        weight = 1 / (1 + alone / (1 + np.sqrt(ratio)) ** 2)
        return np.asarray(weight * self.answered.sum() / (weight @ self.answered))

    @cached_property
    def asked(self) -> Array:
        """How many answered each proposition, as they count: shape (p,). The same in every redraw."""
        return np.asarray(self.cells(self.weight).sum(axis=1))

    @cached_property
    def rows(self) -> NDArray[np.int32]:
        return np.repeat(np.arange(self.n_actors, dtype=np.int32), np.diff(self.indptr))

    @cached_property
    def first_cells(self) -> NDArray[np.int64]:
        """The cell of each stance, were it to disagree."""
        return self.columns.astype(np.int64) * N_STANCES

    @cached_property
    def given(self) -> NDArray[np.int64]:
        """How often each answer was given: shape (p, 3). The same in every redraw."""
        return self.cells().astype(np.int64)

    @cached_property
    def dense(self) -> bool:
        size = self.n_actors * self.n_propositions
        return size <= _DENSE_AT_MOST and len(self.codes) > _DENSE * size

    def redrawn(self, codes: Codes) -> Sample:
        """The same actors with other answers."""
        again = replace(self, codes=codes)
        for shared in ("answered", "weight", "asked", "rows", "first_cells", "given", "dense"):
            again.__dict__[shared] = getattr(self, shared)
        return again

    def cells(self, weights: Array | None = None) -> Array:
        """How often each answer was given: shape (p, 3)."""
        place = self.first_cells + self.codes
        each = None if weights is None else weights[self.rows]
        counted = np.bincount(place, each, minlength=N_STANCES * self.n_propositions)
        return counted.reshape(-1, N_STANCES).astype(np.float64)


class Standing(NamedTuple):
    """Axes of a sample: eigenvalues (k,), directions (p, k), and the points (n, k) of its actors.

    `total` is the sum of all eigenvalues.
    """

    values: Array
    axes: Array
    points: Array
    total: float


def drawn(stances: Stances, shape: Shaping, most: int, seed: int, standard: bool = True) -> Sample:
    """At most so many of the shaping actors, drawn alike."""
    actors = np.nonzero(shape.actors)[0]
    if len(actors) > most:
        chance = draws.uniform(draws.stream(seed, draws.SAMPLE), actors)
        actors = np.sort(actors[np.argpartition(chance, most)[:most]])
    chosen = np.zeros(stances.n_actors, dtype=bool)
    chosen[actors] = True
    number = np.cumsum(shape.propositions) - 1
    number[~shape.propositions] = -1
    parts = list(stances.run(_chosen, (number,), (chosen,)))
    length, columns, codes = (np.concatenate(part) for part in zip(*parts, strict=True))
    indptr = np.concatenate([[0], np.cumsum(length)])
    return Sample(actors, np.nonzero(shape.propositions)[0], indptr, columns, codes, standard)


def _chosen(
    block: Block, number: NDArray[np.int64], chosen: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int32], Codes]:
    column, code = np.divmod(block.cells, N_STANCES)
    column = number[column]
    kept = np.repeat(chosen, np.diff(block.indptr)) & (column >= 0)
    length = np.diff(np.concatenate([[0], np.cumsum(kept)])[block.indptr])[chosen]
    return length, column[kept].astype(np.int32), code[kept].astype(np.int8)


def standing(
    sample: Sample,
    n_axes: int,
    *,
    weights: Array | None = None,
    start: Array | None = None,
    tolerance: float = TOLERANCE,
) -> Standing:
    """The principal axes of a sample, and where its actors stand on them.

    Eigenvectors of the weighted correlations of the propositions, with 0 where there is no answer (of their
    covariances where the sample is not standard).

    Parameters
    ----------
    weights
        Shape (n,): how often each actor counts, as in a bootstrap.
    start
        Shape (p, any): axes of a similar sample.
    tolerance
        Of the axes: see `parley.mapping.linear.leading`.
    """
    n = sample.n_actors if weights is None else max(float(weights.sum()), 1.0)
    if sample.weight is not None:
        weights = sample.weight if weights is None else sample.weight * weights
    cells = sample.cells(weights)
    mean = (cells[:, 2] - cells[:, 0]) / np.maximum(cells.sum(axis=1), 1e-300)
    centred = np.array([-1.0, 0.0, 1.0]) - mean[:, None]
    variance = (cells * centred**2).sum(axis=1) / n
    if sample.standard:
        varies = variance > 1e-9
        centred = centred * (varies / np.sqrt(np.where(varies, variance, 1.0)))[:, None]
        variance = varies.astype(np.float64)
    matrix = _matrix(sample, centred)
    values, axes = _eigen(matrix, n, n_axes, weights, start, tolerance)
    points = np.asarray(matrix @ axes.astype(np.float32), dtype=np.float64)
    points *= np.sqrt(len(variance) / np.maximum(sample.answered, 1))[:, None]
    return Standing(values, axes, points, float(variance.sum()))


def _matrix(sample: Sample, of_code: Array) -> Any:
    """The values of the answers, 0 where there is none: (n, p), full or sparse."""
    data = of_code.astype(np.float32).ravel()[sample.first_cells + sample.codes]
    shape = (sample.n_actors, sample.n_propositions)
    if sample.dense:
        full = np.zeros(shape, dtype=np.float32)
        full[sample.rows, sample.columns] = data
        return full
    from scipy.sparse import csr_array

    return csr_array((data, sample.columns, sample.indptr), shape=shape)


def _eigen(
    matrix: Any,
    n: float,
    n_axes: int,
    weights: Array | None,
    start: Array | None,
    tolerance: float,
) -> tuple[Array, Array]:
    p = matrix.shape[1]
    factor = None if weights is None else weights.astype(np.float32)[:, None]

    def multiply(vectors: Array) -> Array:
        along = matrix @ vectors.astype(np.float32)
        return np.asarray(matrix.T @ (along if factor is None else along * factor)) / n

    if p <= _SMALL and isinstance(matrix, np.ndarray):
        other = matrix if factor is None else matrix * factor
        values, axes = np.linalg.eigh((matrix.T @ other).astype(np.float64) / n)
        return values[::-1][:n_axes], axes[:, ::-1][:, :n_axes]
    columns = _COLUMNS if start is None else start.shape[1] + _SPARE
    first = draws.uniform(draws.stream(0, draws.START), np.arange(p * columns)) - 0.5
    first = first.reshape(p, columns)
    if start is not None:
        first[:, : start.shape[1]] = start
    return leading(multiply, first, n_axes, tolerance, _MOST_PASSES)
