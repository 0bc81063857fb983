"""Pairs of marks with their intervals."""

import pytest

from parley.mapping.charts import Estimate, Look, Pair, PairsPicture, draw_pairs
from tests.mapping.chart_reading import check, words

ROWS = (
    Pair("A1 / 1", "Knowledge", Estimate(0.6, 0.5, 0.7), Estimate(0.3, 0.2, 0.4), "narrower"),
    Pair("B2", "المعرفة مطلوبة قبل كل شيء", Estimate(0.1, 0.0, 0.9), None),
    Pair("", "Territory " * 12, None, Estimate(1.0, 0.9, 1.0), "not comparable"),
)


def picture(measure="ambiguity", rows=ROWS):
    return PairsPicture(rows, "Florence, first day", "What states have published", measure, "Two")


@pytest.mark.parametrize("width", [360, 760])
@pytest.mark.parametrize("measure", ["ambiguity", "agreement"])
@pytest.mark.parametrize("heading", [True, False])
def test_pairs_stand_in_any_width(width, measure, heading):
    (chart,) = draw_pairs(picture(measure), Look(width=width, heading=heading))
    check(chart)
    said = words(chart)
    assert {"Florence, first day", "What states have published"} <= set(said)
    # A ring for each first and a diamond for each second, and one of each in the legend.
    assert chart.svg.count("<circle") == chart.svg.count('<path class="chart-fill-group-1') == 3


def test_pairs_say_their_numbers():
    (shares,) = draw_pairs(picture("agreement"))
    assert shares.table.rows[0] == (
        *("A1 / 1", "Knowledge"),
        *("60\xa0% (50–70\xa0%)", "30\xa0% (20–40\xa0%)", "narrower"),
    )
    assert shares.table.rows[1][2:] == ("10\xa0% (0–90\xa0%)", "–", "–")
    (ambiguity,) = draw_pairs(picture())
    assert ambiguity.table.rows[2][2:] == ("–", "1.00 (0.90–1.00)", "not comparable")
    assert (
        "A1 / 1 Knowledge: 0.60 (0.50–0.70) in Florence, first day, 0.30" in ambiguity.description
    )


def test_many_pairs_go_on_several_pages():
    rows = tuple(Pair(str(n), f"Row {n}", *[Estimate(0.5, 0.4, 0.6)] * 2) for n in range(60))
    pages = draw_pairs(picture(rows=rows), Look(rows=25))
    assert [len(page.table.rows) for page in pages] == [25, 25, 10]
    assert pages[1].title == "Two (2 of 3)"
    for page in pages:
        check(page)
    (nothing,) = draw_pairs(picture(rows=()))
    check(nothing)
