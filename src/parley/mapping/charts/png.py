"""A chart as PNG, with fonts of its own: the same picture on every machine."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

from parley.mapping.charts.chart import Chart
from parley.mapping.charts.palette import BACKGROUND, dark_rules

FONT_FOLDER = Path(__file__).parent / "fonts"


def to_png(
    chart: Chart | str,
    scale: float = 2,
    *,
    dark: bool = False,
    fonts: Sequence[str | Path] = (),
) -> bytes:
    """The chart as PNG.

    Parameters
    ----------
    chart
        A chart, or its SVG.
    scale
        Pixels for each CSS pixel of the chart.
    dark
        On a dark ground.
    fonts
        Further font files, for scripts that the bundled IBM Plex Sans lacks (Chinese, for one); without,
        the fonts of the machine serve for these.

    Raises
    ------
    ValueError
        Where the SVG can't be read.
    """
    import resvg_py

    source = chart if isinstance(chart, str) else chart.svg
    rules = dark_rules() + f"\n.chart-sheet {{ fill: {BACKGROUND.dark} }}" if dark else None
    files = [*sorted(FONT_FOLDER.glob("*.ttf")), *map(Path, fonts)]
    return resvg_py.svg_to_bytes(
        svg_string=source,
        zoom=scale,
        style_sheet=rules,
        skip_system_fonts=bool(fonts) or not _needs_more(source),
        font_files=[str(file) for file in files],
        sans_serif_family="IBM Plex Sans",
    )


def _needs_more(source: str) -> bool:
    """Whether there are Chinese, Japanese or Korean characters, which the bundled fonts lack."""
    return any(unicodedata.east_asian_width(character) in "WF" for character in source)
