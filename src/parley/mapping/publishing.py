"""A contrast without what disclosure control withholds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.mapping.blocks import AGREE, DISAGREE
from parley.mapping.disclosure import Disclosure
from parley.mapping.intervals import Bools, Floats
from parley.mapping.verdicts import Contrast, Convergence, Divergence

# Exact p-values and shares would tell the counts they were worked out from.
_DIGITS = 2


def publishable(contrast: Contrast, may: Disclosure) -> Contrast:
    """The same contrast with the withheld counts at -1, and without what was worked out from any of them.

    A gap is kept where agreement is published of every group that was compared, the smallest share where the
    answer it is about is. What stays is rounded to two digits. Verdicts stay: of what was withheld they are all
    that is said. What discovered groups were tested on goes: it differs from what is shown by a few actors.
    """
    if not may.min_cell:
        return contrast
    share_known = may.answers & may.counts[:, :, AGREE]
    converging = contrast.convergence.direction > 0
    side_known = may.answers & np.where(
        converging[:, None], may.counts[:, :, AGREE], may.counts[:, :, DISAGREE]
    )
    return replace(
        contrast,
        counts=np.where(may.counts, contrast.counts, -1),
        answers=np.where(may.answers, contrast.answers, -1),
        low=np.where(share_known, contrast.low, 0.0),
        high=np.where(share_known, contrast.high, 1.0),
        tested=None,
        convergence=_convergence(contrast.convergence, _of_all(side_known, contrast)),
        divergence=_divergence(contrast.divergence, _of_all(share_known, contrast)),
    )


def _of_all(known: Bools, contrast: Contrast) -> Bools:
    """Of which propositions it is known for every group that was compared."""
    return np.asarray((known | ~contrast.compared).all(axis=1))


def _convergence(of: Convergence, known: Bools) -> Convergence:
    return Convergence(
        np.where(known, of.direction, 1).astype(np.int8),
        np.where(known, of.group, -1).astype(np.int16),
        _kept(of.share, known, 0.0),
        _kept(of.low, known, 0.0),
        _kept(of.high, known, 1.0),
        _kept(of.p, known, 1.0),
        _kept(of.q, known, 1.0),
    )


def _divergence(of: Divergence | None, known: Bools) -> Divergence | None:
    if of is None:
        return None
    return Divergence(
        _kept(of.size, known, 0.0),
        _kept(of.low, known, 0.0),
        _kept(of.high, known, 1.0),
        np.where(known, of.higher, -1).astype(np.int16),
        np.where(known, of.lower, -1).astype(np.int16),
        _kept(of.p, known, 1.0),
        _kept(of.q, known, 1.0),
    )


def _kept(values: Floats, known: Bools, otherwise: float) -> Floats:
    return np.where(known, _rounded(values), otherwise)


def _rounded(values: NDArray[Any]) -> Floats:
    """To two significant digits."""
    size = np.floor(np.log10(np.maximum(np.abs(values), 1e-300)))
    unit = 10.0 ** (size - _DIGITS + 1)
    return np.where(values == 0, 0.0, np.rint(values / unit) * unit)
