"""Writing SVG: elements, texts and numbers, safe for a page with the strictest content policy.

Only presentation attributes and classes, never a style or a script. A colour is named by its role; the
element then carries the light colour as an attribute and a class by which a page can set its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape as _escape
from math import isfinite

from parley.mapping.charts.metrics import is_rtl
from parley.mapping.charts.palette import COLOURS

Attribute = str | float | int | None

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FONTS = "IBM Plex Sans, IBM Plex Sans Arabic, Segoe UI, system-ui, sans-serif"
_ARABIC = "IBM Plex Sans Arabic, IBM Plex Sans, Segoe UI, system-ui, sans-serif"
_TO_LEFT, _END = "\u2067", "\u2069"


def number(value: float) -> str:
    """At most two decimals, none that say nothing. Raises ValueError where it is not finite.

    Examples
    --------
    >>> number(12.5), number(-0.001), number(3)
    ('12.5', '0', '3')
    """
    if not isfinite(value):
        raise ValueError(f"a coordinate must be finite; got {value}")
    # Adding zero makes a negative zero a plain one.
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def escape(text: str) -> str:
    """The text as it may stand in XML, in an attribute too; characters that XML forbids are left out."""
    return _escape(_FORBIDDEN.sub("", text), quote=True)


def element(name: str, *children: str, **attributes: Attribute) -> str:
    """An element. `fill` and `stroke` may name a role of the palette; `_` in a name stands for `-`."""
    classes: list[str] = []
    written: list[str] = []
    for key, value in attributes.items():
        if value is None:
            continue
        key = key.rstrip("_").replace("_", "-")
        if key == "class":
            classes.append(str(value))
            continue
        if key in ("fill", "stroke") and value in COLOURS:
            classes.append(f"chart-{key}-{value}")
            value = COLOURS[str(value)].light
        written.append(f'{key}="{escape(value) if isinstance(value, str) else number(value)}"')
    if classes:
        written.insert(0, f'class="{" ".join(classes)}"')
    start = " ".join([name, *written])
    return f"<{start}>{''.join(children)}</{name}>" if children else f"<{start}/>"


def title(text: str) -> str:
    """What a reader sees on pointing at the element that this is the first child of."""
    return element("title", escape(text))


def text(
    x: float,
    y: float,
    content: str,
    *,
    size: float = 13,
    fill: str = "ink",
    weight: int | None = None,
    anchor: str | None = None,
    rtl: bool | None = None,
) -> str:
    """One line of text. `anchor` is start (left), middle or end (right), whatever its direction."""
    shown = escape(content)
    leftward = is_rtl(content) if rtl is None else rtl
    if leftward:
        # An isolate gives the line its direction and leaves the anchor where it is, in every renderer.
        shown = _TO_LEFT + shown + _END
    return element(
        "text",
        shown,
        x=x,
        y=y,
        # Named first, or a renderer may take any font of the machine for Arabic letters.
        font_family=_ARABIC if leftward else None,
        font_size=size,
        font_weight=weight,
        text_anchor=None if anchor == "start" else anchor,
        fill=fill,
    )


def line(x1: float, y1: float, x2: float, y2: float, **attributes: Attribute) -> str:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)


def rect(x: float, y: float, width: float, height: float, **attributes: Attribute) -> str:
    return element("rect", x=x, y=y, width=width, height=height, **attributes)


def group(children: Iterable[str], **attributes: Attribute) -> str:
    content = "".join(children)
    return element("g", content, **attributes) if content else ""


def polyline(points: Sequence[tuple[float, float]], *, closed: bool = False) -> str:
    """The data of a path through the points."""
    data = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return f"M{data}{'Z' if closed else ''}"


def smooth(points: Sequence[tuple[float, float]]) -> str:
    """The data of a smooth closed path through the points (Catmull-Rom)."""
    n = len(points)
    parts = ["M" + _pair(points[0])]
    for i in range(n):
        (ax, ay), (bx, by) = points[i - 1], points[i]
        (cx, cy), (dx, dy) = points[(i + 1) % n], points[(i + 2) % n]
        first = (bx + (cx - ax) / 6, by + (cy - ay) / 6)
        second = (cx - (dx - bx) / 6, cy - (dy - by) / 6)
        parts.append(f"C{_pair(first)} {_pair(second)} {_pair((cx, cy))}")
    return "".join(parts) + "Z"


def _pair(point: tuple[float, float]) -> str:
    # A tenth of a unit is finer than any screen shows of a curve.
    return f"{number(round(point[0], 1))} {number(round(point[1], 1))}"
