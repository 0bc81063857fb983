"""The charts of an opinion map: which there are, and what goes into each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from parley.mapping import charts
from parley.mapping.along import EVERYBODY, LINE
from parley.mapping.charts import Chart, Estimate, Look
from parley.mapping.result import DISCOVERED, OpinionMap
from parley.mapping.spread import Estimates
from parley.mapping.verdicts import Contrast, PropositionContrast

# A report of hundreds of propositions shows the clearest of them; the tables hold all.
MOST_ROWS = 120
MOST_NUMBERS = 60


def charts_of(opinion_map: OpinionMap, look: Look | None = None) -> Mapping[str, tuple[Chart, ...]]:
    """All charts by name, those that have nothing to show left out.

    Names are `map`, `map-by-…` for each known grouping and, for each grouping, `propositions-by-…` and
    `plane-by-…`; `ambiguity`, `stability`, `stances`. They serve as names of files.
    """
    base = look or Look()
    found = {"map": _map(opinion_map, _keyed(base, "map"))}
    for name, slug in slugs(opinion_map).items():
        if name not in _ON_THE_MAP:
            picture = map_picture(opinion_map, name)
            key = f"map-by-{slug}"
            found[key] = (charts.draw_map(picture, _keyed(base, key)),)
        if contrast := opinion_map.contrasts.get(name):
            rows = [contrast.at(number) for number in shown(contrast)]
            key = f"propositions-by-{slug}"
            found[key] = _propositions(opinion_map, contrast, rows, _keyed(base, key))
            key = f"plane-by-{slug}"
            found[key] = _plane(opinion_map, rows, _keyed(base, key))
    for key, drawn in (("ambiguity", _ambiguity), ("stability", _stability), ("stances", _stances)):
        found[key] = drawn(opinion_map, _keyed(base, key))
    return {key: drawn for key, drawn in found.items() if drawn}


# What the map itself shows: a line is not cut into coloured camps.
_ON_THE_MAP = (DISCOVERED, LINE, EVERYBODY)


def slugs(opinion_map: OpinionMap) -> dict[str, str]:
    """For each grouping a name for files and addresses, each once, whatever it is called."""
    found: dict[str, str] = {}
    for name in opinion_map.groupings:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "grouping"
        while slug in found.values():
            slug += "-again"
        found[name] = slug
    return found


def shown(contrast: Contrast) -> list[int]:
    """The propositions that a picture has room for: every verdict in turn, the clearest first."""
    kinds = ("convergence", "divergence", "unsettled", "too little evidence")
    ordered = [number for kind in kinds for number in contrast.numbers(kind).tolist()]
    return ordered[:MOST_ROWS]


def map_picture(opinion_map: OpinionMap, by: str = DISCOVERED) -> charts.MapPicture:
    """The map coloured by one of its groupings, or by none."""
    projection, structure = opinion_map.projection, opinion_map.structure
    points = np.zeros((opinion_map.n_actors, 2))
    drawn = min(2, projection.n_axes)
    points[:, :drawn] = projection.points[:, :drawn]
    points[opinion_map.counts.answered == 0] = np.nan
    grouping = opinion_map.groupings.get(by)
    return charts.MapPicture(
        points=points,
        kind=structure.kind,
        grouping=grouping,
        answered=opinion_map.counts.answered,
        # As for the axes: who answered all there is to answer has not answered little.
        min_answers=min(opinion_map.settings.min_answers, opinion_map.n_propositions),
        shares=tuple(projection.share[:2].tolist()),
        axes=max(structure.n_axes, 1),
        across=ends(opinion_map, 0),
        upward=ends(opinion_map, 1),
        sizes=opinion_map.published_sizes(by),
    )


def wording(opinion_map: OpinionMap, number: int) -> str:
    """The text of a proposition; empty where it has none but its key, which stands beside it."""
    text = opinion_map.texts[number] if opinion_map.texts else ""
    return "" if text == str(opinion_map.propositions[number]) else text


def ends(opinion_map: OpinionMap, axis: int) -> charts.Ends:
    """The propositions that pull most towards each end of an axis."""
    if axis >= opinion_map.projection.n_axes:
        return charts.Ends()
    loadings = opinion_map.projection.axes[:, axis]
    low, high = int(loadings.argmin()), int(loadings.argmax())
    return charts.Ends(
        low=opinion_map.text(low) if loadings[low] < 0 else "",
        high=opinion_map.text(high) if loadings[high] > 0 else "",
    )


def _map(opinion_map: OpinionMap, look: Look) -> tuple[Chart, ...]:
    return (charts.draw_map(map_picture(opinion_map), look),)


def _propositions(
    opinion_map: OpinionMap, contrast: Contrast, rows: list[PropositionContrast], look: Look
) -> tuple[Chart, ...]:
    picture = charts.ContrastPicture(
        contrast.groups,
        tuple(_row(opinion_map, row) for row in rows),
        opinion_map.settings.level,
        # Only discovered groups are called by a letter.
        contrast.name != DISCOVERED,
    )
    return charts.draw_contrast(picture, look)


def _row(opinion_map: OpinionMap, row: PropositionContrast) -> charts.ContrastRow:
    agreement = [
        None if one.share is None or one.interval is None else Estimate.of(one.share, *one.interval)
        for one in row.shares.values()
    ]
    return charts.ContrastRow(
        key=str(row.proposition),
        text=wording(opinion_map, row.number),
        agreement=tuple(agreement),
        verdict=charts.Verdict(row.verdict),
        lowest=row.smallest and Estimate.of(row.smallest.share, *row.smallest.interval),
        gap=row.gap and Estimate.of(row.gap.size, *row.gap.interval),
        agrees=row.smallest is None or row.smallest.direction == "agree",
    )


def _plane(
    opinion_map: OpinionMap, rows: list[PropositionContrast], look: Look
) -> tuple[Chart, ...]:
    points = tuple(
        charts.PlanePoint(
            str(row.proposition),
            wording(opinion_map, row.number),
            row.smallest.share,
            row.gap.size,
            charts.Verdict(row.verdict),
            row.smallest.direction == "agree",
        )
        for row in rows[:MOST_NUMBERS]
        if row.smallest and row.gap
    )
    if not points:
        return ()
    settings = opinion_map.settings
    picture = charts.PlanePicture(points, settings.convergence_at, settings.divergence_at)
    return (charts.draw_plane(picture, look),)


def estimate(of: Estimates, number: int) -> Estimate | None:
    """An ambiguity as the charts take it; None where it could not be measured."""
    if not of.n_propositions[number]:
        return None
    return Estimate.of(float(of.value[number]), float(of.low[number]), float(of.high[number]))


def _ambiguity(opinion_map: OpinionMap, look: Look) -> tuple[Chart, ...]:
    of = opinion_map.ambiguity
    bars = tuple(
        charts.AmbiguityBar("", name, estimate(of.by_element, number))
        for number, name in enumerate(of.elements)
    )
    if not bars:
        return ()
    return (charts.draw_ambiguity(charts.AmbiguityPicture(bars, opinion_map.settings.level), look),)


def _stances(opinion_map: OpinionMap, look: Look) -> tuple[Chart, ...]:
    cells = opinion_map.counts.cells
    order = np.argsort(-opinion_map.counts.asked, kind="stable")[:MOST_ROWS]
    bars = []
    for number in order.tolist():
        disagree, passed, agree = (None if one < 0 else one for one in cells[number].tolist())
        known = None not in (disagree, passed, agree)
        absent = opinion_map.n_actors - int(cells[number].sum()) if known else None
        key, text = str(opinion_map.propositions[number]), wording(opinion_map, number)
        bars.append(charts.StanceBar(key, text, agree, passed, disagree, absent))
    return charts.draw_stances(charts.StancesPicture(tuple(bars)), look)


def _keyed(look: Look, key: str) -> Look:
    """A look whose ids differ from those of other charts."""
    return replace(look, key=f"{look.key}{key}")


def _stability(opinion_map: OpinionMap, look: Look) -> tuple[Chart, ...]:
    steady, grouping = opinion_map.structure.stability, opinion_map.structure.grouping
    if steady is None or grouping is None:
        return ()
    picture = charts.StabilityPicture(
        tuple(
            charts.Draws(str(k), row) for k, row in zip(steady.numbers, steady.rand, strict=True)
        ),
        tuple(
            charts.Draws(name, row)
            for name, row in zip(grouping.names, steady.jaccard, strict=True)
        ),
        steady.n_groups if steady.k_determined else None,
    )
    return (charts.draw_stability(picture, look),)
