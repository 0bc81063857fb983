"""Which charts a map has, and what goes into them."""

import re

import numpy as np

from parley.mapping import MapSettings, StanceMatrix, map_opinions
from parley.mapping.charts import Look
from parley.mapping.matrix import Labels
from parley.mapping.pictures import charts_of, map_picture, shown, slugs
from tests.mapping.planted import cloud, noise
from tests.mapping.reports import camps, mapped


def grouped(stances: StanceMatrix, *names: str) -> StanceMatrix:
    ids = stances.actors.tolist()
    return stances.with_groups({one: names[n % len(names)] for n, one in enumerate(ids)})


class TestWhich:
    def test_groups_have_all(self) -> None:
        stances = grouped(camps(), "north", "south")
        elements = Labels.of(["one" if n % 2 else "two" for n in range(stances.n_propositions)])
        found = mapped(stances.with_elements(dict(enumerate(elements.names * 15))))
        assert list(charts_of(found)) == [
            "map",
            "propositions-by-discovered",
            "plane-by-discovered",
            "map-by-stakeholder-group",
            "propositions-by-stakeholder-group",
            "plane-by-stakeholder-group",
            "ambiguity",
            "stability",
            "stances",
        ]

    def test_a_line_is_not_cut_into_camps(self) -> None:
        found = mapped(cloud(120, 20, 1, 1.0, 1.5, seed=1)[0])
        names = list(charts_of(found))
        assert names == [
            "map",
            "propositions-by-line-of-disagreement",
            "plane-by-line-of-disagreement",
            "stances",
        ]

    def test_one_group_has_no_gap(self) -> None:
        found = mapped(noise(40, 10, seed=3))
        charts = charts_of(found)
        assert list(charts) == ["map", "propositions-by-everybody", "stances"]
        (chart,) = charts["propositions-by-everybody"]
        assert chart.title == "What all agree and disagree on"

    def test_nothing_asked_for_leaves_out_what_is_not_known(self) -> None:
        found = map_opinions(camps(), MapSettings.basic())
        assert "stability" not in charts_of(found)


def test_ids_are_each_once_on_a_page() -> None:
    found = mapped(grouped(camps(), "north", "south"))
    both = [charts_of(found, Look(key="a-")), charts_of(found, Look(width=360, key="b-"))]
    ids = [
        one
        for charts in both
        for pages in charts.values()
        for chart in pages
        for one in re.findall(r' id="([^"]+)"', chart.svg)
    ]
    assert len(ids) > 30
    assert len(ids) == len(set(ids))


def test_names_of_files_are_plain_and_each_once() -> None:
    found = mapped(camps())
    odd = ["../../etc/passwd", "É t é", "e-t-e", "東京", "大阪", "x" * 90]
    object.__setattr__(found, "groupings", dict.fromkeys(odd, found.groupings["discovered"]))
    made = list(slugs(found).values())
    assert made == ["etc-passwd", "e-t-e", "e-t-e-again", "grouping", "grouping-again", "x" * 40]


def test_the_clearest_of_each_verdict_come_first() -> None:
    found = mapped(camps()).contrasts["discovered"]
    numbers = shown(found)
    assert sorted(numbers) == list(range(30))
    verdicts = [found.at(number).verdict for number in numbers]
    places = [
        ("convergence", "divergence", "unsettled", "too little evidence").index(v) for v in verdicts
    ]
    assert places == sorted(places)
    gaps = [found.at(n).gap.size for n in numbers if found.at(n).verdict == "divergence"]  # type: ignore[union-attr]
    assert len(gaps) > 3
    assert gaps == sorted(gaps, reverse=True)


class TestPicture:
    def test_who_answered_all_there_is_has_not_answered_little(self) -> None:
        picture = map_picture(mapped(StanceMatrix.from_dense(camps(40, 4).dense())))
        assert not picture.few.any()

    def test_who_answered_nothing_has_no_place(self) -> None:
        dense = camps(40, 10).dense()
        dense[7] = np.nan
        picture = map_picture(mapped(StanceMatrix.from_dense(dense)))
        assert np.flatnonzero(~picture.placed).tolist() == [7]

    def test_ends_are_the_strongest_propositions(self) -> None:
        found = mapped(camps())
        loadings = found.projection.axes[:, 0]
        across = map_picture(found).across
        assert across.low == f"proposition {int(loadings.argmin())}"
        assert across.high == f"proposition {int(loadings.argmax())}"
