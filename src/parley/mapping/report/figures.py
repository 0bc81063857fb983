"""The charts of a report: in the page, and as files of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from parley.mapping.charts import Chart, Look, Table

# As many rows as stand on a sheet of A4.
WIDE = Look(width=760, rows=20, key="chart-")
# For phones: what the page shows where it is narrow.
NARROW = replace(WIDE, width=360, key="narrow-")


@dataclass(frozen=True)
class Figure:
    """One chart in the page: drawn wide and narrow, of which a style sheet shows one."""

    number: int
    slug: str
    wide: Chart
    narrow: Chart

    @property
    def file(self) -> str:
        return f"charts/{self.slug}.svg"

    @property
    def table(self) -> Table:
        """The numbers, without columns that are empty: not every proposition has a wording."""
        whole = self.wide.table
        kept = [n for n in range(len(whole.columns)) if any(row[n] for row in whole.rows)]
        rows = (tuple(row[n] for n in kept) for row in whole.rows)
        return Table(tuple(whole.columns[n] for n in kept), tuple(rows))


Figures = Mapping[str, tuple[Figure, ...]]


def numbered(
    wide: Mapping[str, tuple[Chart, ...]],
    narrow: Mapping[str, tuple[Chart, ...]],
    order: Iterable[str],
) -> Figures:
    """The figures by the name of their charts, numbered in the order in which the page shows them."""
    found: dict[str, tuple[Figure, ...]] = {}
    number = 0
    for name in order:
        pages = []
        for place, (chart, small) in enumerate(zip(wide[name], narrow[name], strict=True), 1):
            number += 1
            slug = name if len(wide[name]) == 1 else f"{name}-{place}"
            pages.append(Figure(number, slug, chart, small))
        found[name] = tuple(pages)
    return found


def write_charts(figures: Figures, folder: Path, png: bool) -> None:
    """Every figure as SVG, and as PNG if wanted."""
    from parley.mapping.charts import to_png

    folder.mkdir()
    for figure in (one for pages in figures.values() for one in pages):
        (folder / f"{figure.slug}.svg").write_text(figure.wide.svg + "\n", "utf-8", newline="\n")
        if png:
            (folder / f"{figure.slug}.png").write_bytes(to_png(figure.wide))
