"""The opinion map as a picture, at every size and for every kind of structure."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.mapping.charts import Chart, Ends, Look, MapPicture, draw_map
from parley.mapping.charts.density import inside
from parley.mapping.charts.map import unstacked
from parley.mapping.charts.picture import Kind
from parley.mapping.charts.regions import core
from parley.mapping.charts.strip import swarm
from parley.mapping.grouping import Grouping
from parley.mapping.matrix import Labels
from tests.mapping.chart_reading import check, parsed, texts, words

ENDS = Ends("States must know of each operation beforehand", "العلم المفترض كافٍ")


def camps(n: int, k: int = 3, *, seed: int = 1, **more: Any) -> MapPicture:
    """Groups around centres, the first the largest, with numbers of answers."""
    draws = np.random.default_rng(seed)
    labels = np.sort(draws.integers(0, k, n) * draws.integers(0, 2, n))
    centres = np.array([[-2.2, 0.2], [2.6, 0.9], [0.6, -2.2], [-2, 2.5], [3, -2.5]])
    points = centres[labels % 5] + draws.normal(size=(n, 2)) * (0.9, 0.75)
    values: dict[str, Any] = {
        "points": points,
        "kind": "groups",
        "grouping": Grouping.discovered(labels, k),
        "answered": draws.integers(2, 30, n),
        "shares": (0.34, 0.11),
    }
    return MapPicture(**{**values, **more})


REGIONS = ("African States", "Asia-Pacific States", "Western European and other States")


def regions(n: int) -> Grouping:
    return Grouping.of(Labels.of([REGIONS[place % 3] for place in range(n)]), "regional group")


def drawn_actors(chart: Chart) -> int:
    return len(re.findall("<use ", chart.svg))


@pytest.mark.parametrize("width", [360, 720, 1000])
@pytest.mark.parametrize("n", [30, 300, 2000])
@pytest.mark.parametrize("kind", ["groups", "continuum", "none", "undetermined"])
def test_every_actor_is_drawn_once(kind: Kind, n: int, width: float) -> None:
    grouping = camps(n).grouping if kind == "groups" else None

    chart = draw_map(
        camps(n, kind=kind, grouping=grouping, across=ENDS, upward=ENDS), Look(width=width)
    )

    check(chart)
    assert drawn_actors(chart) == n


@pytest.mark.parametrize("kind", ["groups", "continuum", "none"])
def test_a_hundred_thousand_are_a_density(kind: Kind) -> None:
    grouping = camps(100_000).grouping if kind == "groups" else None

    chart = draw_map(camps(100_000, kind=kind, grouping=grouping))

    check(chart, most_bytes=60_000)
    assert drawn_actors(chart) == 0
    assert "50, 80 and 95" in chart.description


def test_groups_are_named_with_their_sizes_everywhere() -> None:
    picture = camps(300)
    sizes = picture.published

    chart = draw_map(picture)

    for name, count in zip("ABC", sizes, strict=True):
        assert count is not None
        share = round(100 * count / 300)
        assert f"Group {name}: {count} actors, {share}\u00a0%." in chart.description
        assert f"{count} · {share}\u00a0%" in words(chart)
    assert [row[:3] for row in chart.table.rows[:3]] == [
        (f"Group {name}", str(count), f"{round(100 * count / 300)}\u00a0%")
        for name, count in zip("ABC", sizes, strict=True)
    ]
    assert chart.table.rows[3][:3] == ("All", "300", "100\u00a0%")


def test_groups_differ_by_colour_mark_and_outline() -> None:
    svg = draw_map(camps(300)).svg
    marks = re.findall(r'<path class="([\w -]+)" id="map-m(\d)" d="([^"]+)"', svg)
    lines = re.findall(r"<path [^>]*fill-opacity[^>]*>", svg)

    assert [number for _, number, _ in marks] == ["1", "2", "3"]
    assert len({colour for colour, _, _ in marks}) == len({path for *_, path in marks}) == 3
    assert len(lines) == 3
    assert (
        len({(re.findall(r'stroke-dasharray="([^"]+)"', line) or [""])[0] for line in lines}) == 3
    )


def test_actors_without_a_group_are_counted_and_grey() -> None:
    labels = np.array([0] * 20 + [1] * 8 + [-1] * 2)
    picture = camps(30, 2, grouping=Grouping.discovered(labels, 2))

    chart = draw_map(picture)

    check(chart)
    assert chart.description.startswith("30 actors, 28 of them in 2 groups.")
    assert "No group: 2 actors." in chart.description
    assert len(re.findall('href="#map-m0f?"', chart.svg)) == 2


def test_a_withheld_size_is_nowhere() -> None:
    picture = camps(300)
    count = picture.published[2]

    chart = draw_map(camps(300, sizes=(*picture.published[:2], None)))

    check(chart)
    assert "Group C: number withheld." in chart.description
    assert chart.table.rows[2] == ("Group C", "–", "–", "–", "–", "–")
    assert drawn_actors(chart) == 0
    regions = chart.svg.split('class="chart-regions"')[1].split("</g>")[0]
    assert set(re.findall(r"chart-fill-group-\d", regions)) == {
        "chart-fill-group-1",
        "chart-fill-group-2",
    }
    assert not re.search(rf"\b{count}\b", " ".join((*words(chart), chart.description)))


def test_without_structure_the_picture_says_so_and_has_no_colour() -> None:
    chart = draw_map(camps(300, kind="none", grouping=None))

    assert "No structure beyond chance" in chart.description
    assert "group-" not in chart.svg
    assert "chart-fill-accent" not in chart.svg


def test_one_line_of_disagreement_is_drawn_as_one() -> None:
    picture = camps(300, kind="continuum", axes=1, grouping=None, across=ENDS)

    chart = draw_map(picture)
    more = draw_map(camps(5000, kind="continuum", axes=1, grouping=None, across=ENDS))

    check(chart)
    check(more, most_bytes=20_000)
    assert drawn_actors(chart) == 300
    assert drawn_actors(more) == 0
    assert chart.title == "Opinion map: one line of disagreement"
    assert "without separate groups" in chart.description
    assert "group-" not in chart.svg
    assert "Left, towards: States must know of each operation beforehand." in chart.description


@pytest.mark.parametrize("n", [60, 2500])
@pytest.mark.parametrize("width", [360, 720])
def test_known_groups_stand_below_one_another_on_a_line(n: int, width: float) -> None:
    chart = draw_map(
        camps(n, kind="continuum", axes=1, grouping=regions(n), across=ENDS), Look(width=width)
    )

    check(chart)
    size = -(-n // 3)
    assert f"{REGIONS[0]}: {size:,} actors, 33\u00a0%." in chart.description
    assert [row[0] for row in chart.table.rows] == [*REGIONS, "All"]


@pytest.mark.parametrize("n", [60, 5000])
def test_known_groups_colour_the_same_map(n: int) -> None:
    chart = draw_map(camps(n, kind="none", grouping=regions(n)))
    plain = draw_map(camps(n, kind="none", grouping=None))

    check(chart)
    places = [re.findall(r'<use href="\S+" (x="\S+" y="\S+")', one.svg) for one in (chart, plain)]
    assert places[0] == places[1]
    assert "No structure beyond chance" in chart.description
    assert all(name in chart.description for name in REGIONS)


def test_actors_with_few_answers_are_told_apart() -> None:
    picture = camps(300, answered=np.array([3] * 40 + [20] * 260))

    chart = draw_map(picture)

    assert len(re.findall(r'href="#map-m\df"', chart.svg)) == 40
    assert "Fewer than 7 answers, place uncertain: 40 actors." in chart.description


def test_an_actor_can_be_pointed_out_and_a_browser_can_do_so_too() -> None:
    picture = camps(30, you=4)

    chart = draw_map(picture)

    check(chart)
    (you,) = [node for node in parsed(chart).iter() if node.get("class") == "chart-you"]
    ring = you[0]
    x, y = picture.points[4]
    middle_x, middle_y = (float(value) for value in you.attrib["data-middle"].split())
    scale = float(you.attrib["data-scale"])
    assert middle_x + (x - float(you.attrib["data-x"])) * scale == pytest.approx(
        float(ring.attrib["cx"]), abs=0.1
    )
    assert middle_y - (y - float(you.attrib["data-y"])) * scale == pytest.approx(
        float(ring.attrib["cy"]), abs=0.1
    )
    assert "You" in words(chart)
    assert "You" not in words(draw_map(camps(30)))


def test_both_axes_have_one_scale() -> None:
    points = np.array([[-3.0, 0.0], [3.0, 0.0], [0.0, 1.0], [0.0, -1.0]])

    svg = draw_map(MapPicture(points=points, kind="none")).svg

    places = [
        (float(x), float(y)) for x, y in re.findall(r'<use href="\S+" x="(\S+)" y="(\S+)"', svg)
    ]
    wide, high = np.ptp(places, axis=0)
    assert wide / high == pytest.approx(3, rel=0.01)


def test_a_few_far_out_do_not_squeeze_the_rest() -> None:
    points = np.vstack([camps(400).points, [[900.0, 0.0], [0.0, -900.0]]])

    chart = draw_map(MapPicture(points=points, kind="none"))

    check(chart)
    assert "2 actors far outside are drawn at the edge." in chart.description
    places = np.array(re.findall(r'<use href="\S+" x="(\S+)"', chart.svg), dtype=float)
    assert np.ptp(np.sort(places)[1:-1]) > 300


def test_the_core_holds_what_the_note_says() -> None:
    box = (0.0, 0.0, 700.0, 450.0)
    draws = np.random.default_rng(3)
    for n in (12, 40, 300, 1500):
        own = draws.normal(size=(n, 2)) * (60, 40) + (350, 225)
        within = np.zeros(n, dtype=bool)
        for ring in core(own, box):
            within ^= inside(ring, own)
        assert 0.85 <= within.mean() <= 1


def test_a_swarm_has_no_two_dots_on_one_another() -> None:
    x = np.random.default_rng(1).normal(size=300) * 100
    heights = swarm(x, 8)
    distance = np.hypot(np.subtract.outer(x, x), np.subtract.outer(heights, heights))

    assert distance[np.triu_indices(300, 1)].min() >= 8 - 1e-3
    assert heights.min() == 0


DEGENERATE = {
    "nobody": np.zeros((0, 2)),
    "one": np.array([[1.5, -2.0]]),
    "two": np.array([[0.0, 0.0], [1.0, 0.0]]),
    "all at one point": np.full((40, 2), 3.0),
    "all on a line": np.column_stack([np.arange(20.0), np.zeros(20)]),
    "some without a place": np.array([[0.0, 1.0], [np.nan, 0.0], [2.0, np.inf], [1.0, 1.0]]),
    "huge": np.array([[1e300, 0.0], [-1e300, 1.0], [0.0, 0.0]]),
}


@pytest.mark.parametrize("points", DEGENERATE.values(), ids=list(DEGENERATE))
@pytest.mark.parametrize("kind", ["groups", "continuum", "none", "undetermined"])
@pytest.mark.parametrize("dots", [True, False])
@pytest.mark.parametrize("axes", [1, 2])
def test_poor_input_gives_a_clear_picture(
    points: np.ndarray, kind: Kind, dots: bool, axes: int
) -> None:
    labels = np.arange(len(points)) % 2
    grouping = Grouping.discovered(labels, 2) if kind == "groups" else None

    chart = draw_map(MapPicture(points=points, kind=kind, grouping=grouping, dots=dots, axes=axes))

    check(chart)


def test_the_same_picture_gives_the_same_bytes() -> None:
    for n in (30, 300, 5000):
        assert draw_map(camps(n)) == draw_map(camps(n))


def test_the_name_of_a_group_stays_text() -> None:
    evil = "<script>alert(1)</script>"
    grouping = Grouping("x&<y>", True, np.zeros(30, dtype=np.int16), (evil,))

    chart = draw_map(camps(30, grouping=grouping, across=Ends(evil, evil)))

    check(chart)
    assert "<script" not in chart.svg
    assert any(evil in text for text, _ in texts(chart))


# ---- actors who answered alike, and names


def test_dots_at_one_place_lie_beside_each_other():
    """Forty who answer alike are forty dots, and one alone stays where it is."""
    radius = 4.0
    paper = np.array([[100.0, 100.0]] * 40 + [[300.0, 50.0]])
    moved = unstacked(paper, radius)
    assert moved[-1].tolist() == [300.0, 50.0]
    apart = np.linalg.norm(moved[:40, None] - moved[None, :40], axis=2) + np.eye(40) * 99
    assert apart.min() > 1.6 * radius
    assert np.linalg.norm(moved[:40].mean(axis=0) - 100) < 2 * radius
    assert np.linalg.norm(moved[:40] - 100, axis=1).max() < 10 * radius


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=30))
def test_laying_dots_apart_keeps_their_number_and_moves_none_that_is_alone(places):
    paper = np.array(places, dtype=float).reshape(-1, 2) * 50
    moved = unstacked(paper, 3.0)
    assert moved.shape == paper.shape
    for place, one, other in zip(places, paper, moved, strict=True):
        assert places.count(place) > 1 or (one == other).all()


def test_actors_who_may_be_named_are():
    points = np.array([[0.0, 0.0], [1.0, 0.5], [np.nan, np.nan], [0.4, 0.2]])
    who = ("Plain", '<b>&"', "Nowhere", "Last")
    chart = draw_map(MapPicture(points=points, kind="none", who=who))
    assert chart.svg.count("<title>") == 3
    assert "<title>&lt;b&gt;&amp;&quot;</title>" in chart.svg and "Nowhere" not in chart.svg
    assert "<title>" not in draw_map(MapPicture(points=points, kind="none")).svg.split("<use", 1)[1]
