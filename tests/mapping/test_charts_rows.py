"""Charts of propositions and elements: contrast, plane, ambiguity, stances, stability."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from parley.mapping.charts import (
    AmbiguityBar,
    AmbiguityPicture,
    ContrastPicture,
    ContrastRow,
    Draws,
    Estimate,
    Look,
    PlanePicture,
    PlanePoint,
    StabilityPicture,
    StanceBar,
    StancesPicture,
    Verdict,
    draw_ambiguity,
    draw_contrast,
    draw_plane,
    draw_stability,
    draw_stances,
)
from tests.mapping.chart_reading import check, parsed, texts, words

WORDINGS = (
    "The norm is voluntary only.",
    "Acts of non-State actors are covered without State control, even where the State could not know of them before the operation took place, under any reading of the report.",
    "العناية الواجبة معيار للإسناد (Tallinn 2.0) وليست قاعدة قائمة بذاتها.",
    "各国不应蓄意允许他人利用其领土使用信通技术实施国际不法行为，这并不意味着负有普遍监测义务。",
    "Принцип должной осмотрительности требует разумных мер, а не результата.",
    "<script>alert('x')</script> & \"quotes\"",
    "Unbreakable" * 20,
    "",
)


def contrast(n: int, groups: int = 3, seed: int = 1) -> ContrastPicture:
    draws = np.random.default_rng(seed)
    rows = []
    for place in range(n):
        shares = draws.uniform(0, 1, groups)
        agreement = [Estimate.of(s, max(s - 0.1, 0), min(s + 0.1, 1)) for s in shares.tolist()]
        verdict = list(Verdict)[place % 4]
        if verdict is Verdict.TOO_LITTLE:
            agreement[0] = None
        rows.append(
            ContrastRow(
                f"{place + 1}",
                WORDINGS[place % len(WORDINGS)],
                tuple(agreement),
                verdict,
                lowest=Estimate.of(0.71, 0.62, 0.79) if verdict is Verdict.CONVERGENCE else None,
                gap=Estimate.of(0.5 - place / 200, 0.3, 0.6),
                agrees=place % 8 == 0,
            )
        )
    return ContrastPicture(tuple("ABCDEFGHI"[:groups]), tuple(rows))


@pytest.mark.parametrize("width", [360, 720])
@pytest.mark.parametrize("groups", [1, 2, 5, 9])
def test_contrast_shows_every_group_of_every_proposition(groups: int, width: float) -> None:
    picture = contrast(16, groups)

    (chart,) = draw_contrast(picture, Look(width=width))

    check(chart)
    shown = sum(one is not None for row in picture.rows for one in row.agreement)
    marks = re.findall(r'<g transform="translate[^>]*><path class="chart-fill-group-\d', chart.svg)
    assert len(marks) == shown + groups
    assert len(chart.table.rows) == 16


def test_contrast_is_sorted_and_says_its_numbers() -> None:
    (chart,) = draw_contrast(contrast(16))
    verdicts = [row[-1] for row in chart.table.rows]

    assert (
        verdicts
        == ["Convergence"] * 4
        + ["Divergence"] * 4
        + ["Unsettled"] * 4
        + ["Too little evidence"] * 4
    )
    assert [row[0] for row in chart.table.rows[4:8]] == ["2", "6", "10", "14"]
    assert "16 propositions. Convergence: 4, Divergence: 4" in chart.description
    assert "at least 71\u00a0% agree, 62–79\u00a0%" in chart.description
    assert "at least 71\u00a0%" in words(chart)
    assert "agree, 62–79\u00a0%" in words(chart)
    assert "No mark: too few answers to show." in chart.description


def test_many_propositions_go_on_several_pages() -> None:
    pages = draw_contrast(contrast(95, 2))

    assert [len(page.table.rows) for page in pages] == [40, 40, 15]
    assert pages[1].title == "What the groups agree and disagree on (2 of 3)"
    assert sorted(int(row[0]) for page in pages for row in page.table.rows) == list(range(1, 96))
    assert len({re.findall(r'aria-labelledby="(\S+)', page.svg)[0] for page in pages}) == 3
    for page in pages:
        check(page)


def test_long_words_are_cut_and_stand_in_full_on_pointing() -> None:
    (chart,) = draw_contrast(contrast(8))
    titles = [node.text for node in parsed(chart).iter("{http://www.w3.org/2000/svg}title")]

    assert WORDINGS[1] in titles
    assert any(text.endswith("…") for text in words(chart))
    assert WORDINGS[1] in chart.description


def test_arabic_words_stand_at_the_right_of_their_column() -> None:
    (chart,) = draw_contrast(contrast(8))
    boxes = [box for text, box in texts(chart) if "\u2067" in text]
    (cut,) = {round(box[2], 1) for box in boxes}

    assert len(boxes) >= 2
    assert 200 < cut < 400


def plane(n: int, seed: int = 1) -> PlanePicture:
    draws = np.random.default_rng(seed)
    return PlanePicture(
        tuple(
            PlanePoint(
                str(place + 1),
                WORDINGS[place % len(WORDINGS)],
                float(draws.uniform(0.3, 1)),
                float(draws.uniform(0, 0.7)),
                list(Verdict)[place % 4],
                agrees=place % 2 == 0,
            )
            for place in range(n)
        )
    )


@pytest.mark.parametrize("width", [360, 720])
@pytest.mark.parametrize("n", [0, 1, 24, 60])
def test_the_plane_names_points_without_overlap(n: int, width: float) -> None:
    chart = draw_plane(plane(n), Look(width=width))

    check(chart)
    assert len(chart.table.rows) == n
    assert chart.svg.count("<title>") == n + min(n, 40)


def test_the_plane_numbers_verdicts_before_open_questions() -> None:
    picture = plane(60)
    chart = draw_plane(picture)
    firm = {
        point.key
        for point in picture.points
        if point.verdict in (Verdict.CONVERGENCE, Verdict.DIVERGENCE)
    }

    assert firm <= set(words(chart))
    assert "20 more points are not numbered." in chart.description


def test_points_on_one_another_are_all_named() -> None:
    points = tuple(
        PlanePoint(f"C{place}", "Same.", 0.7, 0.1, Verdict.CONVERGENCE) for place in range(12)
    )

    check(draw_plane(PlanePicture(points)))


@pytest.mark.parametrize("width", [360, 720])
def test_long_keys_leave_room_for_the_words(width: float) -> None:
    rows = [
        replace(row, key=f"13c-knowledge-and-notification-{row.key}") for row in contrast(8).rows
    ]
    points = [replace(point, key=f"13c-knowledge-{point.key}") for point in plane(9).points]

    (propositions,) = draw_contrast(
        ContrastPicture(("A", "B", "C"), tuple(rows)), Look(width=width)
    )
    chart = draw_plane(PlanePicture(tuple(points)), Look(width=width))

    check(propositions)
    check(chart)
    assert WORDINGS[0] in words(propositions)
    assert set("123456789") <= set(words(chart))
    assert {row[0] for row in chart.table.rows} == {point.key for point in points}


def test_a_point_stands_at_its_numbers() -> None:
    points = [
        PlanePoint("a", "", 0.0, 0.0, Verdict.CONVERGENCE),
        PlanePoint("b", "", 1.0, 1.0, Verdict.CONVERGENCE),
        PlanePoint("c", "", 0.25, 0.5, Verdict.CONVERGENCE),
    ]
    svg = draw_plane(PlanePicture(tuple(points))).svg
    found = re.findall(r'<g transform="translate\((\S+) (\S+)\)"><title>(\w)', svg)
    places = {key: (float(x), float(y)) for x, y, key in found}
    (ax, ay), (bx, by), (cx, cy) = (places[key] for key in "abc")

    assert ((cx - ax) / (bx - ax), (cy - ay) / (by - ay)) == pytest.approx((0.25, 0.5), abs=1e-3)
    assert by < ay


CHANGES = (
    AmbiguityBar("A", "Legal status", Estimate(0.3, 0.2, 0.4), Estimate(0.7, 0.6, 0.8), True),
    AmbiguityBar("B", "Triggering act", Estimate(0.9, 0.8, 1.0), Estimate(0.5, 0.4, 0.6), True),
    AmbiguityBar("C", "Knowledge", Estimate(0.4, 0.3, 0.5), Estimate(0.41, 0.3, 0.5), False),
    AmbiguityBar("D", WORDINGS[2], None, Estimate(0.41, 0.3, 0.5)),
    AmbiguityBar("E", WORDINGS[5], Estimate(0.0, 0.0, 0.1)),
)


@pytest.mark.parametrize("width", [360, 720])
def test_ambiguity_before_and_now(width: float) -> None:
    chart = draw_ambiguity(AmbiguityPicture(CHANGES), Look(width=width))

    check(chart)
    assert "Beyond chance, 1 became less ambiguous and 1 more." in chart.description
    assert chart.table.rows == (
        ("B", "Triggering act", "0.50 (0.40–0.60)", "0.90 (0.80–1.00)", "more ambiguous"),
        ("C", "Knowledge", "0.41 (0.30–0.50)", "0.40 (0.30–0.50)", "within chance"),
        ("A", "Legal status", "0.70 (0.60–0.80)", "0.30 (0.20–0.40)", "less ambiguous"),
        ("E", WORDINGS[5], "–", "0.00 (0.00–0.10)", "–"),
        ("D", WORDINGS[2], "0.41 (0.30–0.50)", "–", "–"),
    )
    # Two arrows: between C's marks there is no room for one.
    assert len(re.findall(r'<path class="chart-fill-ink"', chart.svg)) == 2


def test_ambiguity_of_one_time_and_of_nothing() -> None:
    alone = draw_ambiguity(AmbiguityPicture((AmbiguityBar("A", "x", Estimate(0.3, 0.2, 0.4)),)))
    nothing = draw_ambiguity(AmbiguityPicture(()))

    check(alone)
    check(nothing)
    assert alone.table.columns == ("Element", "Name", "Ambiguity")
    assert alone.description.startswith("1 element. Most ambiguous: x.")


STANCES = tuple(
    StanceBar(str(place), wording, 10 * place, 3, 70 - 10 * place, 5 if place % 2 else 0)
    for place, wording in enumerate(WORDINGS)
)


@pytest.mark.parametrize("width", [360, 720])
def test_stances_are_stacked_to_the_whole(width: float) -> None:
    (chart,) = draw_stances(StancesPicture(STANCES), Look(width=width))

    check(chart)
    assert chart.table.rows[1][2:] == ("10", "3", "60", "5")
    assert "1 “" in chart.description
    assert "agree 10, pass 3, disagree 60, no answer 5." in chart.description
    assert "60" in words(chart)


def test_stances_withheld_or_absent_leave_no_bar() -> None:
    bars = (StanceBar("1", "x", None, None, None), StanceBar("2", "y", 0, 0, 0, 0))

    (chart,) = draw_stances(StancesPicture(bars))

    check(chart)
    assert chart.table.rows[0] == ("1", "x", "–", "–", "–", "–")
    assert [len(p.table.rows) for p in draw_stances(StancesPicture(STANCES * 6))] == [40, 8]
    check(draw_stances(StancesPicture(()))[0])


@pytest.mark.parametrize("width", [360, 720])
def test_stability_of_numbers_and_groups(width: float) -> None:
    draws = np.random.default_rng(1)
    picture = StabilityPicture(
        tuple(Draws(str(k), draws.beta(20 / k, 3, 200)) for k in (2, 3, 4)),
        (Draws("A", draws.beta(9, 1, 200)), Draws("B", np.array([np.nan, 0.5, 0.7]))),
        2,
    )

    chart = draw_stability(picture, Look(width=width))

    check(chart)
    mean = picture.by_number[0].mean
    assert f"agrees with this one to {mean:.2f} on average" in chart.description
    assert [row[0] for row in chart.table.rows] == [
        "2 groups",
        "3 groups",
        "4 groups",
        "Group A",
        "Group B",
    ]
    assert chart.table.rows[-1] == ("Group B", "0.60", "0.51–0.69", "2")


def test_stability_without_draws_or_number() -> None:
    chart = draw_stability(
        StabilityPicture((Draws("2", np.array([])), Draws("3", np.full(3, -0.2))))
    )

    check(chart)
    assert "The number of groups is not determined." in chart.description
    assert chart.table.rows == (
        ("2 groups", "–", "–", "0"),
        ("3 groups", "−0.20", "−0.20–−0.20", "3"),
    )


def test_an_estimate_that_is_not_finite_is_none() -> None:
    assert Estimate.of(0.5, float("nan"), 1) is None
    assert Estimate.of(0.5, 0.4, 0.6) == Estimate(0.5, 0.4, 0.6)


def test_the_same_rows_give_the_same_bytes() -> None:
    assert draw_contrast(contrast(50)) == draw_contrast(contrast(50))
    assert draw_plane(plane(30)) == draw_plane(plane(30))


def test_without_a_heading_only_the_accessible_names_remain() -> None:
    chart = draw_ambiguity(AmbiguityPicture(CHANGES), Look(heading=False, key="second"))

    assert chart.title not in words(chart)
    assert 'aria-labelledby="second-title second-desc"' in chart.svg
    check(chart)


def test_the_list_below_says_what_long_keys_are() -> None:
    """In the picture stands a number for each: what it is of would be nowhere else."""
    points = tuple(
        PlanePoint(key, text, 0.7, 0.1 * place, Verdict.UNSETTLED)
        for place, (key, text) in enumerate([("A/RES/73/27", ""), ("A/RES/73/266", "On conduct")])
    )
    said = words(draw_plane(PlanePicture(points)))
    assert "A/RES/73/27" in said and "A/RES/73/266 On conduct" in said
    short = tuple(PlanePoint(f"A{n}", "On conduct", 0.7, 0.1, Verdict.UNSETTLED) for n in range(2))
    assert "A1 On conduct" not in words(draw_plane(PlanePicture(short)))
