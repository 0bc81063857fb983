"""The door to disclosure control, which stands once, in the opinion mapping."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

# In this order in every list of three counts.
DISAGREE, PASS, AGREE = range(3)
Three = Sequence[int]


@dataclass(frozen=True)
class Row:
    """How many answered, and how many disagree, passed and agree. None: not to be shown."""

    answers: int | None
    disagree: int | None
    passed: int | None
    agree: int | None

    @property
    def is_whole(self) -> bool:
        return None not in (self.answers, self.disagree, self.passed, self.agree)


NOTHING = Row(None, None, None, None)


@dataclass(frozen=True)
class Table:
    """What may be shown of one proposition: in total, and of each group."""

    total: Row
    groups: Mapping[int, Row]


def withheld(
    counts: Mapping[int, Mapping[int | None, Three]], sizes: Mapping[int | None, int], least: int
) -> dict[int, Table]:
    """Proposition → group → its three counts, without all that is about fewer than `least` people.

    `sizes`: how many respondents each group has; the key None is for those of no group. See
    parley.mapping.disclosure for what is guaranteed of what remains.
    """
    from parley.mapping.disclosure import disclosure

    groups = sorted(group for group in sizes if group is not None)
    everybody = sum(sizes.values())
    cells = np.zeros((len(counts), len(groups), 3), dtype=np.int64)
    totals = np.zeros((len(counts), 3), dtype=np.int64)
    for place, by_group in enumerate(counts.values()):
        for group, three in by_group.items():
            totals[place] += three
            if group is not None:
                cells[place, groups.index(group)] += three
    shown = disclosure(cells, totals, np.array([sizes[g] for g in groups]), everybody, least)
    return {
        proposition: Table(
            _row(totals[place], shown.totals[place], shown.total_answers[place]),
            {
                group: _row(cells[place, column], shown.counts[place, column], answers)
                for column, group in enumerate(groups)
                if (answers := shown.answers[place, column]) and shown.sizes[column]
            },
        )
        for place, proposition in enumerate(counts)
    }


def _row(counts: "np.ndarray", may: "np.ndarray", answers: bool) -> Row:
    values = [int(count) if shown else None for count, shown in zip(counts, may, strict=True)]
    return Row(int(counts.sum()) if answers else None, *values)
