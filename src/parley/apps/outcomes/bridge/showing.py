"""A map that was made, as pages show it: its numbers by name, its charts, its tables."""

import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from django.core.files.storage import Storage
from django.utils.translation import gettext as _

from parley.apps.outcomes.bridge import facing, naming
from parley.apps.outcomes.bridge.making import EXTRA
from parley.apps.outcomes.bridge.naming import GROUPS, Names
from parley.apps.outcomes.bridge.seen import (
    ActorSeen,
    Division,
    Estimate,
    GroupSeen,
    RowSeen,
    ShareSeen,
)
from parley.core.errors import ParleyError
from parley.mapping import MappingError, charts
from parley.mapping.along import EVERYBODY, LINE
from parley.mapping.charts import Chart, Look
from parley.mapping.pictures import charts_of, map_picture, slugs
from parley.mapping.report.tabular import defused
from parley.mapping.result import DISCOVERED, OpinionMap
from parley.mapping.tables import TABLES, frame
from parley.mapping.verdicts import PropositionContrast

WIDE, NARROW = 760, 360
ROWS = 25  # propositions of one chart
# What may leave the server of each: lines about single respondents are no table of these.
FREE_TABLES = ("propositions", "shares", "groups", "elements", "axes")


@dataclass(frozen=True, eq=False)
class Opened:
    """An artefact as it was read; see `shown`."""

    map: OpinionMap
    held: bool
    outlines: facing.Outlines | None


@lru_cache(maxsize=4)
def opened(storage: Storage, name: str) -> Opened:
    """The artefact of this name, which never changes."""
    try:
        with storage.open(name) as file, zipfile.ZipFile(file) as archive:
            return _read(archive)
    except (OSError, zipfile.BadZipFile, MappingError) as error:
        raise ParleyError(_("This opinion map can't be read. It will be drawn again.")) from error


def _read(archive: zipfile.ZipFile) -> Opened:
    with tempfile.TemporaryDirectory() as folder:
        archive.extractall(folder)
        extra = json.loads((Path(folder) / EXTRA).read_text("utf-8"))
        kept = extra.get("outlines")
        outlines = None if kept is None else facing.outlines_from(kept)
        return Opened(OpinionMap.load(folder), bool(extra.get("held")), outlines)


class Shown:
    """A map in the words of one reader's language."""

    def __init__(self, source: Opened, names: Names) -> None:
        self.outlines = source.outlines
        # Whether the groups that were found are kept back: see overlap.py.
        self.held = source.held
        # What it is of: a consultation, positions or votes.
        self.source = names.source
        # Of its propositions, by which columns and addresses know them.
        self.numbers = source.map.propositions
        self.whole = naming.named(source.map, names)
        # Where actors speak in public, and so may be named.
        self.who: tuple[str, ...] = tuple(self.whole.actors.tolist()) if names.actors else ()
        self.slugs = {slug: name for name, slug in _slugs(source.map, self.whole).items()}

    # ---- all of it

    @property
    def kind(self) -> str:
        """none, continuum, groups or undetermined."""
        return self.whole.structure.kind

    @property
    def n_axes(self) -> int:
        return self.whole.structure.n_axes

    @property
    def n_axes_drawn(self) -> int:
        return min(2, self.whole.projection.points.shape[1])

    @property
    def n_respondents(self) -> int:
        return self.whole.n_actors

    @property
    def n_stances(self) -> int:
        return self.whole.n_stances

    @property
    def n_propositions(self) -> int:
        return self.whole.n_propositions

    @property
    def level(self) -> float:
        return self.whole.settings.level

    @property
    def least(self) -> int:
        """No count is smaller; 0 where all counts are told."""
        return self.whole.settings.min_cell

    @property
    def settings(self) -> Mapping[str, Any]:
        """By which the map was made."""
        return self.whole.settings.as_dict()

    @property
    def is_faceless(self) -> bool:
        return self.outlines is not None

    @property
    def steadiness(self) -> tuple[float, float, bool] | None:
        """Of the groups found: mean adjusted Rand index, how often there are as many, whether that
        is often enough to say that there are so many."""
        found = self.whole.structure.stability
        if found is None:
            return None
        return found.mean_rand, found.k_share, found.k_determined

    # ---- divisions

    def divisions(self) -> list[Division]:
        return [self.division(slug) for slug in self.slugs]

    def division(self, slug: str) -> Division:
        name = self.slugs[slug]
        grouping, sizes = self.whole.groupings[name], self.whole.published_sizes(name)
        stability = self.whole.structure.stability
        steady: tuple[float | None, ...] = (None,) * len(sizes)
        if name == DISCOVERED and stability is not None:
            steady = stability.mean_jaccard
        groups = zip(grouping.names, sizes, steady, strict=True)
        kind = {DISCOVERED: "found", LINE: "line", EVERYBODY: "everybody"}.get(name, "known")
        seen = (GroupSeen(*one) for one in groups if one[1] != 0)
        return Division(slug, name, kind, tuple(seen))

    def rows(self, slug: str, verdict: str) -> Iterator[RowSeen]:
        """The propositions of this verdict, the clearest first."""
        contrast = self.whole.contrasts[self.slugs[slug]]
        for number in contrast.numbers(verdict).tolist():
            yield self._row(contrast.at(number), int(contrast.compared.sum()))

    def row(self, slug: str, number: int) -> RowSeen | None:
        """What is said of the proposition of this number, if it was there."""
        contrast = self.whole.contrasts[self.slugs[slug]]
        places = np.flatnonzero(self.numbers == number)
        if not len(places):
            return None
        return self._row(contrast.at(int(places[0])), int(contrast.compared.sum()))

    def actors(self) -> Iterator[ActorSeen]:
        """By name; none where actors have none."""
        of = self.whole
        # Of a division that has people in one group only there is nothing to tell: see `division`.
        divided = (one for one in of.groupings.values() if (one.sizes > 0).sum() > 1)
        groups = [(one.names, one.labels) for one in divided]
        points = of.projection.points[:, : self.n_axes_drawn].tolist()
        order = sorted(range(len(self.who)), key=lambda number: self.who[number].casefold())
        for number in order:
            own = tuple(
                names[labels[number]] if labels[number] >= 0 else "" for names, labels in groups
            )
            answered = int(of.counts.answered[number])
            yield ActorSeen(self.who[number], answered, own, tuple(points[number]))

    def _row(self, of: PropositionContrast, compared: int) -> RowSeen:
        shares = tuple(
            ShareSeen(name, one.answers, one.share, *(one.interval or (None, None)))
            for name, one in of.shares.items()
        )
        smallest, gap = of.smallest, of.gap
        counts = self.whole.counts.cells[of.number].tolist()
        return RowSeen(
            int(self.numbers[of.number]),
            str(of.proposition),
            self.whole.text(of.number),
            of.verdict,
            shares,
            smallest is None or smallest.direction == "agree",
            smallest and Estimate(smallest.share, *smallest.interval),
            smallest.group if smallest else "",
            gap and Estimate(gap.size, *gap.interval),
            gap.higher if gap else "",
            gap.lower if gap else "",
            compared,
            None if min(counts) < 0 else (counts[0], counts[1], counts[2]),
        )

    def elements(self) -> Iterator[tuple[str, int, Estimate | None]]:
        """Name, number of propositions, ambiguity of each element."""
        of = self.whole.ambiguity
        for place, name in enumerate(of.elements):
            n = int(of.by_element.n_propositions[place])
            values = (of.by_element.value, of.by_element.low, of.by_element.high)
            yield name, n, Estimate(*(float(one[place]) for one in values)) if n else None

    # ---- charts and tables

    def charts(self, slug: str, look: Look) -> Mapping[str, tuple[Chart, ...]]:
        """map, propositions, plane, ambiguity, stability, stances, as far as there are any."""
        name = self.slugs[slug]
        found = charts_of(self._of(name), look)
        own = slugs(self._of(name))[name]
        chosen = {
            "map": found.get(f"map-by-{own}", found["map"]),
            "propositions": found.get(f"propositions-by-{own}", ()),
            "plane": found.get(f"plane-by-{own}", ()),
        }
        if self.outlines is not None or self.who:
            chosen["map"] = (self.map_chart(slug, look),)
        for key in ("ambiguity", "stability", "stances"):
            chosen[key] = found.get(key, ())
        return {key: drawn for key, drawn in chosen.items() if drawn}

    def map_chart(self, slug: str, look: Look) -> Chart:
        """The map alone."""
        name = self.slugs[slug]
        if self.outlines is not None:
            return self._without_faces(name, look)
        # A line is not cut into coloured camps.
        shown = DISCOVERED if name in (LINE, EVERYBODY) else name
        return charts.draw_map(replace(map_picture(self._spoken, shown), who=self.who), look)

    def row_chart(self, slug: str, number: int, look: Look) -> Chart | None:
        """What the groups make of one proposition."""
        row = self.row(slug, number)
        if row is None:
            return None
        contrast = self.whole.contrasts[self.slugs[slug]]
        drawn = charts.ContrastRow(
            row.label,
            "",
            tuple(_estimate(one) for one in row.shares),
            charts.Verdict(row.verdict),
            row.smallest and charts.Estimate.of(*row.smallest),
            row.gap and charts.Estimate.of(*row.gap),
            row.agrees,
        )
        known = contrast.name != DISCOVERED
        picture = charts.ContrastPicture(contrast.groups, (drawn,), self.level, known)
        return charts.draw_contrast(picture, look)[0]

    @property
    def _spoken(self) -> OpinionMap:
        """With labels before texts: several roll calls may be on the same subject."""
        of = self.whole
        pairs = zip(of.propositions.tolist(), of.texts, strict=True)
        if self.source == "consultation":
            return of
        return replace(of, texts=tuple(t if t == key else f"{key} {t}" for key, t in pairs))

    def _of(self, name: str) -> OpinionMap:
        """With one division only."""
        return replace(
            self.whole,
            groupings={name: self.whole.groupings[name]},
            contrasts={name: self.whole.contrasts[name]},
        )

    def _without_faces(self, name: str, look: Look) -> Chart:
        """The map from middles and spreads, as regions: nobody is a dot."""
        picture = map_picture(self.whole, name)
        outlines = (self.outlines or {}).get(name, ())
        points = facing.clouds(outlines, self.whole.groupings[name].labels)
        return charts.draw_map(replace(picture, points=points, dots=False), look)

    def table_names(self) -> tuple[str, ...]:
        return FREE_TABLES if self.is_faceless else tuple(TABLES)

    def table(self, name: str, kind: str) -> bytes:
        """A table as a file: csv or parquet."""
        found = frame(self.whole, name)
        buffer = io.BytesIO()
        if kind == "parquet":
            found.write_parquet(buffer, compression="zstd", statistics=False)
        else:
            # The mark at the beginning tells spreadsheets that it is UTF-8.
            defused(found).write_csv(buffer, include_bom=True)
        return buffer.getvalue()

    # ---- you are here

    def loadings(self) -> dict[str, Any]:
        """By what somebody's browser can tell where they stand: see static/outcomes/you.js."""
        of = self.whole
        shaping = of.shape.propositions
        axes = np.zeros((of.n_propositions, 2))
        axes[:, : of.projection.axes.shape[1]] = of.projection.axes[:, :2]
        rows = zip(self.numbers.tolist(), of.projection.mean, axes, shaping, strict=True)
        return {
            "shaping": int(shaping.sum()),
            "propositions": {
                str(number): [round(float(mean), 4), *(round(float(one), 5) for one in axis)]
                for number, mean, axis, shapes in rows
                if shapes
            },
        }


def _estimate(of: ShareSeen) -> charts.Estimate | None:
    if of.agree is None or of.low is None or of.high is None:
        return None
    return charts.Estimate.of(of.agree, of.low, of.high)


def _slugs(kept: OpinionMap, whole: OpinionMap) -> dict[str, str]:
    """Names of divisions in addresses, the same in every language."""
    plain: dict[str, str] = {DISCOVERED: "found", LINE: "line", EVERYBODY: "everybody"}
    return {
        new: plain.get(old, GROUPS)
        for old, new in zip(kept.groupings, whole.groupings, strict=True)
    }


def png(chart: Chart | str) -> bytes:
    """Of a chart, or of its SVG."""
    return charts.to_png(chart, scale=2)


def words(
    gettext: Callable[[str], str],
    ngettext: Callable[[str, str, int], str],
    number: Callable[[float, int], str],
) -> charts.Words:
    """How charts speak."""
    return charts.Words(gettext, ngettext, number)


def look(of: charts.Words, *, narrow: bool = False, key: str = "", heading: bool = False) -> Look:
    return Look(width=NARROW if narrow else WIDE, heading=heading, key=key, words=of, rows=ROWS)


def stylesheet() -> str:
    """The rules by which pages colour their charts: static/outcomes/charts.css is this."""
    return charts.stylesheet()
