"""Whether groups describe where the actors stand better than one continuous cloud does, and how many."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parley.mapping import draws
from parley.mapping.chance import probability
from parley.mapping.kmeans import clustered, gather, kmeans, silhouette
from parley.mapping.linear import Array
from parley.mapping.nulls import Cloud, clouded
from parley.mapping.progress import Progress
from parley.mapping.samples import Sample, Standing, standing
from parley.mapping.settings import MapSettings

# The test needs no more than the shape of the cloud: points are gathered in about so many cells.
_CELLS = 800
_STARTS = 3
_NUMBER = 2_000_000
# As Polis does: one more group is looked for with each further dozen of actors.
_LEAST_MOST, _ACTORS_PER_GROUP = 2, 12
# Groups must be tighter than those of a cloud by more than this share: so far two clouds may differ in
# the shape of their tails alone, and with many actors every such trifle would be significant.
TRIFLE = 0.01


@dataclass(frozen=True)
class GroupTest:
    """So many groups against one continuous cloud.

    Parameters
    ----------
    k
        Number of groups.
    within
        The share of the variance that is left within groups.
    null_mean, null_sd
        Of its logarithm in continuous clouds; None where they were not drawn.
    z
        By how many standard deviations groups are tighter than those of a cloud, less a trifle (1 %).
    p
        Probability that a cloud gives as much for any number of groups.
    silhouette
        From -1 to 1: how much nearer actors are to their own group than to the next.
    """

    k: int
    within: float
    null_mean: float | None
    null_sd: float | None
    z: float | None
    p: float | None
    silhouette: float

    @property
    def gap(self) -> float:
        """How much tighter than in clouds, in the logarithm; 0 where none were drawn."""
        return (self.z or 0.0) * (self.null_sd or 0.0)


def separation(points: Array, most: int, seed: int, weights: Array | None = None) -> Array:
    """The logarithm of the share of variance left within 2 … `most` groups: shape (most - 1,)."""
    weight, hidden = np.ones(len(points)) if weights is None else weights, 0.0
    if len(points) > _CELLS:
        points, weight, hidden = gather(points, weight, _CELLS)
    best = clustered(points, weight, range(2, most + 1), seed, _STARTS)
    return left(np.array([one.within for one in best]) + hidden, points, weight, hidden)


def left(within: Array, points: Array, weights: Array, hidden: float) -> Array:
    """The logarithm of the share that `within` is of the whole sum of squares."""
    centred = points - weights @ points / weights.sum()
    whole = max(float(weights @ (centred**2).sum(axis=1)) + hidden, 1e-300)
    return np.log(np.maximum(within / whole, 1e-12))


def group_tests(
    sample: Sample, found: Standing, cloud: Cloud | None, settings: MapSettings, progress: Progress
) -> tuple[GroupTest, ...]:
    """Each number of groups against clouds of the same covariance.

    Parameters
    ----------
    found
        The axes above chance, and the actors of the sample on them.
    cloud
        On the same axes; None leaves the test out.
    """
    points = found.points
    most = min(settings.max_groups, _LEAST_MOST + len(points) // _ACTORS_PER_GROUP)
    observed = separation(points, most, settings.seed) + (TRIFLE if cloud else 0.0)
    widths = [
        silhouette(points, kmeans(points, k, seed=settings.seed).labels, seed=settings.seed)
        for k in range(2, most + 1)
    ]
    if cloud is None:
        shares = np.exp(observed).tolist()
        return tuple(
            GroupTest(k, share, None, None, None, None, width)
            for k, (share, width) in enumerate(zip(shares, widths, strict=True), 2)
        )
    null = in_clouds(
        sample, cloud, found.axes, most, max(settings.null_draws, 2), settings, progress
    )
    every = np.vstack([observed, null])
    mean, deviation = null.mean(axis=0), np.maximum(null.std(axis=0, ddof=1), 1e-9)
    # One scale for the observed data and the clouds, so that either may be the largest.
    z = (every.mean(axis=0) - every) / np.maximum(every.std(axis=0, ddof=1), 1e-9)
    largest = z[1:].max(axis=1)
    return tuple(
        GroupTest(
            k=at + 2,
            within=float(np.exp(observed[at] - TRIFLE)),
            null_mean=float(mean[at]),
            null_sd=float(deviation[at]),
            z=float((mean[at] - observed[at]) / deviation[at]),
            p=probability(float(z[0, at]), largest, settings.alpha),
            silhouette=widths[at],
        )
        for at in range(most - 1)
    )


def in_clouds(
    sample: Sample,
    cloud: Cloud,
    axes: Array,
    most: int,
    n_draws: int,
    settings: MapSettings,
    progress: Progress,
    *,
    redrawn: bool = False,
) -> Array:
    """The separation of 2 … `most` groups in clouds: shape (n_draws, most - 1).

    Parameters
    ----------
    redrawn
        With actors drawn again, as in a bootstrap: repeated actors make axes less exact, and groups look
        less separate, in clouds as in the observed data.
    """
    rows = []
    for number in range(n_draws):
        progress("groups", number / n_draws)
        key = draws.stream(settings.seed, draws.CLOUD, _NUMBER + number)
        again = sample.redrawn(clouded(sample, cloud, key))
        weights = draws.poisson(key, sample.actors) if redrawn else None
        points = standing(again, axes.shape[1], weights=weights, start=axes).points
        rows.append(separation(points, most, settings.seed, weights))
    return np.vstack(rows)


def chosen(gap: Array, deviation: Array, n_draws: int) -> int:
    """The number of groups: the fewest that are hardly worse than the best.

    Hardly is within the standard deviation of a difference of two: of what one data set varies by, and of how
    roughly a few dozen clouds tell each deviation. Where groups are clear, by fifty deviations, the second
    is all that matters.

    Parameters
    ----------
    gap
        Of 2, 3 … groups: by how much they are tighter than in clouds, in the logarithm.
    deviation
        Of each in clouds.
    n_draws
        How many clouds there were.

    Examples
    --------
    >>> chosen(np.array([0.1, 0.5, 0.51]), np.array([0.01, 0.01, 0.01]), 40)
    3
    """
    z = gap / deviation
    best = float(z.max())
    return int(np.argmax(z >= best - np.sqrt(2 + best**2 / max(n_draws - 1, 1)))) + 2
