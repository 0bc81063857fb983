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
_ROUNDS = 6
_COARSE = 2
# No latent stance is farther from the middle.
_FAR = 16.0


class Cloud(NamedTuple):
    """One continuous cloud: positions u ~ N(0, I), latent stances y = loadings u + rest e, e ~ N(0, 1).

    `loadings` (p, axes); `rest` (p,) so that y has variance 1. On each proposition, as many of those with the
    lowest y disagree as have disagreed, and as many with the highest agree.
    """

    loadings: Array
    rest: Array


def shuffled(sample: Sample, key: int) -> Codes:
    """The answers to each proposition dealt out anew among those who gave them: no structure."""
    return _dealt(sample, draws.generator(key).random(len(sample.codes)), 1.0)


def clouded(sample: Sample, cloud: Cloud, key: int) -> Codes:
    """The answers to each proposition dealt out anew along one continuous cloud."""
    generator = draws.generator(key)
    places = generator.standard_normal((sample.n_actors, cloud.loadings.shape[1]))
    latent = generator.standard_normal(len(sample.codes)) * cloud.rest[sample.columns]
    for place, loading in zip(places.T, cloud.loadings.T, strict=True):
        latent += place[sample.rows] * loading[sample.columns]
    return _dealt(sample, np.clip(latent + _FAR, 0.0, 2 * _FAR), 2 * _FAR)


def _dealt(sample: Sample, values: Array, span: float) -> Codes:
    """For each proposition as many of each answer as were given: the lowest values disagree, the highest agree.

    With shares in place of counts, rare answers would be rarer still in some redraws, and the tails of the
    cloud heavier than those of the observed one.
    """
    values = values + sample.columns * span
    ordered = np.append(np.sort(values), np.inf)
    first = np.concatenate([[0], np.cumsum(sample.given.sum(axis=1))[:-1]])
    lower = ordered[first + sample.given[:, 0]]
    upper = ordered[first + sample.given[:, :2].sum(axis=1)]
    reached = (values >= lower[sample.columns]).view(np.int8)
    return np.asarray(reached + (values >= upper[sample.columns]).view(np.int8))


def fitted(sample: Sample, found: Standing, n_axes: int, floor: float, key: int) -> Cloud:
    """The cloud whose first eigenvalues are those found: the Gaussian null of equal covariance.

    Loadings follow the axes found; their size is tuned on redrawn data until the eigenvalues agree, for
    no formula holds with absent answers, three kinds of answer and few actors.

    Parameters
    ----------
    floor
        The first eigenvalue of data without structure.
    """
    values = found.values[:n_axes]
    axes = _less_noise(found.axes[:, :n_axes], sample.asked, values, floor)
    signal = np.maximum(values - floor, 0.05 * floor)
    wanted = signal.copy()
    for step in range(_ROUNDS):
        cloud = _of(sample, _sharpened(axes * np.sqrt(signal), values))
        codes = clouded(sample, cloud, key + step)
        again = standing(sample.redrawn(codes), n_axes, start=found.axes).values
        reached = np.full(n_axes, -np.inf)
        reached[: len(again)] = again - floor
        ratio = np.clip(wanted / np.maximum(reached, 0.25 * wanted), 0.5, 2.0)
        signal = signal * ratio ** (1.0 if step < _COARSE else 0.5)
    return _of(sample, _sharpened(axes * np.sqrt(signal), values))


def _less_noise(axes: Array, asked: Array, values: Array, floor: float) -> Array:
    """The axes with what is noise in them drawn in, most so for propositions that few answered.

    How much of an axis is noise follows from how far its eigenvalue stands above chance (Paul 2007,
    *Asymptotics of sample eigenstructure for a large dimensional spiked covariance model*).
    """
    ratio = (np.sqrt(max(floor, 1.0)) - 1) ** 2
    above = np.maximum(values - 1 - ratio, 2 * np.sqrt(ratio) * 1.05 + 1e-9)
    spike = (above + np.sqrt(above**2 - 4 * ratio)) / 2
    real = (1 - ratio / spike**2) / (1 + ratio / spike)
    answered = (asked / asked.mean())[:, None]
    drawn = axes * real * answered / (real * answered + 1 - real)
    return np.asarray(drawn / np.sqrt((drawn**2).sum(axis=0)))


def _sharpened(loadings: Array, values: Array) -> Array:
    """Undo what principal components do to loadings: with less variance of their own, the propositions that
    hang most on an axis enter it by less than they hang on it."""
    explained = (loadings**2).sum(axis=1, keepdims=True)
    return np.asarray(loadings * (1 + explained / np.maximum(values - 1, 0.5)))


def _of(sample: Sample, standard: Array) -> Cloud:
    """From loadings of standardised propositions (absent ones among the answers) to latent ones."""
    from scipy.special import ndtri

    asked = np.maximum(sample.given.sum(axis=1), 1)
    shares = sample.given / asked[:, None]
    thresholds = np.clip(ndtri(np.cumsum(shares, axis=1)[:, :2]), -_FAR, _FAR)
    density = np.exp(-(thresholds**2) / 2).sum(axis=1) / np.sqrt(2 * np.pi)
    mean = shares[:, 2] - shares[:, 0]
    deviation = np.sqrt(np.maximum(shares[:, 2] + shares[:, 0] - mean**2, 1e-9))
    present = np.maximum(sample.asked, 1e-9) / sample.n_actors
    slope = deviation / np.maximum(density, 0.05) / np.sqrt(present)
    loadings = standard * slope[:, None]
    length = np.sqrt((loadings**2).sum(axis=1))
    loadings *= np.minimum(1.0, np.sqrt(_STEEPEST) / np.maximum(length, 1e-9))[:, None]
    return Cloud(loadings, np.sqrt(1 - (loadings**2).sum(axis=1)))
