"""Colours, marks and patterns of the charts, each standing here once, for light and dark.

Every group differs by colour *and* by mark, so that black-and-white and colour-blind readers tell them
apart. Neutral roles take the page's own tokens where it has them.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin, sqrt


@dataclass(frozen=True)
class Colour:
    """A colour on light and on dark; `token` is the page's own custom property for it, if any."""

    light: str
    dark: str
    token: str = ""


BACKGROUND = Colour("#ffffff", "#11161b")

COLOURS: dict[str, Colour] = {
    "paper": Colour(BACKGROUND.light, BACKGROUND.dark, "--paper"),
    "ink": Colour("#18212c", "#ece7db", "--ink"),
    "soft": Colour("#3f4853", "#c3c2ba", "--ink-soft"),
    "faint": Colour("#565d66", "#a2a39f", "--ink-faint"),
    "line": Colour("#dfd7c7", "#2b343c", "--hairline"),
    "rule": Colour("#8c8472", "#6b7780", "--hairline-strong"),
    "wash": Colour("#f1ece0", "#1c242b"),
    "cloud": Colour("#77797c", "#8b9298"),
    "accent": Colour("#0e4a5a", "#8ccbd6", "--accent"),
    "convergence": Colour("#14695a", "#63c3ab"),
    "divergence": Colour("#b8431a", "#f08d63"),
    "agree": Colour("#155e75", "#62bcd4"),
    "pass": Colour("#8a8473", "#7b8790"),
    "disagree": Colour("#c2571f", "#ec9660"),
    # Light and dark alternate, since in the common deficiencies of colour vision few hues are left.
    "group-1": Colour("#2468c4", "#8ab8ff"),
    "group-2": Colour("#b33c10", "#ee7d3e"),
    "group-3": Colour("#10907a", "#4fd3ae"),
    "group-4": Colour("#5e2487", "#a877e0"),
    "group-5": Colour("#a88500", "#f5dc70"),
    "group-6": Colour("#1391bd", "#3fbfe0"),
    "group-7": Colour("#8c0f4c", "#e0608f"),
    "group-8": Colour("#6b7683", "#b9c2ca"),
    "group-9": Colour("#4f6100", "#a9bd4e"),
}
N_MARKS = 9


def group_colour(number: int) -> str:
    """The role of a group's colour; past nine they come again, with hollow marks."""
    return f"group-{number % N_MARKS + 1}"


def is_hollow(number: int) -> bool:
    return number >= N_MARKS


def _polygon(corners: int, radius: float, turn: float) -> list[tuple[float, float]]:
    angles = [turn + 2 * pi * corner / corners for corner in range(corners)]
    return [(radius * cos(angle), radius * sin(angle)) for angle in angles]


def _area(points: list[tuple[float, float]]) -> float:
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs)) / 2


def _cross() -> list[tuple[float, float]]:
    a, b = 0.42, 1.2
    corner = [(a, -b), (a, -a), (b, -a)]
    turned = [corner]
    for _ in range(3):
        turned.append([(-y, x) for x, y in turned[-1]])
    return [point for three in turned for point in three]


def _star() -> list[tuple[float, float]]:
    outer, inner = _polygon(5, 1.4, -pi / 2), _polygon(5, 0.62, -pi / 2 + pi / 5)
    return [point for pair in zip(outer, inner, strict=True) for point in pair]


_CORNERS: tuple[list[tuple[float, float]], ...] = (
    [],  # a circle
    _polygon(4, 1, pi / 4),
    _polygon(3, 1, -pi / 2),
    _polygon(4, 1, 0),
    _polygon(3, 1, pi / 2),
    _cross(),
    _polygon(6, 1, 0),
    _star(),
    _polygon(5, 1, -pi / 2),
)


def mark_path(number: int, radius: float) -> str:
    """The outline of a group's mark around the origin; all marks cover the same area as the circle."""
    corners = _CORNERS[number % N_MARKS]
    if not corners:
        r = f"{radius:.2f}"
        return f"M-{r} 0a{r} {r} 0 1 0 {2 * radius:.2f} 0a{r} {r} 0 1 0 -{2 * radius:.2f} 0Z"
    scale = radius * sqrt(pi / _area(corners))
    return "M" + "L".join(f"{x * scale + 0:.2f} {y * scale + 0:.2f}" for x, y in corners) + "Z"


def stylesheet() -> str:
    """CSS for pages that hold charts inline: both themes, and how a chart fills its column.

    The presentation attributes of a chart give it its light colours wherever no stylesheet reaches it;
    these rules take over in a page. Put it into the page's own stylesheet or layer.
    """
    properties = "\n".join(f"  --chart-{role}: {_value(c)};" for role, c in COLOURS.items())
    rules = "\n".join(
        f".chart-{kind}-{role} {{ {kind}: var(--chart-{role}); }}"
        for role in COLOURS
        for kind in ("fill", "stroke")
    )
    return (
        f".chart {{\n  display: block;\n  inline-size: 100%;\n  block-size: auto;\n{properties}\n}}\n"
        "\n/* In a page, the page is the paper. */\n.chart-sheet { fill: none; }\n\n" + rules + "\n"
    )


def dark_rules() -> str:
    """The dark colours as plain rules, for renderers that know no custom properties."""
    return "\n".join(
        f".chart-{kind}-{role} {{ {kind}: {colour.dark} }}"
        for role, colour in COLOURS.items()
        for kind in ("fill", "stroke")
    )


def _value(colour: Colour) -> str:
    both = f"light-dark({colour.light}, {colour.dark})"
    return f"var({colour.token}, {both})" if colour.token else both
