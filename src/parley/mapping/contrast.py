"""Where groups converge, where they diverge, and how sure that is."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from parley.mapping.blocks import AGREE, DISAGREE, N_STANCES, Block, Stances, total
from parley.mapping.crossfit import Folds
from parley.mapping.difference import differing
from parley.mapping.errors import TooFewStances
from parley.mapping.gaps import largest_gap
from parley.mapping.grouping import Grouping
from parley.mapping.intervals import Bools, at_most, benjamini_hochberg, jeffreys, smallest
from parley.mapping.matrix import Ids
from parley.mapping.settings import MapSettings
from parley.mapping.verdicts import (
    CONVERGENCE,
    DIVERGENCE,
    TOO_LITTLE,
    UNSETTLED,
    Contrast,
    Convergence,
    Divergence,
)

_Found = TypeVar("_Found", Convergence, Divergence)


class Tallies(NamedTuple):
    """How often each group gave each answer: shape (n_propositions, n_groups, 3).

    `shown` is of the groups as they are; `tested` is what gaps are tested on, None where they can't be.
    """

    shown: NDArray[np.int64]
    tested: NDArray[np.int64] | None


def contrast(
    stances: Stances, grouping: Grouping, settings: MapSettings, *, folds: Folds | None = None
) -> Contrast:
    """Compare the groups on every proposition. One pass over the stances, one more with folds.

    A group *can pronounce itself* if it has `min_group_answers` members; it *has* on a proposition which as many
    of them answered. Groups that can't are left out of account. Each proposition gets one verdict, the first
    that fits:

    - **convergence**: every group that can has pronounced itself, and on the same side: the lower end of the
      smallest group's share of agreement (or of disagreement) reaches `convergence_at`, and the test that it
      does keeps the `false_discovery_rate` over all propositions. Groups may still differ in degree.
    - **divergence**: among the groups that have pronounced themselves, the test of no difference is rejected at
      the `false_discovery_rate` over all propositions, and the largest gap between two of them is
      `divergence_at` or more. It follows that a small true gap, if certainly not zero, may be reported where
      chance makes it look larger than the threshold; the gap's interval says so.
    - **too little evidence**: not every group that can has pronounced itself, or of several groups fewer than
      two can.
    - **unsettled**: all have, and neither is shown.

    Discovered groups are never tested on the answers that formed them: gaps are counted with `folds`, and
    without `folds` there is no test and so no divergence. Convergence is judged on the groups as shown; that
    these answers formed the groups pulls the groups apart and makes it harder, not easier, to find.

    Parameters
    ----------
    folds
        From `parley.mapping.crossfit.crossfit`; of no account for known groups.

    Raises
    ------
    TooFewStances
        Where the grouping has no groups.

    Examples
    --------
    >>> from parley.mapping.matrix import Labels, StanceMatrix
    >>> matrix = StanceMatrix.from_dense([[1, 1]] * 20 + [[-1, 1]] * 20)
    >>> sides = Grouping.of(Labels.of(["north"] * 20 + ["south"] * 20))
    >>> found = contrast(matrix, sides, MapSettings())
    >>> found
    <Contrast by stakeholder group, 2 groups: 1 convergence, 1 divergence, 0 unsettled, 0 too little evidence>
    >>> gap = found[0].gap
    >>> gap.size, gap.higher, gap.lower
    (1.0, 'north', 'south')
    """
    if not grouping.n_groups:
        raise TooFewStances(f"expected at least one group by {grouping.name}; nobody is in any")
    ids: Ids | None = getattr(stances, "propositions", None)
    numbers = np.arange(stances.n_propositions)
    of = tallies(stances, grouping, folds)
    return contrast_of(of, grouping, settings, numbers if ids is None else ids)


def tallies(stances: Stances, grouping: Grouping, folds: Folds | None) -> Tallies:
    """What a contrast is worked out from."""
    shown = group_counts(stances, grouping.labels, grouping.n_groups)
    if grouping.known:
        return Tallies(shown, shown)
    if folds is None:
        return Tallies(shown, None)
    return Tallies(shown, group_counts(stances, folds.labels, grouping.n_groups, folds.fold_of))


def contrast_of(
    of: Tallies,
    grouping: Grouping,
    settings: MapSettings,
    propositions: Ids,
    before: Contrast | None = None,
) -> Contrast:
    """The contrast that such counts give.

    Parameters
    ----------
    before
        Of the same groups, propositions and settings with other stances: what is said there of propositions
        whose counts are the same is taken from there.
    """
    compared = grouping.sizes >= settings.min_group_answers
    if before is not None and not np.array_equal(before.compared, compared):
        before = None
    answers = of.shown.sum(axis=2)
    new = _changed(of.shown, None if before is None else before.counts)
    converging = _convergence(of.shown[new], compared, settings)
    low, high = jeffreys(of.shown[new, :, AGREE], answers[new], settings.level)
    if before is not None:
        converging = _filled(before.convergence, new, converging)
        low, high = _placed(before.low, new, low), _placed(before.high, new, high)
    converging = replace(converging, q=benjamini_hochberg(converging.p, converging.group >= 0))
    diverging = _divergence(of.tested, compared, settings, before)
    return Contrast(
        grouping.name,
        grouping.known,
        grouping.names,
        compared,
        propositions,
        of.shown,
        answers,
        low,
        high,
        None if grouping.known else of.tested,
        converging,
        diverging,
        _verdicts(converging, diverging, settings),
    )


def group_counts(
    stances: Stances,
    labels: NDArray[np.integer[Any]],
    n_groups: int,
    fold_of: NDArray[np.integer[Any]] | None = None,
) -> NDArray[np.int64]:
    """How often each group gave each answer. Shape (n_propositions, n_groups, 3): disagree, pass, agree.

    Parameters
    ----------
    labels
        Shape (n_actors,): the group of each actor, -1 for none; with folds, shape (n_actors, n_folds).
    fold_of
        Shape (n_propositions,): by which column of `labels` a proposition is counted.
    """
    columns = labels[:, None] if labels.ndim == 1 else labels
    folds = np.zeros(stances.n_propositions, np.int64) if fold_of is None else fold_of
    of_cell = np.repeat(folds.astype(np.int64), N_STANCES)
    counted = total(stances.run(_count_by_group, (n_groups, of_cell), (columns,)))
    by_group = counted.reshape(n_groups + 1, stances.n_propositions, N_STANCES)[1:]
    return np.ascontiguousarray(by_group.transpose(1, 0, 2))


def _count_by_group(
    block: Block,
    n_groups: int,
    fold_of_cell: NDArray[np.int64],
    labels: NDArray[np.integer[Any]],
) -> NDArray[np.int64]:
    """Counts by group, from "none" (-1) on, and cell."""
    n_folds = labels.shape[1]
    first = (labels.ravel() + np.int64(1)) * block.n_cells
    answered = np.diff(block.indptr)
    if n_folds == 1:
        place = np.repeat(first, answered)
    else:
        place = np.repeat(np.arange(block.n_actors) * n_folds, answered)
        place += fold_of_cell[block.cells]
        place = first[place]
    place += block.cells
    return np.bincount(place, minlength=(n_groups + 1) * block.n_cells)


def _convergence(counts: NDArray[np.int64], compared: Bools, settings: MapSettings) -> Convergence:
    """In the direction that comes closer to convergence; both directions count in the p-value. `q` is left at 1."""
    answers = counts.sum(axis=2)
    heard = _heard(answers, compared, settings)
    # That one of several groups is large enough to be heard shows no convergence among them.
    enough = heard.sum(axis=1) >= min(2, len(compared))
    all_heard = enough & (heard == compared).all(axis=1)
    below = {
        sign: np.where(heard, at_most(counts[:, :, side], answers, settings.convergence_at), 0.0)
        for sign, side in ((1, AGREE), (-1, DISAGREE))
    }
    worst = {sign: of_groups.max(axis=1) for sign, of_groups in below.items()}
    agreeing = worst[1] <= worst[-1]
    given = np.where(agreeing[:, None], counts[:, :, AGREE], counts[:, :, DISAGREE])
    share = np.divide(given, answers, out=np.full(given.shape, 2.0), where=heard)
    group = np.where(all_heard, share.argmin(axis=1), -1)
    ends = smallest(given, answers, heard & all_heard[:, None], settings.level)
    return Convergence(
        np.where(agreeing, 1, -1).astype(np.int8),
        group.astype(np.int16),
        np.where(all_heard, share.min(axis=1), 0.0),
        ends.low,
        ends.high,
        np.where(all_heard, np.minimum(1.0, 2 * np.minimum(worst[1], worst[-1])), 1.0),
        np.ones(len(counts)),
    )


def _heard(answers: NDArray[np.int64], compared: Bools, settings: MapSettings) -> Bools:
    """Which groups have pronounced themselves on each proposition."""
    return np.asarray((answers >= settings.min_group_answers) & compared)


def _divergence(
    tested: NDArray[np.int64] | None,
    compared: Bools,
    settings: MapSettings,
    before: Contrast | None,
) -> Divergence | None:
    """The gaps on every proposition; those of `before` where its counts are the same."""
    if tested is None:
        return None
    known, counted = None, None
    if before is not None and before.divergence is not None:
        known, counted = before.divergence, before.counts if before.known else before.tested
    new = _changed(tested, counted)
    given, answers = tested[new, :, AGREE], tested[new].sum(axis=2)
    heard = _heard(answers, compared, settings)
    gap = largest_gap(given, answers, heard, settings.level)
    diverging = Divergence(
        gap.size,
        gap.low,
        gap.high,
        gap.higher.astype(np.int16),
        gap.lower.astype(np.int16),
        differing(given, answers, heard),
        np.ones(len(given)),
    )
    if known is not None:
        diverging = _filled(known, new, diverging)
    return replace(diverging, q=benjamini_hochberg(diverging.p, diverging.higher >= 0))


def _changed(counts: NDArray[np.int64], before: NDArray[np.int64] | None) -> Bools:
    """On which propositions the counts are other ones than before; all, where there were none."""
    if before is None:
        return np.ones(len(counts), dtype=bool)
    return np.asarray((counts != before).any(axis=(1, 2)))


def _filled(old: _Found, where: Bools, new: _Found) -> _Found:
    """The old values, with the new ones where these were worked out."""
    names = [field.name for field in fields(old)]
    placed = {name: _placed(getattr(old, name), where, getattr(new, name)) for name in names}
    return replace(old, **placed)


def _placed(old: NDArray[Any], where: Bools, new: NDArray[Any]) -> NDArray[Any]:
    result = old.copy()
    result[where] = new
    return result


def _verdicts(
    converging: Convergence, diverging: Divergence | None, settings: MapSettings
) -> NDArray[np.int8]:
    """The rule of `contrast`."""
    all_heard = converging.group >= 0
    verdicts = np.where(all_heard, UNSETTLED, TOO_LITTLE)
    if diverging is not None:
        certain = diverging.q <= settings.false_discovery_rate
        verdicts[certain & (diverging.size >= settings.divergence_at)] = DIVERGENCE
    sure = all_heard & (converging.q <= settings.false_discovery_rate)
    verdicts[sure & (converging.low >= settings.convergence_at)] = CONVERGENCE
    return verdicts.astype(np.int8)
