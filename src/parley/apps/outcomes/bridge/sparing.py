"""A map where names may show: no number about fewer than the least many of a stakeholder group.

What of these is withheld is what the results of the consultation withhold: two ways to hide the same
number could give it away together. Groups that were found are told whole: who stands where is drawn for all to see.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from parley.mapping.along import EVERYBODY
from parley.mapping.disclosure import Disclosure
from parley.mapping.publishing import publishable
from parley.mapping.result import OpinionMap
from parley.mapping.verdicts import Contrast

Bools = NDArray[np.bool_]
_DIGITS = 2


def large_groups(
    groups: Sequence[int | None], named: Sequence[bool], least: int
) -> list[int | None]:
    """The group of each, None for those of a group of fewer than `least`; and for those of the next
    smallest, where the ones without a group would be too few and could be worked out.

    Who answers on record (`named`) is known, so those who have to be many are the others.
    """
    sizes = Counter(group for group, known in zip(groups, named, strict=True) if not known)
    alone = {None} | {group for group, size in sizes.items() if size < least}
    for group, _size in sorted(sizes.items(), key=lambda pair: (pair[1], pair[0] or 0)):
        if not 0 < sum(sizes[one] for one in alone) < least:
            break
        alone.add(group)
    return [None if group in alone else group for group in groups]


def spared(whole: OpinionMap, told: Bools, may: Bools, least: int) -> OpinionMap:
    """The map without the totals (`told`, of shape (n_propositions,)) and the counts of stakeholder
    groups (`may`, of shape (n_propositions, n_groups)) that results withhold."""
    contrasts = {
        name: of
        if not of.known or name == EVERYBODY or may.all()
        else publishable(of, _disclosure(whole, name, may, least))
        for name, of in whole.contrasts.items()
    }
    if told.all():
        return replace(whole, contrasts=contrasts)
    return replace(
        whole,
        contrasts=contrasts,
        counts=replace(whole.counts, cells=np.where(told[:, None], whole.counts.cells, -1)),
        ambiguity=whole.ambiguity.publishable(told, _DIGITS),
    )


def _disclosure(whole: OpinionMap, name: str, may: Bools, least: int) -> Disclosure:
    contrast: Contrast = whole.contrasts[name]
    n_propositions, n_groups, n_values = contrast.counts.shape
    totals = np.ones((n_propositions, n_values), dtype=bool)
    return Disclosure(
        least,
        np.repeat(may[:, :, None], n_values, axis=2),
        may,
        totals,
        totals[:, 0],
        np.ones(n_groups, dtype=bool),
    )
