"""Marks of groups and verdicts, drawn around (0, 0)."""

from __future__ import annotations

from enum import Enum

from parley.mapping.charts import svg
from parley.mapping.charts.palette import group_colour, is_hollow, mark_path
from parley.mapping.charts.words import Words


class Verdict(Enum):
    """What the groups make of a proposition."""

    CONVERGENCE = "convergence"
    DIVERGENCE = "divergence"
    UNSETTLED = "unsettled"
    TOO_LITTLE = "too little evidence"

    def name_in(self, words: Words) -> str:
        _ = words.gettext
        return {
            Verdict.CONVERGENCE: _("Convergence"),
            Verdict.DIVERGENCE: _("Divergence"),
            Verdict.UNSETTLED: _("Unsettled"),
            Verdict.TOO_LITTLE: _("Too little evidence"),
        }[self]


VERDICT_COLOURS = {
    Verdict.CONVERGENCE: "convergence",
    Verdict.DIVERGENCE: "divergence",
    Verdict.UNSETTLED: "faint",
    Verdict.TOO_LITTLE: "cloud",
}


def group_mark(
    number: int,
    radius: float,
    *,
    few: bool = False,
    id_: str | None = None,
    ungrouped: str = "cloud",
    rim: float = 0.7,
) -> str:
    """The mark of a group (-1: of none), hollow and smaller for an actor with few answers."""
    colour = group_colour(number) if number >= 0 else ungrouped
    path = mark_path(max(number, 0), radius * (0.72 if few else 1))
    if few or is_hollow(number):
        return svg.element("path", id=id_, d=path, fill="paper", stroke=colour, stroke_width=1.3)
    return svg.element("path", id=id_, d=path, fill=colour, stroke="paper", stroke_width=rim)


def verdict_mark(verdict: Verdict, radius: float) -> str:
    """A filled circle, a filled diamond, a ring or a small dot: apart without colour too."""
    colour = VERDICT_COLOURS[verdict]
    if verdict is Verdict.CONVERGENCE:
        return svg.element("circle", r=radius, fill=colour, stroke="paper", stroke_width=0.7)
    if verdict is Verdict.DIVERGENCE:
        path = mark_path(3, radius)
        return svg.element("path", d=path, fill=colour, stroke="paper", stroke_width=0.7)
    if verdict is Verdict.UNSETTLED:
        return svg.element("circle", r=radius * 0.85, fill="paper", stroke=colour, stroke_width=1.5)
    return svg.element("circle", r=radius * 0.45, fill=colour)


def at(x: float, y: float, *parts: str) -> str:
    """The parts, drawn around (0, 0), moved to their place."""
    return svg.group(parts, transform=f"translate({svg.number(x)} {svg.number(y)})")
