"""What sets a group apart: ranked as Polis ranks it, but with tests that hold."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.mapping.blocks import AGREE, DISAGREE
from parley.mapping.difference import differing
from parley.mapping.intervals import Bools, Floats, benjamini_hochberg
from parley.mapping.polis import Direction, statistics
from parley.mapping.settings import MapSettings
from parley.mapping.verdicts import Contrast


class Characteristic(NamedTuple):
    """A proposition with which a group stands out: most of it give this answer, and more than the others do.

    `share` is the group's, `rest` that of everybody in the other groups.
    """

    proposition: int | str
    number: int
    direction: Direction
    share: float
    rest: float
    p: float
    q: float


def characteristic(
    contrast: Contrast, settings: MapSettings
) -> tuple[tuple[Characteristic, ...], ...]:
    """The propositions that characterise each group, the strongest first.

    A proposition characterises a group that has pronounced itself on it, more than half of whom give the same
    answer, more than in the other groups together, by a test of no difference that keeps the
    `false_discovery_rate` over all groups, propositions and directions. The order is that of Polis's metric of
    representativeness. Discovered groups are tested on what `contrast.tested` counts; where that is not there,
    nothing is characteristic of them.
    """
    tested = contrast.counts if contrast.known else contrast.tested
    if tested is None or len(contrast.groups) < 2 or (contrast.counts < 0).any():
        return tuple(() for _ in contrast.groups)
    heard = (contrast.answers >= settings.min_group_answers) & contrast.compared
    both: tuple[tuple[Direction, int], ...] = (("agree", AGREE), ("disagree", DISAGREE))
    stands_out = [
        _stands_out(contrast.counts[:, :, side], contrast.answers, heard) for _, side in both
    ]
    p = np.stack(
        [_against_rest(tested, side, out) for (_, side), out in zip(both, stands_out, strict=True)]
    )
    q = benjamini_hochberg(p.ravel()).reshape(p.shape)
    found: list[list[tuple[float, Characteristic]]] = [[] for _ in contrast.groups]
    for n, (direction, side) in enumerate(both):
        metric = statistics(contrast.counts, direction).metric
        for number, group in np.argwhere(stands_out[n] & (q[n] <= settings.false_discovery_rate)):
            share, rest = _shares(contrast.counts[number], side, group)
            of = (float(p[n, number, group]), float(q[n, number, group]))
            one = Characteristic(
                contrast.propositions[number].item(), int(number), direction, share, rest, *of
            )
            found[group].append((float(metric[number, group]), one))
    return tuple(
        tuple(one for _, one in sorted(of_group, key=lambda pair: (-pair[0], pair[1].number)))
        for of_group in found
    )


def _stands_out(given: NDArray[np.int64], answers: NDArray[np.int64], heard: Bools) -> Bools:
    """Where most of a group give the answer, and more than in the others together."""
    rest = given.sum(axis=1, keepdims=True) - given
    rest_answers = answers.sum(axis=1, keepdims=True) - answers
    more = given * rest_answers > rest * answers
    return np.asarray(heard & (2 * given > answers) & more)


def _against_rest(counts: NDArray[np.int64], side: int, asked: Bools) -> Floats:
    """p-values of each group against all others. Shape (n_propositions, n_groups); 1 where it was not asked for."""
    given, answers = counts[:, :, side], counts.sum(axis=2)
    p = np.ones(given.shape)
    for group in range(given.shape[1]):
        rows = np.flatnonzero(asked[:, group])
        two = (
            np.stack([of[rows, group], of[rows].sum(axis=1) - of[rows, group]], axis=1)
            for of in (given, answers)
        )
        two_given, two_answers = two
        higher = two_given[:, 0] * two_answers[:, 1] > two_given[:, 1] * two_answers[:, 0]
        tested = differing(two_given, two_answers, two_answers > 0)
        p[rows, group] = np.where(higher, tested, 1.0)
    return p


def _shares(counts: NDArray[np.int64], side: int, group: int) -> tuple[float, float]:
    given, answers = counts[:, side], counts.sum(axis=1)
    rest, rest_answers = given.sum() - given[group], answers.sum() - answers[group]
    return float(given[group] / answers[group]), float(rest / rest_answers)
