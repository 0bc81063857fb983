"""Data without structure, or with one continuous cloud: what the observed data are held against.

A redrawn data set keeps who answered what, and changes how: so a redraw is nothing but new codes (0 disagree,
1 pass, 2 agree), one for each stance of a sample.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from parley.mapping import draws
from parley.mapping.linear import Array
from parley.mapping.samples import Codes, Sample, Standing, standing

# No proposition hangs on the positions by more than this: share of the latent variance.
_STEEPEST = 0.95
_ROUNDS = 5


class Cloud(NamedTuple):
    """One continuous cloud: positions u ~ N(0, I), latent stances y = loadings u + rest e, e ~ N(0, 1).

    `loadings` (p, axes); `rest` (p,) so that y has variance 1; the answer is disagree below the first,
    agree above the second of `thresholds` (p, 2).
    """

    loadings: Array
    rest: Array
    thresholds: Array


def shuffled(sample: Sample, shares: Array, key: int) -> Codes:
    """Every stance redrawn from the shares (p, 3) of its proposition, whoever takes it: no structure."""
    chance = draws.generator(key).random(len(sample.codes))
    return _coded(chance, np.cumsum(shares, axis=1)[:, :2], sample)


def clouded(sample: Sample, cloud: Cloud, key: int) -> Codes:
    """Every stance redrawn from one continuous cloud."""
    generator = draws.generator(key)
    places = generator.standard_normal((sample.n_actors, cloud.loadings.shape[1]))
    latent = generator.standard_normal(len(sample.codes)) * cloud.rest[sample.columns]
    for place, loading in zip(places.T, cloud.loadings.T, strict=True):
        latent += place[sample.rows] * loading[sample.columns]
    return _coded(latent, cloud.thresholds, sample)


def _coded(values: Array, thresholds: Array, sample: Sample) -> Codes:
    """0, 1 or 2: how many of its proposition's two thresholds each value reaches."""
    lower, upper = np.ascontiguousarray(thresholds.T)
    reached = (values >= lower[sample.columns]).view(np.int8)
    return reached + (values >= upper[sample.columns]).view(np.int8)


def fitted(sample: Sample, found: Standing, n_axes: int, floor: float, key: int) -> Cloud:
    """The cloud whose first eigenvalues are those found: the Gaussian null of equal covariance.

    Loadings follow the axes found; their size is tuned on redrawn data until the eigenvalues agree, for
    no formula holds with absent answers, three kinds of answer and few actors.

    Parameters
    ----------
    floor
        The first eigenvalue of data without structure.
    """
    cells = sample.cells()
    signal = np.maximum(found.values[:n_axes] - floor, 0.05 * floor)
    over = signal.copy()
    for step in range(_ROUNDS):
        cloud = _of(sample, cells, found.axes[:, :n_axes] * np.sqrt(signal))
        again = standing(
            sample.redrawn(clouded(sample, cloud, key + step)), n_axes, start=found.axes
        )
        ratio = over / np.maximum(again.values[:n_axes] - floor, 0.25 * over)
        signal = signal * np.clip(ratio, 0.5, 2.0) ** (1.0 if step < 2 else 0.6)
    return _of(sample, cells, found.axes[:, :n_axes] * np.sqrt(signal))


def _of(sample: Sample, cells: Array, standard: Array) -> Cloud:
    """From loadings of standardised propositions (absent ones among the answers) to latent ones."""
    from scipy.special import ndtri

    asked = np.maximum(cells.sum(axis=1), 1.0)
    shares = cells / asked[:, None]
    thresholds = ndtri(np.clip(np.cumsum(shares, axis=1)[:, :2], 0.0, 1.0))
    density = np.exp(-(np.clip(thresholds, -9, 9) ** 2) / 2).sum(axis=1) / np.sqrt(2 * np.pi)
    mean = shares[:, 2] - shares[:, 0]
    deviation = np.sqrt(np.maximum(shares[:, 2] + shares[:, 0] - mean**2, 1e-9))
    slope = deviation / np.maximum(density, 0.05) / np.sqrt(asked / sample.n_actors)
    loadings = standard * slope[:, None]
    length = np.sqrt((loadings**2).sum(axis=1))
    loadings *= np.minimum(1.0, np.sqrt(_STEEPEST) / np.maximum(length, 1e-9))[:, None]
    return Cloud(loadings, np.sqrt(1 - (loadings**2).sum(axis=1)), thresholds)
