"""Stances from the folder of a Polis export, with one line for an error."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from parley.core.errors import InvalidInput
from parley.mapping import InvalidStances, read


class PolisStances(NamedTuple):
    """`respondents` and `comments`, of shape (n_stances,), count from 0; `ids` are the comments'."""

    respondents: NDArray[np.int64]
    comments: NDArray[np.int64]
    values: NDArray[np.int64]
    ids: tuple[int, ...]
    n_respondents: int


def polis_stances(folder: Path) -> PolisStances:
    """All stances, those on comments that the moderators rejected too; the last one counts.

    Raises InvalidInput, with the line where there is one.
    """
    try:
        matrix = read(folder, keep_rejected=True)
    except InvalidStances as error:
        raise InvalidInput(_("The votes can’t be read: %(why)s") % {"why": error}) from error
    if matrix.propositions.dtype.kind != "i":
        raise InvalidInput(_("The votes can’t be read: a comment is named by a number."))
    asked = np.bincount(matrix.cells // 3, minlength=matrix.n_propositions) > 0
    place = np.cumsum(asked) - 1
    return PolisStances(
        np.repeat(np.arange(matrix.n_actors), np.diff(matrix.indptr)),
        place[matrix.cells // 3],
        matrix.cells.astype(np.int64) % 3 - 1,
        tuple(matrix.propositions[asked].tolist()),
        matrix.n_actors,
    )
