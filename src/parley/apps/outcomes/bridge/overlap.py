"""Whether two ways to divide the same people would tell of a few of them, one subtracted from the other.

The results of a consultation are told by stakeholder group, its map by the groups that were found.
Where all of one stakeholder group but three are in one found group, the difference is these three.
"""

from dataclasses import replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from parley.mapping.along import EVERYBODY
from parley.mapping.grouping import Grouping
from parley.mapping.result import OpinionMap
from parley.mapping.structure import Structure

Ints = NDArray[np.int64]
# Beyond, there are too many unions to try each, and some of them surely are close.
MOST_UNITS = 22


def tells_of_few(table: Ints, least: int) -> bool:
    """Whether some units of one division differ from some of the other by 1 to `least` - 1 people.

    `table`, of shape (units, units), counts who is in which unit of the one and of the other.
    """
    n_rows, n_columns = table.shape
    if n_rows + n_columns > MOST_UNITS:
        return True
    rows = np.array(list(product((0, 1), repeat=n_rows)))
    columns = np.array(list(product((0, 1), repeat=n_columns)))
    both = rows @ table @ columns.T
    apart = (rows @ table.sum(axis=1))[:, None] + (columns @ table.sum(axis=0))[None] - 2 * both
    return bool(((apart > 0) & (apart < least)).any())


def crossed(one: Grouping, other: Grouping, those: NDArray[np.bool_]) -> Ints:
    """How many of those are in which unit of each; who is in none of the groups is a unit too."""
    table = np.zeros((one.n_groups + 1, other.n_groups + 1), dtype=np.int64)
    np.add.at(table, (one.labels[those], other.labels[those]), 1)
    return table


def withheld_where_close(of: OpinionMap) -> tuple[OpinionMap, bool]:
    """The map without the groups that were found, where these nearly are the stakeholder groups;
    and whether it is. Of a map that is under disclosure control."""
    known = [one for one in of.groupings.values() if one.known and one.name != EVERYBODY]
    found = [one for one in of.groupings.values() if not one.known]
    answered = of.counts.answered > 0
    close = any(
        tells_of_few(crossed(one, other, answered), of.settings.min_cell)
        for one, other in product(known, found)
    )
    return (_without(of), True) if close else (of, False)


def _without(of: OpinionMap) -> OpinionMap:
    """As if no groups had been looked for."""
    kept = {name: one for name, one in of.groupings.items() if one.known}
    contrasts = {name: one for name, one in of.contrasts.items() if name in kept}
    disclosures = {name: one for name, one in of.disclosures.items() if name in kept}
    return replace(
        of,
        structure=Structure("undetermined", of.structure.n_axes, of.structure.axes),
        groupings=kept,
        contrasts=contrasts,
        disclosures=disclosures,
    )
