"""Which sign agrees: where a table of propositions tells how many agreed, the stances must tell the same.

In the database of Polis agree is -1, in its exports 1; and what others pass on may be either. The totals
don't always fit a recount, so only their sign is asked for.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.mapping.blocks import AGREE, DISAGREE, N_STANCES
from parley.mapping.errors import InvalidStances
from parley.mapping.matrix import Ids
from parley.mapping.readers.annexes import Annex
from parley.mapping.readers.gathering import codes_of
from parley.mapping.readers.ids import as_texts
from parley.mapping.readers.tables import Table
from parley.mapping.readers.words import Words

DATABASE, EXPORTS = "-1=agree,0=pass,1=disagree", "1=agree,0=pass,-1=disagree"


def has_numbers(table: Table, stance: int) -> bool:
    """Whether the first stances are numbers, or signs, that could be meant either way."""
    words = Words({"1": "agree", "-1": "disagree"})
    batch = next(iter(table.batches([stance], rows=1000)), None)
    return batch is not None and bool((codes_of(batch.frame[str(stance)], words) <= AGREE).any())


def signs_by_totals(table: Table, proposition: int, stance: int, comments: Annex | None) -> str:
    """The mapping of stances that the totals of the comments ask for.

    Raises
    ------
    InvalidStances
        Where there are no totals, or they don't tell.
    """
    import polars as pl

    told = comments.balance() if comments is not None else None
    found = 0.0
    if told is not None:
        words = Words(EXPORTS)
        for batch in table.batches([proposition, stance]):
            codes = codes_of(batch.frame[str(stance)], words).astype(np.int8)
            signs = np.where(codes <= AGREE, codes - 1, 0)
            votes = pl.DataFrame({"id": as_texts(batch.frame[str(proposition)]), "sign": signs})
            found += (
                votes.join(told, on="id").select((pl.col("sign") * pl.col("told")).sum()).item()
            )
    if not found:
        raise InvalidStances(
            "the columns have the names of Polis's database, where agree is -1, while in its exports"
            f" agree is 1. Say which: stances='{DATABASE}' or '{EXPORTS}'"
        )
    return EXPORTS if found > 0 else DATABASE


def check_signs(
    counted: NDArray[np.int64], propositions: Ids, stances: Any, comments: Annex | None
) -> None:
    """Raise InvalidStances where the stances contradict the totals, unless `stances` says what is meant.

    Parameters
    ----------
    counted
        Shape (3 x propositions,): how often each answer was given, by cell.
    """
    import polars as pl

    told = comments.balance() if comments is not None else None
    if stances is not None or told is None:
        return
    cells = counted.reshape(-1, N_STANCES)
    balance = cells[:, AGREE] - cells[:, DISAGREE]
    votes = pl.DataFrame({"id": pl.Series(propositions).cast(pl.String), "found": balance})
    both = votes.join(told, on="id").select((pl.col("found") * pl.col("told")).sum()).item()
    if both < 0:
        raise InvalidStances(
            "the numbers of those who agree and disagree in the table of propositions contradict the stances:"
            f" agree seems to be -1, as in Polis's database. If so, say stances='{DATABASE}',"
            f" else '{EXPORTS}'"
        )
