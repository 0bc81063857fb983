"""Where actors stand, by a model of ideal points: the alternative to principal components.

The stance of actor i on proposition j is taken for

    x_ij = b_j + u_i · v_j + e_ij,    u_i ~ N(0, I),    (b_j, v_j) ~ N(0, C),    e_ij ~ N(0, s²)

where it was given; where it was not, it says nothing. So an actor with few answers is drawn to the middle, and
carries the uncertainty of that; likewise a proposition with few. How much, the stances themselves say: C is
estimated with the rest, so that few actors don't get more axes than they bear. Fitted by variational
expectation–maximisation (Tipping and Bishop 1999, *Probabilistic principal component analysis*; Bishop 1999,
*Bayesian PCA*; with absent entries), each step two passes over the stances.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.mapping.blas import quiet_blas
from parley.mapping.blocks import (
    N_STANCES,
    Block,
    Stances,
    for_actors,
    for_cells,
    joined,
    on_grid,
    total,
)
from parley.mapping.counts import Counts, Shaping
from parley.mapping.linear import Array
from parley.mapping.projection import Projection, components, oriented
from parley.mapping.settings import MapSettings

# Of the prior of a proposition: an axis that hardly any lies on is given up, but not divided by.
_LEAST_SPREAD = 1e-6
# An axis shorter than this, beside the longest, is one that was given up.
_LEAST_LENGTH = 0.01
_LEAST_NOISE = 0.05
_STEPS = 40
# Where no prediction changes by more than this, in stances, the model has settled.
_SETTLED = 1e-3
# Positions are drawn from a normal distribution of deviation 1: none is farther out.
_FARTHEST = 8.0
_LARGEST_MOMENT = 1024.0
_STANCE = np.array([-1.0, 0.0, 1.0])


def ideal_points(
    stances: Stances,
    counts: Counts,
    shape: Shaping,
    settings: MapSettings,
    *,
    start: NDArray[np.float64] | None = None,
) -> Projection:
    """Fit the model, with as many axes as `settings.n_axes`.

    Returns
    -------
    Projection
        Its axes are orthonormal, `points` carry the scale: a stance is predicted as `mean + points @ axes.T`.
        `uncertainty` is the posterior standard deviation along each axis.
    """
    first = components(stances, counts, shape, settings, start=start)
    weight = shape.actors.astype(np.float64)
    bound = float(counts.asked.max(initial=1)) * _LARGEST_MOMENT
    with quiet_blas():
        model = _begin(first)
        spread = _second_moment(model)
        for _step in range(_STEPS):
            cells = _evidence(model, shape)
            sums = total(stances.run(_moments, (cells, model.n_axes, bound), (weight,)))
            by_cell = sums.reshape(len(model.intercept), N_STANCES, -1)
            after, spread = _regressed(by_cell, model, spread)
            change = np.abs(after.loadings - model.loadings).max(initial=0.0)
            model = after
            if change < _SETTLED:
                break
        return _placed(stances, _turned(model), shape, weight)


class _Model(NamedTuple):
    """The intercepts b (p,), loadings v (p, k), and the noise's variance."""

    intercept: Array
    loadings: Array
    noise: float

    @property
    def n_axes(self) -> int:
        return int(self.loadings.shape[1])


def _begin(first: Projection) -> _Model:
    """From the components; their variance is too small by what is absent, which the first steps mend."""
    rest = (1 - first.share.sum()) / max(len(first.mean), 1)
    whole = first.values.sum() / max(first.share.sum(), 1e-9)
    return _Model(first.mean, first.axes * np.sqrt(first.values), max(whole * rest, _LEAST_NOISE))


def _second_moment(model: _Model) -> Array:
    """Of intercept and loadings, over propositions: (1 + k, 1 + k)."""
    both = np.column_stack([model.intercept, model.loadings])
    return np.asarray(both.T @ both / max(len(both), 1))


def _pairs(n_axes: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The entries of the upper triangle, row by row."""
    return np.triu_indices(n_axes)


def _evidence(model: _Model, shape: Shaping) -> Array:
    """What each answer says of the actor who gave it, (cells, k + pairs): of the mean and the precision."""
    a, b = _pairs(model.n_axes)
    loadings = model.loadings * shape.propositions[:, None] / model.noise
    residual = _STANCE - model.intercept[:, None]
    linear = residual[:, :, None] * loadings[:, None, :]
    squares = np.repeat((loadings[:, a] * model.loadings[:, b])[:, None, :], N_STANCES, axis=1)
    return np.concatenate([linear, squares], axis=2).reshape(-1, model.n_axes + len(a))


def _posterior(block: Block, cells: Array, n_axes: int) -> tuple[Array, Array]:
    """Mean (rows, k) and covariance (rows, k, k) of the positions of a block's actors."""
    a, b = _pairs(n_axes)
    evidence = for_actors(block, cells)
    precision = np.empty((len(evidence), n_axes, n_axes))
    precision[:, a, b] = precision[:, b, a] = evidence[:, n_axes:]
    precision += np.eye(n_axes)
    covariance = np.asarray(np.linalg.inv(precision), dtype=np.float64)
    mean = np.einsum("nab,nb->na", covariance, evidence[:, :n_axes])
    return np.clip(mean, -_FARTHEST, _FARTHEST), covariance


def _moments(block: Block, cells: Array, n_axes: int, bound: float, weight: Array) -> Array:
    """Sums by cell of 1, u and u u' over who answered so (cells, 1 + k + pairs)."""
    a, b = _pairs(n_axes)
    mean, covariance = _posterior(block, cells, n_axes)
    squares = mean[:, a] * mean[:, b] + covariance[:, a, b]
    columns = np.hstack([np.ones((len(mean), 1)), mean, squares]) * weight[:, None]
    return for_cells(block, on_grid(columns, bound))


def _regressed(sums: Array, model: _Model, spread: Array) -> tuple[_Model, Array]:
    """Each proposition's stances regressed on the positions; and the spread of propositions (1 + k, 1 + k).

    `sums` has shape (p, 3, 1 + k + pairs).
    """
    k = model.n_axes
    a, b = _pairs(k)
    whole = sums.sum(axis=1)
    answers = whole[:, 0]
    design = np.empty((len(whole), k + 1, k + 1))
    design[:, 0, : k + 1] = design[:, : k + 1, 0] = whole[:, : k + 1]
    design[:, 1 + a, 1 + b] = design[:, 1 + b, 1 + a] = whole[:, k + 1 :]
    target = np.einsum("s,jsc->jc", _STANCE, sums[:, :, : k + 1])
    ridge = model.noise * np.linalg.inv(spread + _LEAST_SPREAD * np.eye(k + 1))
    inverse = np.linalg.inv(design + ridge)
    found = np.einsum("jab,jb->ja", inverse, target)
    open_ = model.noise * inverse  # what the answers leave open of each proposition
    squares = sums[:, [0, 2], 0].sum()
    left = squares - 2 * (found * target).sum() + np.einsum("ja,jab,jb->", found, design, found)
    noise = (left + (design * open_).sum()) / max(answers.sum(), 1.0)
    asked = answers > 0
    moments = found[asked].T @ found[asked] + open_[asked].sum(axis=0)
    after = _Model(found[:, 0], found[:, 1:], max(float(noise), _LEAST_NOISE))
    return after, np.asarray(moments / max(asked.sum(), 1))


def _turned(model: _Model) -> _Model:
    """The same model with its loadings at right angles to each other, the longest first; without axes given up."""
    left, size, _right = np.linalg.svd(model.loadings, full_matrices=False)
    kept = size > max(_LEAST_LENGTH * size.max(initial=0.0), 1e-6)
    return model._replace(loadings=oriented(left[:, kept]) * size[kept])


def _placed(stances: Stances, model: _Model, shape: Shaping, weight: Array) -> Projection:
    size = np.linalg.norm(model.loadings, axis=0)
    parts = list(stances.run(_points, (_evidence(model, shape), model.n_axes)))
    points = joined(mean for mean, _deviation in parts) * size
    deviation = joined(deviation for _mean, deviation in parts) * size
    values = (points**2 * weight[:, None]).sum(axis=0) / max(weight.sum(), 1.0)
    whole = values.sum() + model.noise * shape.propositions.sum()
    axes = model.loadings / size
    return Projection(
        "ideal-points", model.intercept, axes, values, values / whole, points, deviation
    )


def _points(block: Block, cells: Array, n_axes: int) -> tuple[Array, Array]:
    mean, covariance = _posterior(block, cells, n_axes)
    deviation: Array = np.sqrt(np.einsum("naa->na", covariance))
    return mean, deviation
