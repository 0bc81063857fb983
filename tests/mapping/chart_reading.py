"""Reading charts back: where each text stands, which numbers there are, and what no chart may hold."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree

from parley.mapping.charts import Chart
from parley.mapping.charts.chart import Box
from parley.mapping.charts.metrics import text_width

SVG = "{http://www.w3.org/2000/svg}"
_MOVED = re.compile(r"translate\((\S+) (\S+)\)")


def parsed(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(chart.svg)


def size(chart: Chart) -> tuple[float, float]:
    width, height = parsed(chart).attrib["viewBox"].split()[2:]
    return float(width), float(height)


def texts(chart: Chart) -> list[tuple[str, Box]]:
    """Every text with the box that it covers."""
    found: list[tuple[str, Box]] = []
    _collect(parsed(chart), 0, 0, found)
    return found


def words(chart: Chart) -> list[str]:
    return [text.strip("\u2067\u2069") for text, _ in texts(chart)]


def _collect(node: ElementTree.Element, dx: float, dy: float, found: list[tuple[str, Box]]) -> None:
    if moved := _MOVED.fullmatch(node.get("transform", "")):
        dx, dy = dx + float(moved[1]), dy + float(moved[2])
    if node.tag == f"{SVG}text":
        content = node.text or ""
        height = float(node.attrib["font-size"])
        wide = text_width(content, height, int(node.get("font-weight", "400")))
        start = {"middle": wide / 2, "end": wide}.get(node.get("text-anchor", "start"), 0)
        left, base = float(node.attrib["x"]) + dx - start, float(node.attrib["y"]) + dy
        # From the height of capitals to the foot of a g, less a hair.
        found.append((content, (left, base - 0.7 * height, left + wide, base + 0.15 * height)))
    for child in node:
        _collect(child, dx, dy, found)


def overlap(a: Box, b: Box) -> float:
    """The area that two boxes share."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    return max(width, 0.0) * max(height, 0.0)


def clashes(chart: Chart) -> list[tuple[str, str]]:
    """Pairs of texts that overlap."""
    return [
        (first, second)
        for (first, a), (second, b) in combinations(texts(chart), 2)
        if overlap(a, b) > 1
    ]


def beyond_edge(chart: Chart) -> list[str]:
    """Texts that leave the picture."""
    width, height = size(chart)
    return [
        text
        for text, (left, top, right, bottom) in texts(chart)
        if left < -1 or top < 0 or right > width + 1 or bottom > height
    ]


def check(chart: Chart, *, most_bytes: int = 300_000) -> None:
    """What holds for every chart."""
    root = parsed(chart)
    names = root.attrib["aria-labelledby"].split()
    ids = [node.attrib["id"] for node in root.iter() if "id" in node.attrib]
    labels = {node.attrib["id"]: node.text or "" for node in root.iter() if node.get("id") in names}
    assert root.get("role") == "img"
    assert [labels[name] for name in names] == [chart.title, chart.description]
    assert len(ids) == len(set(ids))
    assert all(f'id="{name}"' in chart.svg for name in re.findall(r'href="#([^"]+)"', chart.svg))
    assert all(f'id="{name}"' in chart.svg for name in re.findall(r"url\(#([^)]+)\)", chart.svg))
    assert chart.title
    assert chart.description
    assert all(len(row) == len(chart.table.columns) for row in chart.table.rows)
    assert len(chart.svg.encode()) < most_bytes
    _safe(root)
    _finite(chart)
    assert clashes(chart) == []
    assert beyond_edge(chart) == []


def _safe(root: ElementTree.Element) -> None:
    for node in root.iter():
        assert node.tag.removeprefix(SVG) not in ("script", "style", "foreignObject", "a", "image")
        assert not [name for name in node.attrib if name == "style" or name.startswith("on")]
        assert node.get("href", "#").startswith("#")


def _finite(chart: Chart) -> None:
    numbers = re.sub(r"<(title|desc|text)[^>]*>[^<]*</\1>", "", chart.svg)
    assert not re.search(r"\bnan\b|\binf\b", numbers, re.IGNORECASE)
    assert not re.search(r"\d\.\d{3,}", re.sub(r'data-[a-z]+="[^"]*"', "", numbers))
    said = " ".join((chart.title, chart.description, *map(" ".join, chart.table.rows)))
    assert not re.search(r"\b(nan|inf|None)\b", said)
