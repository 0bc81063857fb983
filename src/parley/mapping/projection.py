"""Where actors stand: principal components of the stances, never densified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.mapping import draws
from parley.mapping.blas import quiet_blas
from parley.mapping.blocks import (
    N_STANCES,
    Block,
    Stances,
    for_actors,
    for_cells,
    indicator,
    joined,
    on_grid,
    places_of,
    total,
)
from parley.mapping.counts import Counts, Shaping
from parley.mapping.linear import Array, leading
from parley.mapping.settings import MapSettings, Method

# Columns of a pass: below eight a pass costs hardly less, above it hardly finds the axes sooner.
_COLUMNS = 8
# Columns enough to start from, if they are the axes of a similar map.
_ALONE = 4
_MOST_PASSES = 12
TOLERANCE = 1e-4

_STANCE = np.array([-1.0, 0.0, 1.0])


class Axes(NamedTuple):
    """Axes of disagreement.

    `mean` (n_propositions,) is the mean stance of the shaping actors, `axes` (n_propositions, k) has
    orthonormal columns, `values` (k,) is the variance along each, `variances` (n_propositions,) is that of
    each proposition, with 0 where there is no answer.
    """

    mean: Array
    axes: Array
    values: Array
    variances: Array

    @property
    def total(self) -> float:
        """The variance of all."""
        return float(self.variances.sum())


@dataclass(frozen=True, eq=False)
class Projection:
    """Where every actor stands.

    Parameters
    ----------
    method
        `components` or `ideal-points`.
    mean
        Shape (n_propositions,): mean stance of the shaping actors (for ideal points: the intercept).
    axes
        Shape (n_propositions, k): loadings, orthonormal columns, the largest of each positive.
    values
        Shape (k,): variance along each axis.
    share
        Shape (k,): the same as a share of the whole variance.
    points
        Shape (n_actors, k). Scaled by sqrt(propositions / answered), so that who answered little is not
        drawn to the middle; still the distance from the middle tells a little of how many were answered.
    uncertainty
        Shape (n_actors, k), standard deviation of each position, for ideal points.
    weights
        Shape (k,), for components: how much of each axis counts where answers are foreseen, from 0 to 1.
    """

    method: Method
    mean: Array
    axes: Array
    values: Array
    share: Array
    points: Array
    uncertainty: Array | None = None
    weights: Array | None = None

    @property
    def n_axes(self) -> int:
        return len(self.values)

    def expected(self, actors: NDArray[np.integer], propositions: NDArray[np.integer]) -> Array:
        """The stance, from about -1 to 1, that these actors can be expected to take on these propositions.

        Both of shape (n,), by number. Predicts answers that were not given; it is never shown as one.
        """
        loadings = self.axes if self.weights is None else self.axes * self.weights
        along = self.points[actors] * loadings[propositions]
        return np.asarray(self.mean[propositions] + along.sum(axis=1))


def principal_axes(
    stances: Stances,
    counts: Counts,
    shape: Shaping,
    n_axes: int,
    *,
    weights: Array | None = None,
    start: Array | None = None,
    seed: int = 0,
    tolerance: float = TOLERANCE,
) -> Axes:
    """The axes along which the shaping actors differ most.

    Eigenvectors of C'C with C the stances less the mean of each proposition, and 0 where there is no answer.

    Parameters
    ----------
    weights
        Shape (n_actors,): how often each actor counts, as in a bootstrap.
    start
        Shape (n_propositions, any): axes of a similar map, to start from.
    """
    weight = shape.actors.astype(np.float64)
    if weights is not None:
        weight = weight * weights
    if weights is None:
        others = total(stances.run(_cells_of, (), (~shape.actors,)))
        in_cells = (counts.cells - others.reshape(-1, N_STANCES)).astype(np.float64)
    else:
        weighed = total(stances.run(_weigh, (float(weight.sum()),), (weight,)))
        in_cells = weighed.reshape(-1, N_STANCES)
    centred, mean, variance = _centred(in_cells, shape)
    n_actors = max(float(weight.sum()), 1.0)
    bound = in_cells.sum(axis=1).max(initial=1.0) * np.sqrt(len(mean) + 1.0) * 4

    def multiply(vectors: Array) -> Array:
        cells = (centred[:, :, None] * vectors[:, None, :]).reshape(-1, vectors.shape[1])
        image = total(stances.run(_there_and_back, (cells, bound), (weight,)))
        return np.asarray(
            np.einsum("js,jsc->jc", centred, image.reshape(*centred.shape, -1)) / n_actors
        )

    first = _start(shape, seed, start)
    with quiet_blas():
        values, axes = leading(multiply, first, n_axes, tolerance, _MOST_PASSES)
    return Axes(mean, oriented(axes), values, variance / n_actors)


def _cells_of(block: Block, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How often some actors, usually few, gave each answer."""
    places = places_of(block.indptr, np.flatnonzero(chosen))
    return np.bincount(block.cells[places], minlength=block.n_cells)


def _weigh(block: Block, bound: float, weight: Array) -> Array:
    return for_cells(block, on_grid(weight, bound))


def _there_and_back(block: Block, cells: Array, bound: float, weight: Array) -> Array:
    """K' diag(weight) K W of a block, on a grid."""
    stances = indicator(block)
    along = (stances @ cells) * weight[:, None]
    return np.asarray(stances.T @ on_grid(along, bound))


def _centred(in_cells: Array, shape: Shaping) -> tuple[Array, Array, Array]:
    """Stance less mean (p, 3), 0 for what does not shape; the means; the sums of squares."""
    asked = np.maximum(in_cells.sum(axis=1), 1e-300)
    mean = in_cells @ _STANCE / asked
    centred = (_STANCE - mean[:, None]) * shape.propositions[:, None]
    return centred, mean, np.asarray((in_cells * centred**2).sum(axis=1))


def _start(shape: Shaping, seed: int, start: Array | None) -> Array:
    """The given axes, or random ones; a few given ones are filled up with these."""
    given = 0 if start is None else min(start.shape[1], _COLUMNS)
    # From axes that are nearly right, no others are needed to find the way.
    width = given if given >= _ALONE else _COLUMNS
    places = np.arange(len(shape.propositions) * width).reshape(-1, width)
    columns = draws.uniform(draws.stream(seed, draws.START), places) - 0.5
    if start is not None:
        columns[:, :given] = start[:, :given]
    return columns * shape.propositions[:, None]


def oriented(axes: Array) -> Array:
    """Turn each axis so that its largest loading is positive."""
    if not axes.size:
        return axes
    largest = axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])]
    return axes * np.where(largest < 0, -1.0, 1.0)


def place(stances: Stances, mean: Array, axes: Array, shape: Shaping) -> Array:
    """The points (n_actors, k) of all actors on given axes; 0 for who answered nothing that shapes."""
    used = shape.propositions.astype(np.float64)
    centred = (_STANCE - mean[:, None])[:, :, None] * axes[:, None, :]
    columns = np.concatenate([centred, np.ones_like(centred[:, :, :1])], axis=2)
    cells = (columns * used[:, None, None]).reshape(N_STANCES * len(used), -1)
    return joined(stances.run(_place, (cells, float(used.sum()))))


def _place(block: Block, cells: Array, n_propositions: float) -> Array:
    """The points of a block; the last column of `cells` counts the answers that shape."""
    summed = for_actors(block, cells)
    return np.asarray(summed[:, :-1] * np.sqrt(n_propositions / np.maximum(summed[:, -1:], 1)))


def components(
    stances: Stances,
    counts: Counts,
    shape: Shaping,
    settings: MapSettings,
    *,
    start: NDArray[np.float64] | None = None,
) -> Projection:
    """Principal components with absent entries at the proposition's mean.

    Each point is scaled by sqrt(propositions / answered): Small et al. 2021, *Polis: Scaling deliberation by
    mapping high dimensional opinion spaces*.
    """
    # Axes to start from were themselves exact up to the tolerance: a little more saves a whole pass.
    tolerance = TOLERANCE if start is None else 2 * TOLERANCE
    found = principal_axes(
        stances,
        counts,
        shape,
        settings.n_axes,
        seed=settings.seed,
        start=start,
        tolerance=tolerance,
    )
    share = found.values / found.total if found.total else found.values
    points = place(stances, found.mean, found.axes, shape)
    weights = foreseeing(found, int(shape.actors.sum()), int(shape.propositions.sum()))
    return Projection(
        "components", found.mean, found.axes, found.values, share, points, weights=weights
    )


def foreseeing(of: Axes, n_actors: int, n_propositions: int) -> Array:
    """How much of each axis to count when answers are foreseen: all of one that stands far out of the noise,
    less of one that is partly noise, nothing of one that noise alone would give.

    Gavish and Donoho 2017, *Optimal shrinkage of singular values*, IEEE Transactions on Information Theory 63,
    for the least squared error. The noise along an axis is what all axes leave of the propositions that it
    hangs on.
    """
    others = n_propositions / max(n_propositions - len(of.values), 1)
    rest = np.maximum(of.variances - of.axes**2 @ of.values, 0.0)
    noise = others * (rest @ of.axes**2)
    ratio = n_propositions / max(n_actors, 1)
    above = np.maximum(of.values - noise * (1 + ratio), 0.0)
    real = np.sqrt(np.maximum(above**2 - 4 * ratio * noise**2, 0.0))
    return np.asarray(real / np.maximum(of.values, 1e-300))


def project(
    stances: Stances,
    counts: Counts,
    shape: Shaping,
    settings: MapSettings,
    *,
    start: NDArray[np.float64] | None = None,
) -> Projection:
    """Place the actors by the method that the settings name."""
    if settings.method == "components":
        return components(stances, counts, shape, settings, start=start)
    from parley.mapping.ideal_points import ideal_points

    return ideal_points(stances, counts, shape, settings, start=start)
