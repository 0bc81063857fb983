"""The result of a contrast: frozen arrays, and objects with names on demand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.mapping.intervals import Bools, Floats
from parley.mapping.matrix import Ids, canonical
from parley.mapping.polis import group_aware_consensus

Verdict = Literal["convergence", "divergence", "unsettled", "too little evidence"]
VERDICTS: tuple[Verdict, ...] = ("convergence", "divergence", "unsettled", "too little evidence")
CONVERGENCE, DIVERGENCE, UNSETTLED, TOO_LITTLE = range(4)

Interval = tuple[float, float]


class Share(NamedTuple):
    """What one group answered. What disclosure control withholds is None."""

    answers: int | None
    disagree: int | None
    passed: int | None
    agree: int | None
    share: float | None
    interval: Interval | None


class Smallest(NamedTuple):
    """The group that agrees (or disagrees) least, with the test that no group's share is below the threshold."""

    direction: Literal["agree", "disagree"]
    group: str
    share: float
    interval: Interval
    p: float
    q: float


class Gap(NamedTuple):
    """The largest gap between two groups' agreement, with the test that there is no difference at all."""

    size: float
    interval: Interval
    higher: str
    lower: str
    p: float
    q: float


class PropositionContrast(NamedTuple):
    """All about one proposition. `smallest` and `gap` are None where too few groups pronounced themselves."""

    proposition: int | str
    number: int
    verdict: Verdict
    shares: Mapping[str, Share]
    smallest: Smallest | None
    gap: Gap | None
    consensus: float | None  # Polis's, of all groups, to compare with


@dataclass(frozen=True, eq=False)
class Convergence:
    """Of every proposition (each array has shape (n_propositions,)): how much the least agreeing group agrees.

    `direction` is 1 where the groups come closer to agreeing, -1 where to disagreeing. `group` is the one with
    the smallest share, -1 where not every group has pronounced itself; then nothing was tested.
    """

    direction: NDArray[np.int8]
    group: NDArray[np.int16]
    share: Floats
    low: Floats
    high: Floats
    p: Floats
    q: Floats


@dataclass(frozen=True, eq=False)
class Divergence:
    """Of every proposition (each array has shape (n_propositions,)): the largest gap between groups' agreement.

    `higher` and `lower` are the two groups, -1 where fewer than two have pronounced themselves.
    """

    size: Floats
    low: Floats
    high: Floats
    higher: NDArray[np.int16]
    lower: NDArray[np.int16]
    p: Floats
    q: Floats


@dataclass(frozen=True, eq=False, repr=False)
class Contrast:
    """How the groups of one grouping compare, proposition by proposition.

    Parameters
    ----------
    name
        Of the grouping.
    known
        Whether the groups were there before the stances.
    groups
        Names of the groups.
    compared
        Shape (n_groups,): which are large enough to pronounce themselves. The others don't count.
    propositions
        Ids, ascending.
    counts
        Shape (n_propositions, n_groups, 3): disagree, pass, agree; -1 where withheld.
    answers
        Shape (n_propositions, n_groups): who answered at all; -1 where withheld.
    low, high
        Shape (n_propositions, n_groups): interval of each group's agreement.
    tested
        For discovered groups, like `counts`: what the gaps were tested on. There each proposition is counted
        by groups that it did not form.
    convergence, divergence
        See there. Discovered groups that were not cross-fitted have no divergence: they can't be tested on the
        answers that formed them.
    verdicts
        Shape (n_propositions,), int8: places in `VERDICTS`.
    """

    name: str
    known: bool
    groups: tuple[str, ...]
    compared: Bools
    propositions: Ids
    counts: NDArray[np.int64]
    answers: NDArray[np.int64]
    low: Floats
    high: Floats
    tested: NDArray[np.int64] | None
    convergence: Convergence
    divergence: Divergence | None
    verdicts: NDArray[np.int8]

    @property
    def n_propositions(self) -> int:
        return len(self.propositions)

    def numbers(self, verdict: str) -> NDArray[np.intp]:
        """The propositions of one verdict, by number, the clearest first."""
        places = np.flatnonzero(self.verdicts == VERDICTS.index(verdict))
        by_gap = self.divergence if verdict == "divergence" else None
        clear = self.convergence.low if by_gap is None else by_gap.size
        return places[np.argsort(-clear[places], kind="stable")]

    def __len__(self) -> int:
        return self.n_propositions

    def __iter__(self) -> Iterator[PropositionContrast]:
        return (self.at(number) for number in range(self.n_propositions))

    def __getitem__(self, proposition: int | str) -> PropositionContrast:
        """By id. Raises KeyError where there is none."""
        wanted = canonical(np.array([proposition]))
        same_kind = (wanted.dtype.kind == "i") == (self.propositions.dtype.kind == "i")
        if not same_kind:
            wanted = wanted.astype(np.str_)
        ids = self.propositions if same_kind else self.propositions.astype(np.str_)
        places = np.flatnonzero(ids == wanted[0])
        if not len(places):
            raise KeyError(proposition)
        return self.at(int(places[0]))

    def at(self, number: int) -> PropositionContrast:
        """By place in the order of ids."""
        shares = {name: self._share(number, group) for group, name in enumerate(self.groups)}
        return PropositionContrast(
            self.propositions[number].item(),
            number,
            VERDICTS[self.verdicts[number]],
            shares,
            self._smallest(number),
            self._gap(number),
            self._consensus(number),
        )

    def _consensus(self, number: int) -> float | None:
        """The group-aware consensus of Polis."""
        counts = self.counts[number][None]
        return None if (counts < 0).any() else float(group_aware_consensus(counts)[0])

    def _share(self, number: int, group: int) -> Share:
        counts = (self.answers[number, group], *self.counts[number, group])
        answers, disagree, passed, agree = (int(one) if one >= 0 else None for one in counts)
        if not answers or agree is None:
            return Share(answers, disagree, passed, agree, None, None)
        interval = (float(self.low[number, group]), float(self.high[number, group]))
        return Share(answers, disagree, passed, agree, agree / answers, interval)

    def _smallest(self, number: int) -> Smallest | None:
        of = self.convergence
        if of.group[number] < 0:
            return None
        return Smallest(
            "agree" if of.direction[number] > 0 else "disagree",
            self.groups[of.group[number]],
            float(of.share[number]),
            (float(of.low[number]), float(of.high[number])),
            float(of.p[number]),
            float(of.q[number]),
        )

    def _gap(self, number: int) -> Gap | None:
        of = self.divergence
        if of is None or of.higher[number] < 0:
            return None
        return Gap(
            float(of.size[number]),
            (float(of.low[number]), float(of.high[number])),
            self.groups[of.higher[number]],
            self.groups[of.lower[number]],
            float(of.p[number]),
            float(of.q[number]),
        )

    def __repr__(self) -> str:
        found = np.bincount(self.verdicts, minlength=len(VERDICTS)).tolist()
        said = ", ".join(f"{n:,} {verdict}" for n, verdict in zip(found, VERDICTS, strict=True))
        return f"<Contrast by {self.name}, {len(self.groups)} groups: {said}>"
