"""An opinion map as tables, for who goes on with other tools.

propositions   one row for each proposition: its counts, verdicts, largest gap, smallest group, ambiguity
shares         one row for each grouping, group and proposition: counts, agreement, interval, Polis's numbers
actors         one row for each actor: position, answers, group
groups         one row for each grouping and group: size
elements       one row for each element: ambiguity with its interval
axes           one row for each proposition: its loading on each axis
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from parley.mapping import polis
from parley.mapping.blocks import AGREE, DISAGREE, PASS
from parley.mapping.errors import InvalidSettings
from parley.mapping.matrix import Labels
from parley.mapping.verdicts import VERDICTS, Contrast

if TYPE_CHECKING:
    import polars as pl

    from parley.mapping.result import OpinionMap

Columns = dict[str, Any]


def frame(opinion_map: OpinionMap, table: str) -> pl.DataFrame:
    """A table by name. Raises InvalidSettings where there is none of that name."""
    import polars as pl

    maker = TABLES.get(table)
    if maker is None:
        raise InvalidSettings(f"table must be one of {', '.join(TABLES)}; got {table!r}")
    # A number that does not exist is empty, never NaN.
    return pl.DataFrame(maker(opinion_map)).with_columns(pl.selectors.float().fill_nan(None))


def propositions(of: OpinionMap) -> Columns:
    cells = of.counts.cells
    columns: Columns = {
        "proposition": of.propositions,
        "text": list(of.texts) or [""] * of.n_propositions,
        "element": _names(of.elements, of.n_propositions),
        "disagree": cells[:, DISAGREE],
        "pass": cells[:, PASS],
        "agree": cells[:, AGREE],
        "ambiguity": _where(
            of.ambiguity.by_proposition.n_propositions > 0, of.ambiguity.by_proposition.value
        ),
        # Withheld with the counts: that it does not shape says that all answered alike.
        "shapes": [
            None if (row < 0).any() else bool(one)
            for row, one in zip(cells, of.shape.propositions, strict=True)
        ],
    }
    for name, contrast in of.contrasts.items():
        for key, column in _verdicts(contrast).items():
            columns[f"{name}: {key}"] = column
    return columns


def _verdicts(contrast: Contrast) -> Columns:
    nearest, widest = contrast.convergence, contrast.divergence
    names = np.array([*contrast.groups, ""])
    said = nearest.group >= 0
    columns: Columns = {
        "verdict": [VERDICTS[code] for code in contrast.verdicts.tolist()],
        "direction": np.where(said, np.where(nearest.direction > 0, "agree", "disagree"), ""),
        "smallest group": names[nearest.group],
        "smallest share": _where(said, nearest.share),
        "smallest share low": _where(said, nearest.low),
        "smallest share high": _where(said, nearest.high),
        "converging q": _where(said, nearest.q),
        "group-aware consensus": _where(
            np.asarray((contrast.counts >= 0).all(axis=(1, 2))),
            polis.group_aware_consensus(contrast.counts),
        ),
    }
    if widest is None:
        return columns
    compared = widest.higher >= 0
    return columns | {
        "gap": _where(compared, widest.size),
        "gap low": _where(compared, widest.low),
        "gap high": _where(compared, widest.high),
        "higher group": names[widest.higher],
        "lower group": names[widest.lower],
        "diverging q": _where(compared, widest.q),
    }


def _where(known: NDArray[np.bool_], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The values that there are; the others become empty."""
    return np.where(known, values, np.nan)


def shares(of: OpinionMap) -> Columns:
    parts = [_shares(name, contrast) for name, contrast in of.contrasts.items()]
    if not parts:
        return {name: [] for name in ("grouping", "group", "proposition", "agree")}
    return {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}


def _shares(name: str, contrast: Contrast) -> Columns:
    n_propositions, n_groups, _three = contrast.counts.shape
    withheld = (contrast.counts < 0).any(axis=2)
    answers = np.where(contrast.answers < 0, np.nan, contrast.answers)
    counts = np.where(contrast.counts < 0, np.nan, contrast.counts)
    theirs = polis.statistics(np.maximum(contrast.counts, 0), "agree")
    with np.errstate(invalid="ignore", divide="ignore"):
        agreement = counts[:, :, AGREE] / answers
    columns = {
        "answers": answers,
        "disagree": counts[:, :, DISAGREE],
        "pass": counts[:, :, PASS],
        "agree": counts[:, :, AGREE],
        "agreement": agreement,
        "agreement low": contrast.low,
        "agreement high": contrast.high,
        **{
            f"Polis {key}": np.where(withheld, np.nan, getattr(theirs, key))
            for key in ("p", "z", "r", "r_z")
        },
    }
    return {
        "grouping": np.full(n_propositions * n_groups, name),
        "group": np.tile(np.array(contrast.groups), n_propositions),
        "proposition": np.repeat(contrast.propositions.astype(np.str_), n_groups),
        **{key: np.where(answers > 0, column, np.nan).ravel() for key, column in columns.items()},
    }


def actors(of: OpinionMap) -> Columns:
    points = of.projection.points
    columns: Columns = {"actor": of.actors, "answered": of.counts.answered}
    columns["shapes"] = of.shape.actors
    for axis in range(points.shape[1]):
        columns[f"axis {axis + 1}"] = points[:, axis]
    if of.projection.uncertainty is not None:
        for axis in range(points.shape[1]):
            columns[f"axis {axis + 1} deviation"] = of.projection.uncertainty[:, axis]
    for name, grouping in of.groupings.items():
        columns[name] = np.array([*grouping.names, ""])[grouping.labels]
        if grouping.probability is not None:
            columns[f"{name} probability"] = grouping.probability
    return columns


def groups(of: OpinionMap) -> Columns:
    rows = [
        (name, group, size)
        for name, grouping in of.groupings.items()
        for group, size in zip(grouping.names, of.published_sizes(name), strict=True)
    ]
    keys = ("grouping", "group", "actors")
    return {key: [row[place] for row in rows] for place, key in enumerate(keys)}


def elements(of: OpinionMap) -> Columns:
    measured = of.ambiguity.by_element
    known = measured.n_propositions > 0
    return {
        "element": list(of.ambiguity.elements),
        "propositions": measured.n_propositions,
        "ambiguity": _where(known, measured.value),
        "ambiguity low": _where(known, measured.low),
        "ambiguity high": _where(known, measured.high),
    }


def axes(of: OpinionMap) -> Columns:
    loadings = {f"axis {n + 1}": column for n, column in enumerate(of.projection.axes.T)}
    return {"proposition": of.propositions, "mean": of.projection.mean, **loadings}


def _names(labels: Labels | None, n: int) -> list[str | None]:
    if labels is None:
        return [None] * n
    return [labels.names[code] if code >= 0 else None for code in labels.codes.tolist()]


TABLES: dict[str, Callable[[OpinionMap], Columns]] = {
    "propositions": propositions,
    "shares": shares,
    "actors": actors,
    "groups": groups,
    "elements": elements,
    "axes": axes,
}
