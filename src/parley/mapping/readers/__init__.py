"""Reading stances from whatever people have them in.

`read` is the one way in. It recognises what it is given, says what it left out and why, and stops at the
first thing that is wrong, naming the line, what was expected there and what came.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from parley.mapping.blocks import N_STANCES
from parley.mapping.matrix import StanceMatrix
from parley.mapping.progress import Progress
from parley.mapping.readers.arrays import matrix_of_array
from parley.mapping.readers.chunks import ChunksInMemory
from parley.mapping.readers.collecting import collect
from parley.mapping.readers.opening import errors_of_libraries
from parley.mapping.readers.ordering import matrix_of
from parley.mapping.readers.signs import check_signs
from parley.mapping.readers.sources import Options, Source

__all__ = ["read"]


def read(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    stances: str | Mapping[Any, str] | None = None,
    groups: Any = None,
    elements: Any = None,
    propositions: Any = None,
    published_groups: bool = False,
    keep_rejected: bool = False,
    lenient: bool = False,
    progress: Progress | None = None,
) -> StanceMatrix:
    """The stance matrix of a file, folder, frame or array.

    Parameters
    ----------
    source
        - A long table, a line for each stance: columns for actor, proposition and stance, and perhaps for
          time, group of the actor, element and text of the proposition. CSV (also with semicolons or tabs),
          Excel, Parquet (a file or a folder of files), JSON (a list of objects), or a frame of polars,
          pandas, pyarrow or whatever speaks Arrow.
        - A wide table of the same kinds: a line for each actor, first what the actor is called, then a
          column for each proposition; such as a roll call.
        - The folder of a Polis export, or one of its files; or of its API (votes.json, comments.json).
        - An array of numpy (actors x propositions: 1, 0, -1, NaN) or scipy.sparse (where an explicit 0 is a
          pass).
    columns
        From role (actor, proposition, stance, time, group, element, text) to the name of its column, for
        columns whose names are not recognised.
    stances
        What the values say: `{"supports": "agree", "opposes": "disagree"}` or the same as a text
        `supports=agree,opposes=disagree`. Then all other values are left out, and counted. By default the
        usual words (agree, yes, supports, for …; disagree, no, opposes, against …; pass, abstain, neutral …),
        the signs + and -, and the numbers 1, 0 and -1; any other value is an error. Numbers with the column
        names of Polis's database (pid, tid, vote), where agree is -1 while in its exports it is 1, are read
        by the totals in the table of propositions (`agree_count`, `disagree_count`), or as you say:
        `-1=agree,0=pass,1=disagree` or `1=agree,0=pass,-1=disagree`.
    groups
        A table, or mapping, from actor to stakeholder group.
    elements
        A table, or mapping, from proposition to element (and text).
    propositions
        A table, or mapping, from proposition to its text; comments.csv of Polis. Propositions that its
        column `moderated` marks as rejected (-1) are left out.
    published_groups
        Take the groups that Polis published as stakeholder groups.
    keep_rejected
        Keep what the moderators rejected.
    lenient
        Leave out what is wrong instead of stopping: the matrix's `intake` counts it all, and tells the first
        hundred.
    progress
        Called with what is being done, and how much of it is done from 0 to 1.

    Returns
    -------
    StanceMatrix
        With `intake`: how many entries there were, how many were left out for which reason, what was wrong.
        Of several answers of an actor to a proposition the last one counts: by time if there is one, else by
        line. Ids are whole numbers where all are, else texts without white space around.

    Raises
    ------
    InvalidStances
        Where something is not as expected, or no stance is left.

    Examples
    --------
    >>> import polars
    >>> votes = polars.DataFrame({"who": ["Ana", "Ben"], "item": [1, 1], "vote": ["yes", "no"]})
    >>> read(votes, columns={"actor": "who"})
    <StanceMatrix: 2 actors × 1 propositions, 2 stances, 100% answered>
    """
    options = Options(
        columns, stances, groups, elements, propositions, published_groups, keep_rejected, lenient
    )
    what = Path(source) if isinstance(source, str) else source
    with errors_of_libraries(what):
        array = matrix_of_array(what, options)
        if array is not None:
            return array
        opened = Source(what, options)
        chunks = ChunksInMemory()
        matrix = matrix_of(collect(opened, chunks, progress), chunks, progress)
        counted = np.bincount(matrix.cells, minlength=N_STANCES * matrix.n_propositions)
        check_signs(counted, matrix.propositions, opened.stances, opened.comments)
    return matrix
