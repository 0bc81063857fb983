"""The pieces that charts are drawn from: texts, widths, colours, contours, PNG."""

from __future__ import annotations

import re
import struct
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.mapping.charts import Chart, Look, MapPicture, Table, Words, draw_map, to_png
from parley.mapping.charts import stylesheet as chart_stylesheet
from parley.mapping.charts.density import area, bandwidth, contour, density, even, inside
from parley.mapping.charts.labels import around, best_place
from parley.mapping.charts.metrics import is_rtl, text_width, wrap
from parley.mapping.charts.palette import COLOURS, N_MARKS, dark_rules, mark_path
from parley.mapping.charts.svg import element, escape, number, text

ARABIC = "العناية الواجبة معيار للإسناد (Tallinn 2.0)."


@given(st.text())
def test_any_text_is_safe_and_comes_back(content: str) -> None:
    node = ElementTree.fromstring(element("text", escape(content), title=content))

    assert len(node) == 0
    kept = "".join(
        c
        for c in content
        if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )
    assert (node.text or "") == kept.replace("\r\n", "\n").replace("\r", "\n")


@given(st.floats(-1e6, 1e6))
def test_numbers_are_short_and_near(value: float) -> None:
    written = number(value)

    assert re.fullmatch(r"-?\d+(\.\d{1,2})?", written)
    assert written != "-0"
    assert abs(float(written) - value) <= 0.005000001


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_a_number_that_is_none_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="must be finite"):
        number(value)


@given(st.text(max_size=200), st.floats(60, 400), st.integers(1, 4))
def test_wrapped_lines_fit(content: str, width: float, lines: int) -> None:
    rows = wrap(content, width, 12, lines=lines)

    assert len(rows) <= lines
    assert all(text_width(row, 12) <= width + 0.01 for row in rows)


@given(st.lists(st.text("abcdefghij", min_size=1, max_size=6), max_size=20))
def test_wrapping_loses_nothing_where_there_is_room(content: list[str]) -> None:
    assert " ".join(wrap(" ".join(content), 80, 12, lines=99)) == " ".join(content)


def test_what_is_cut_off_ends_in_an_ellipsis() -> None:
    assert wrap("Obligation of conduct, not result.", 70, 12, lines=1) == ["Obligation…"]
    assert wrap("各国不应蓄意允许他人利用其领土", 50, 12, lines=2) == ["各国不应", "蓄意允…"]
    assert wrap("71\u00a0% of all", 30, 12, lines=3) == ["71\u00a0%", "of all"]


def test_a_line_in_arabic_is_isolated_and_keeps_its_anchor() -> None:
    assert is_rtl(ARABIC)
    assert not is_rtl("Tallinn 2.0 " + ARABIC)
    assert text(10, 20, ARABIC, anchor="end") == (
        '<text class="chart-fill-ink" x="10" y="20" font-family="IBM Plex Sans Arabic,'
        ' IBM Plex Sans, Segoe UI, system-ui, sans-serif" font-size="13" text-anchor="end"'
        f' fill="#18212c">\u2067{ARABIC}\u2069</text>'
    )
    assert text(10, 20, "A") == (
        '<text class="chart-fill-ink" x="10" y="20" font-size="13" fill="#18212c">A</text>'
    )


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


# The paper and the raised surface of a page, and the white of a file.
LIGHT = ("#ffffff", "#faf7f0", "#fffdf8")
DARK = ("#11161b", "#181f26")
TEXTS = ("ink", "soft", "faint", "convergence", "divergence")
MARKS = tuple(role for role in COLOURS if role not in ("paper", "line", "wash", *TEXTS))


@pytest.mark.parametrize("role", MARKS)
def test_marks_stand_out_on_both_grounds(role: str) -> None:
    least = 2.9 if role == "rule" else 3
    assert min(contrast(COLOURS[role].light, ground) for ground in LIGHT) >= least
    assert min(contrast(COLOURS[role].dark, ground) for ground in DARK) >= least


@pytest.mark.parametrize("role", TEXTS)
def test_texts_can_be_read_on_both_grounds(role: str) -> None:
    assert min(contrast(COLOURS[role].light, ground) for ground in LIGHT) >= 4.5
    assert min(contrast(COLOURS[role].dark, ground) for ground in DARK) >= 4.5


# Linear RGB as seen without long-, or without medium-wave cones (Machado, Oliveira and Fernandes 2009).
PROTANOPIA = (
    (0.152286, 1.052583, -0.204868),
    (0.114503, 0.786281, 0.099216),
    (-0.003882, -0.048116, 1.051998),
)
DEUTERANOPIA = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.01182, 0.04294, 0.968881),
)


def oklab(colour: str, seen: object) -> np.ndarray:
    channels = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.asarray(seen) @ linear, 0, 1)
    cones = np.array([[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.6300]])
    lab = np.array(
        [[0.2105, 0.7936, -0.0041], [1.9780, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]]
    )
    return lab @ np.cbrt(cones @ linear)


@pytest.mark.parametrize("seen", [np.eye(3), PROTANOPIA, DEUTERANOPIA])
@pytest.mark.parametrize("ground", ["light", "dark"])
def test_the_first_five_groups_differ_in_colour_for_everybody(seen: object, ground: str) -> None:
    colours = [getattr(COLOURS[f"group-{place}"], ground) for place in range(1, 6)]
    places = np.array([oklab(colour, seen) for colour in colours])
    distance = np.linalg.norm(places[:, None] - places[None, :], axis=2)

    assert distance[np.triu_indices(5, 1)].min() > 0.1


def test_marks_differ_in_shape_and_cover_the_same_area() -> None:
    paths = [mark_path(place, 10) for place in range(N_MARKS)]
    corners = [re.findall(r"(-?\d+\.\d+) (-?\d+\.\d+)", path) for path in paths[1:]]
    areas = [area([(float(x), float(y)) for x, y in each]) for each in corners]

    assert len(set(paths)) == N_MARKS
    assert areas == pytest.approx([np.pi * 100] * (N_MARKS - 1), rel=0.01)


def test_the_stylesheet_has_a_rule_for_every_colour_of_a_chart() -> None:
    svg = draw_map(MapPicture(points=np.zeros((3, 2)), kind="none", you=1)).svg
    used = set(re.findall(r"chart-(?:fill|stroke)-[\w-]+", svg))

    assert used
    assert all(
        f".{name} {{" in chart_stylesheet() and f".{name} {{" in dark_rules() for name in used
    )
    assert "light-dark(#2468c4, #8ab8ff)" in chart_stylesheet()


def test_the_outline_of_a_disc_is_a_circle() -> None:
    y, x = np.mgrid[0:41, 0:61]
    height = 15.0 - np.hypot(x - 30, y - 20)

    (ring,) = contour(height, 5.0)

    assert np.allclose([np.hypot(a - 30, b - 20) for a, b in ring], 10, atol=0.05)
    assert area(even(ring, 2)) == pytest.approx(np.pi * 100, rel=0.02)


def test_a_hill_with_a_hollow_has_two_outlines_and_a_flat_none() -> None:
    y, x = np.mgrid[0:41, 0:41]
    ridge = -np.abs(np.hypot(x - 20, y - 20) - 10)

    assert len(contour(ridge, -3.0)) == 2
    assert contour(np.zeros((5, 5)), 1.0) == []


@settings(max_examples=25)
@given(st.integers(1, 400), st.integers(0, 10))
def test_a_level_holds_at_least_its_share(n: int, seed: int) -> None:
    points = np.random.default_rng(seed).normal(size=(n, 2)) * 40 + 200
    field = density(points, (0, 0, 400, 400), bandwidth(points, 6))
    column, row = (points.T / field.cell).astype(int)
    heights = field.values[row, column]

    assert field.counts.sum() == n
    assert np.mean(heights >= field.level(0.8)) >= 0.8


def test_points_within_a_ring_are_told() -> None:
    square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]

    assert inside(square, np.array([[2, 2], [5, 2], [-1, 2], [2, 5]])).tolist() == [
        True,
        False,
        False,
        False,
    ]


def test_a_label_goes_where_nothing_is_covered() -> None:
    crowd = np.array([[50.0, 50.0], [50.0, 70.0]])
    candidates = around((50, 50), 30, 10, (0, 8))

    place = best_place(candidates, [(52.0, 0.0, 100.0, 100.0)], (0, 0, 100, 100), crowd, (50, 50))

    assert place[2] <= 52
    assert 40 < (place[1] + place[3]) / 2 < 90


def test_words_can_be_those_of_another_language() -> None:
    said = {"{actors} in {number} groups.": "{actors} en {number} groupes."}
    french = Words(
        gettext=lambda text: said.get(text, text),
        ngettext=lambda one, many, n: {"{number} actor": "{number} acteurs"}.get(
            one, said.get(many, many)
        ),
        number=lambda value, decimals: f"{value:.{decimals}f}".replace(".", ","),
    )
    from parley.mapping.grouping import Grouping

    picture = MapPicture(
        points=np.array([[0.0, 0.0], [1.0, 1.0]]),
        kind="groups",
        grouping=Grouping.discovered(np.array([0, 1]), 2),
    )

    chart = draw_map(picture, Look(words=french))

    assert chart.description.startswith("2 acteurs en 2 groupes.")
    assert chart.table.rows[0][4:] == ("0,00", "0,00")


def test_a_png_has_its_texts_without_a_font_of_the_machine() -> None:
    shown = element("rect", width=200, height=40, fill="#ffffff")
    body = "".join(text(5, 20 + 15 * at, words) for at, words in enumerate(("Parley", "مرحبا")))
    frame = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40" viewBox="0 0 200 40"'
        ' font-family="IBM Plex Sans, IBM Plex Sans Arabic">{}</svg>'
    )
    chart = Chart(frame.format(shown + body), "", "", Table((), ()))

    png = to_png(chart, 2)

    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (400, 80)
    assert png == to_png(chart, 2)
    assert len(png) > len(to_png(frame.format(shown), 2)) + 1000
    assert png != to_png(chart, 2, dark=True)
