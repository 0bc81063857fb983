#!/usr/bin/env python3
"""Make the map of the world that evidence draws on: `make_world.py FOLDER`, where `npm pack world-atlas` was unpacked.

Natural Earth's borders at 1:50 million, in the Equal Earth projection (Šavrič, Patterson, Jenny 2018), borders
simplified once for both neighbours, by ISO 3166 code. Small islands go, but for the largest of each state; states too
small to be seen get a dot as well.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from babel.core import get_global

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "src/parley/apps/evidence/geometry/world.json"
WIDTH = 2000
TOLERANCE = 0.6  # how far a simplified border may lie from the true one, in the map's units
SMALLEST_ISLAND = 4.0  # square units
SMALLEST_SEEN = 40.0  # what covers less gets a dot
NOT_DRAWN = {"AQ"}
MIDDLE = 11  # the meridian in the middle; the map ends in the Bering Strait, which parts no state

Point = tuple[float, float]


def equal_earth(longitude: float, latitude: float) -> Point:
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    m = math.sqrt(3) / 2
    t = math.asin(m * math.sin(math.radians(latitude)))
    slope = a1 + 3 * a2 * t**2 + t**6 * (7 * a3 + 9 * a4 * t**2)
    x = math.radians(longitude) * math.cos(t) / (m * slope)
    return x, -t * (a1 + a2 * t**2 + t**6 * (a3 + a4 * t**2))


EDGE = equal_earth(180, 0)[0]
NORTH, SOUTH = equal_earth(0, 84)[1], equal_earth(0, -57)[1]
SCALE = WIDTH / (2 * EDGE)
HEIGHT = round((SOUTH - NORTH) * SCALE)


def placed(longitude: float, latitude: float) -> Point:
    x, y = equal_earth(longitude - MIDDLE, latitude)
    return (x + EDGE) * SCALE, (y - NORTH) * SCALE


class Atlas:
    """A TopoJSON file: its arcs projected and simplified, its countries by code."""

    def __init__(self, path: Path) -> None:
        stored = json.loads(path.read_text())
        self.scale, self.shift = stored["transform"]["scale"], stored["transform"]["translate"]
        self.arcs = [simplified(self._points(arc)) for arc in stored["arcs"]]
        self.countries: dict[str, list[list[Point]]] = {}
        self.others: list[list[Point]] = []
        numbers = get_global("territory_aliases")
        for geometry in stored["objects"]["countries"]["geometries"]:
            rings = list(self._rings(geometry))
            number = geometry.get("id")
            if number is None:
                self.others += rings
            else:
                self.countries.setdefault(numbers[number][0], []).extend(rings)

    def _points(self, arc: Sequence[Sequence[int]]) -> list[Point]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * self.scale[0] + self.shift[0], y * self.scale[1] + self.shift[1]))
        return unbroken(points)

    def _rings(self, geometry: dict[str, object]) -> Iterator[list[Point]]:
        arcs: object = geometry["arcs"]
        polygons = [arcs] if geometry["type"] == "Polygon" else arcs
        for polygon in polygons:  # type: ignore[attr-defined]
            for ring in polygon:
                points: list[Point] = []
                for number in ring:
                    arc = self.arcs[number] if number >= 0 else self.arcs[~number][::-1]
                    points += arc[1:] if points else arc
                yield [placed(*point) for point in on_the_map(unbroken(points))]


def unbroken(points: list[Point]) -> list[Point]:
    """Across the 180th meridian longitudes go on, beyond 180."""
    found, shift = points[:1], 0
    for (before, _), (longitude, latitude) in pairwise(points):
        shift -= 360 * round((longitude - before) / 360)
        found.append((longitude + shift, latitude))
    return found


def on_the_map(ring: list[Point]) -> list[Point]:
    """All of a ring on one side of the map, whichever edge it is at."""
    longitudes = [point[0] for point in ring]
    middle = (min(longitudes) + max(longitudes)) / 2
    shift = -360 * round((middle - MIDDLE) / 360)
    return [(longitude + shift, latitude) for longitude, latitude in ring]


def simplified(points: list[Point]) -> list[Point]:
    """By Douglas and Peucker, as they lie on the map; a closed line keeps its ends and what lies
    furthest from them."""
    if len(points) < 3:
        return points
    on_map = [placed(*point) for point in points]
    if on_map[0] == on_map[-1]:
        far = max(range(len(points)), key=lambda n: math.dist(on_map[0], on_map[n]))
        keep = _kept(on_map[: far + 1]) | {far + n for n in _kept(on_map[far:])}
    else:
        keep = _kept(on_map)
    return [points[n] for n in sorted(keep)]


def _kept(points: list[Point]) -> set[int]:
    keep = {0, len(points) - 1}
    todo = [(0, len(points) - 1)]
    while todo:
        first, last = todo.pop()
        if last - first < 2:
            continue
        furthest = max(
            range(first + 1, last), key=lambda n: _away(points[n], points[first], points[last])
        )
        if _away(points[furthest], points[first], points[last]) > TOLERANCE:
            keep.add(furthest)
            todo += [(first, furthest), (furthest, last)]
    return keep


def _away(point: Point, start: Point, end: Point) -> float:
    length = math.dist(start, end)
    if not length:
        return math.dist(point, start)
    cross = (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (
        point[0] - start[0]
    )
    return abs(cross) / length


def area(ring: list[Point]) -> float:
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


def middle(ring: list[Point]) -> list[int]:
    xs, ys = [point[0] for point in ring], [point[1] for point in ring]
    return [round((min(xs) + max(xs)) / 2), round((min(ys) + max(ys)) / 2)]


def path(rings: list[list[Point]]) -> str:
    """With relative steps in whole units, closed."""
    parts = []
    for ring in rings:
        whole = [(round(x), round(y)) for x, y in ring]
        steps = [f"M{whole[0][0]} {whole[0][1]}l"]
        last, numbers = whole[0], []
        for point in whole[1:]:
            if point != last:
                numbers += [point[0] - last[0], point[1] - last[1]]
                last = point
        if len(numbers) >= 4:
            parts.append(steps[0] + " ".join(map(str, numbers)).replace(" -", "-") + "z")
    return "".join(parts)


def kept(rings: list[list[Point]]) -> list[list[Point]]:
    largest = max(rings, key=area)
    return [ring for ring in rings if ring is largest or area(ring) >= SMALLEST_ISLAND]


def main(folder: Path) -> None:
    atlas, fine = Atlas(folder / "countries-50m.json"), Atlas(folder / "countries-10m.json")
    countries = {**fine.countries, **atlas.countries}
    paths, dots = {}, {}
    for code in sorted(countries.keys() - NOT_DRAWN):
        rings = countries[code]
        paths[code] = path(kept(rings))
        if sum(map(area, rings)) < SMALLEST_SEEN:
            dots[code] = middle(max(rings, key=area))
    world = {
        "size": [WIDTH, HEIGHT],
        "states": {code: drawn for code, drawn in paths.items() if drawn},
        "dots": dots,
        "other": path(kept(atlas.others)),
    }
    OUT.write_text(json.dumps(world, separators=(",", ":"), sort_keys=True) + "\n")
    print(f"{OUT.relative_to(ROOT)}: {OUT.stat().st_size} bytes, {len(paths)} countries")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
