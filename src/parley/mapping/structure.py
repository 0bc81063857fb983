"""The structure of the opinions: none, a continuum, or groups."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.mapping.blas import quiet_blas
from parley.mapping.blocks import Stances, answers, joined
from parley.mapping.chance import AxisTest, against_chance
from parley.mapping.counts import Counts, Shaping, count, shaping
from parley.mapping.grouping import Grouping
from parley.mapping.kmeans import Best, Cells, kmeans, nearest, silhouette
from parley.mapping.linear import Array
from parley.mapping.membership import Profile, posterior, profile
from parley.mapping.nulls import Cloud
from parley.mapping.progress import Progress, silent
from parley.mapping.projection import Projection
from parley.mapping.samples import Sample, Standing, drawn, standing
from parley.mapping.separation import TRIFLE, GroupTest, chosen, group_tests, in_clouds, left
from parley.mapping.settings import MapSettings
from parley.mapping.stability import Choose, Stability, stability

Kind = Literal["none", "continuum", "groups", "undetermined"]

# With fewer shaping actors or propositions there is nothing to test.
_LEAST_ACTORS = 6
_LEAST_PROPOSITIONS = 3
# Where structure is not tested, groups are looked for on the picture's axes, as Polis does.
_PICTURE = 2
# So many redrawn clouds say how many groups redrawn actors give.
_CLOUDS = 20


@dataclass(frozen=True, eq=False)
class Structure:
    """What the stances are beyond single answers.

    Parameters
    ----------
    kind
        `none`: no axis is above chance. `continuum`: there are axes, but one continuous cloud describes
        where actors stand as well as groups do. `groups`. `undetermined`: not tested, for
        `settings.null_draws` is 0; the number of groups is the one with the largest silhouette.
    n_axes
        Axes above chance; for `undetermined` those on which groups were looked for.
    axes
        The tests of axes, up to the first that is not above chance.
    groups
        The tests of each number of groups; empty without structure.
    grouping
        The groups found.
    centres
        Shape (n_groups, axes of the projection): the mean point of each group's shaping members.
    profile
        How each group answers: who comes later is assigned by it.
    stability
        Of the groups, by redrawing the actors.
    sampled
        How many actors the tests were worked out on.
    """

    kind: Kind
    n_axes: int = 0
    axes: tuple[AxisTest, ...] = ()
    groups: tuple[GroupTest, ...] = ()
    grouping: Grouping | None = None
    centres: Array | None = None
    profile: Profile | None = None
    stability: Stability | None = None
    sampled: int = 0

    @property
    def n_groups(self) -> int | None:
        return None if self.grouping is None else self.grouping.n_groups

    @property
    def p_groups(self) -> float | None:
        """Probability that a continuous cloud gives groups as tight as the ones tested."""
        tested = [test.p for test in self.groups if test.p is not None]
        return min(tested) if tested else None

    @property
    def k_determined(self) -> bool | None:
        """Whether the number of groups is the same in most redrawn sets; None where not tried."""
        return None if self.stability is None else self.stability.k_determined


def find_structure(
    stances: Stances,
    counts: Counts,
    shape: Shaping,
    projection: Projection,
    settings: MapSettings,
    progress: Progress | None = None,
) -> Structure:
    """Say which of three the opinions are: without structure, a continuum, or groups.

    All tests are worked out on at most `settings.sample` shaping actors, on the axes of standardised
    propositions (see `parley.mapping.samples`), whatever the method of the projection.
    """
    given = _Given(stances, shape, projection, settings, progress or silent)
    # The work is thousands of small products: threads would spend more on waiting.
    with quiet_blas():
        return _found(given) if settings.null_draws else _as_polis_does(given)


class _Given(NamedTuple):
    stances: Stances
    shape: Shaping
    projection: Projection
    settings: MapSettings
    progress: Progress

    def sample(self) -> Sample | None:
        """The actors to work on, unless there is nothing to test."""
        most, tested = self.settings.sample, self.settings.null_draws > 0
        sample = drawn(self.stances, self.shape, most, self.settings.seed, standard=tested)
        enough = sample.n_actors >= _LEAST_ACTORS and sample.n_propositions >= _LEAST_PROPOSITIONS
        return sample if enough else None


def _found(given: _Given) -> Structure:
    settings, sample = given.settings, given.sample()
    if sample is None:
        return Structure("none")
    found = standing(sample, settings.n_axes + 1)
    chance = against_chance(sample, found, settings, given.progress)
    if chance.cloud is None:
        return Structure("none", 0, chance.tests, sampled=sample.n_actors)
    found = _first(found, chance.n_axes)
    tests = group_tests(sample, found, chance.cloud, settings, given.progress)
    structure = Structure("continuum", chance.n_axes, chance.tests, tests, sampled=sample.n_actors)
    if min(test.p or 0.0 for test in tests) > settings.alpha:
        return structure
    gap = np.array([test.gap for test in tests])
    deviation = np.array([test.null_sd or 1.0 for test in tests])
    k = chosen(gap, deviation, settings.null_draws)
    choose = _by_clouds(given, sample, found, chance.cloud, tests[-1].k)
    return _grouped(given, sample, found, replace(structure, kind="groups"), k, choose)


def _first(found: Standing, n_axes: int) -> Standing:
    return found._replace(
        values=found.values[:n_axes],
        axes=found.axes[:, :n_axes],
        points=found.points[:, :n_axes],
    )


def _grouped(
    given: _Given, sample: Sample, found: Standing, structure: Structure, k: int, choose: Choose
) -> Structure:
    """The structure with its groups: who is in which, where they stand, how stable they are."""
    settings = given.settings
    numbers = [test.k for test in structure.groups] if settings.bootstraps else [k]
    labels = {one: kmeans(found.points, one, seed=settings.seed).labels for one in numbers}
    grouping, of, centres = _everybody(given, sample.actors, labels[k], k)
    steady = None
    if settings.bootstraps:
        steady = stability(sample, found, labels, k, choose, settings, given.progress)
    return replace(structure, grouping=grouping, centres=centres, profile=of, stability=steady)


def _everybody(
    given: _Given, actors: NDArray[np.int64], labels: NDArray[np.int16], n_groups: int
) -> tuple[Grouping, Profile, Array]:
    """From the groups of a sample to those of all actors, in the order of the first axis of the picture."""
    stances, shape, points = given.stances, given.shape, given.projection.points
    order = np.argsort(_centres(points[actors], labels, n_groups)[:, 0], kind="stable")
    number = np.empty(n_groups, dtype=np.int16)
    number[order] = np.arange(n_groups)
    counted = np.full(stances.n_actors, -1, dtype=np.int16)
    counted[actors] = number[labels]
    of = profile(stances, counted, n_groups)
    answered = joined(stances.run(answers))
    grouping = _by(posterior(stances, of, counted), n_groups, answered)
    shaped = np.where(shape.actors, grouping.labels, np.int16(-1))
    if len(actors) < shape.actors.sum():
        # A sample knows the groups' rates less well than all of their members do.
        of = profile(stances, shaped, n_groups)
        grouping = _by(posterior(stances, of, shaped), n_groups, answered)
        shaped = np.where(shape.actors, grouping.labels, np.int16(-1))
    return grouping, of, _centres(points, shaped, n_groups)


def _by(chance: Array, n_groups: int, answered: NDArray[np.int64]) -> Grouping:
    """Everybody in the likeliest group; who answered nothing in none."""
    labels = np.where(answered > 0, chance.argmax(axis=1), -1)
    return Grouping.discovered(labels, n_groups, chance.max(axis=1).astype(np.float32))


def _centres(points: Array, labels: NDArray[np.integer], n_groups: int) -> Array:
    inside = labels >= 0
    size = np.maximum(np.bincount(labels[inside], minlength=n_groups), 1)
    columns = [
        np.bincount(labels[inside], column[inside], minlength=n_groups) for column in points.T
    ]
    return np.stack(columns, axis=1) / size[:, None]


def _by_clouds(given: _Given, sample: Sample, found: Standing, cloud: Cloud, most: int) -> Choose:
    """How redrawn actors choose a number of groups: as the actors themselves did, against redrawn clouds."""
    if not given.settings.bootstraps:
        return _by_silhouette
    n_draws = min(max(given.settings.null_draws, 2), _CLOUDS)
    null = in_clouds(
        sample, cloud, found.axes, most, n_draws, given.settings, given.progress, redrawn=True
    )
    mean, deviation = null.mean(axis=0), np.maximum(null.std(axis=0, ddof=1), 1e-9)

    def choose(cells: Cells, best: list[Best]) -> int:
        within = np.array([one.within for one in best]) + cells.hidden
        again = left(within, cells.points, cells.weights, cells.hidden)
        return chosen(mean - again - TRIFLE, deviation, n_draws)

    return choose


def _by_silhouette(cells: Cells, best: list[Best]) -> int:
    labels = [nearest(cells.points, one.centres) for one in best]
    widths = [silhouette(cells.points, one, cells.weights) for one in labels]
    return int(np.argmax(widths)) + 2


def _as_polis_does(given: _Given) -> Structure:
    """k-means on the picture, as many groups as give the largest silhouette: no test, and said so."""
    settings, sample = given.settings, given.sample()
    if sample is None:
        return Structure("undetermined")
    found = standing(sample, min(_PICTURE, settings.n_axes))
    if not len(found.values):
        return Structure("undetermined", sampled=sample.n_actors)
    tests = group_tests(sample, found, None, settings, given.progress)
    k = max(tests, key=lambda test: test.silhouette).k
    n_axes = len(found.values)
    structure = Structure("undetermined", n_axes, groups=tests, sampled=sample.n_actors)
    return _grouped(given, sample, found, structure, k, _by_silhouette)


def regroup(stances: Stances, settings: MapSettings, n_groups: int, n_axes: int) -> Grouping:
    """So many groups on so many axes, without a test: for cross-fitting, on some of the propositions."""
    counts = count(stances)
    shape = shaping(counts, settings)
    sample = drawn(stances, shape, settings.sample, settings.seed, settings.null_draws > 0)
    with quiet_blas():
        found = standing(sample, n_axes)
        labels = kmeans(found.points, n_groups, seed=settings.seed).labels
    counted = np.full(stances.n_actors, -1, dtype=np.int16)
    counted[sample.actors] = labels
    of = profile(stances, counted, n_groups)
    return _by(posterior(stances, of, counted), n_groups, counts.answered)


def assign(stances: Stances, structure: Structure) -> Grouping | None:
    """The group of each actor by the groups found before, for those who came later.

    Their own answers must not be among those by which the groups are known.
    """
    if structure.profile is None:
        return None
    chance = posterior(stances, structure.profile)
    return _by(chance, structure.profile.n_groups, joined(stances.run(answers)))
