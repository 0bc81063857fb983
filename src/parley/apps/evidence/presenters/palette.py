"""How cells are filled in drawings: by a hue, and by a pattern that needs none.

The attributes hold on paper and in files; on pages evidence/evidence.css puts the theme's colours in
their place, by the classes.
"""

from django.utils.safestring import SafeString, mark_safe

from parley.apps.evidence.cells import Cell

PAPER, LAND, INK, LINE = "#ffffff", "#faf8f2", "#18212c", "#8c8472"
# (ground, ink of the pattern)
COLOURS = {
    Cell.SUPPORTS: ("#155e75", ""),
    Cell.CONDITIONAL: ("#ffffff", "#155e75"),
    Cell.UNDECIDED: ("#ffffff", "#6d6656"),
    Cell.CONTESTED: ("#ffffff", "#6f3277"),
    Cell.OPPOSES: ("#c2571f", "#ffffff"),
    Cell.SILENT: ("#b9b1a0", ""),
    Cell.LEFT_OUT: ("#ffffff", "#8c8472"),
    Cell.NOT_READ: ("#f1ece0", "#a79d88"),
    Cell.NOT_RECORDED: ("#f1ece0", "#a79d88"),
}
_STROKES = {
    Cell.CONDITIONAL: ("M-3 3L3 -3M0 12L12 0M9 15L15 9", 4),
    Cell.CONTESTED: ("M0 0L12 12M12 0L0 12", 2),
    Cell.OPPOSES: ("M0 3H12M0 9H12", 1.6),
    Cell.LEFT_OUT: ("M6 0V12", 1.5),
    Cell.NOT_READ: ("M0 6L6 0M6 12L12 6", 0.8),
    Cell.NOT_RECORDED: ("M0 6L6 0M6 12L12 6", 0.8),
}


def ground(cell: Cell) -> str:
    return COLOURS[cell][0]


def fill(cell: Cell, key: str) -> str:
    """The value of a `fill` attribute, where `patterns(key)` stands in the same document."""
    return f"url(#{key}-{cell.value})" if COLOURS[cell][1] else COLOURS[cell][0]


def patterns(key: str) -> SafeString:
    """The patterns of all cells that have one; their names begin with `key`."""
    made = []
    for cell, (behind, ink) in COLOURS.items():
        if not ink:
            continue
        made.append(
            f'<pattern id="{key}-{cell.value}" width="12" height="12" '
            f'patternUnits="userSpaceOnUse"><rect class="ground ground--{cell.value}" '
            f'width="12" height="12" fill="{behind}"/>{_drawn(cell, ink)}</pattern>'
        )
    return mark_safe(f"<defs>{''.join(made)}</defs>")  # noqa: S308 (ours)


def _drawn(cell: Cell, ink: str) -> str:
    if cell == Cell.UNDECIDED:
        dots = "".join(f'<circle cx="{x}" cy="{y}" r="2.2"/>' for x, y in ((3, 3), (9, 9)))
        return f'<g class="dots dots--{cell.value}" fill="{ink}">{dots}</g>'
    path, width = _STROKES[cell]
    return (
        f'<path class="lines lines--{cell.value}" d="{path}" stroke="{ink}" '
        f'stroke-width="{width}" fill="none"/>'
    )
