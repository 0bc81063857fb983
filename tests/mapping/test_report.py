"""The report of a map: what stands in it, what must not, and that it is whole or not there."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from parley.mapping import InvalidArtefact, OpinionMap, StanceMatrix, read
from parley.mapping.report import as_json, check_folder, write_report
from parley.mapping.report.words import settings as explained
from parley.mapping.settings import MapSettings
from parley.mapping.summary import structure_sentence
from tests.mapping.planted import cloud, noise
from tests.mapping.reports import (
    BREXIT,
    Tags,
    camps,
    contents,
    mapped,
    page,
    shown,
)

FILES = {"index.html", "method.md", "report.json", "charts/map.svg", "map/manifest.json"}
BOTH = ("propositions", "shares", "actors", "groups", "axes")


def grouped(stances: StanceMatrix, names: list[str]) -> StanceMatrix:
    ids = stances.actors.tolist()
    return stances.with_groups({one: names[n % len(names)] for n, one in enumerate(ids)})


@pytest.fixture(scope="module")
def brexit() -> OpinionMap:
    return mapped(read(BREXIT, published_groups=True))


@pytest.fixture(scope="module")
def report(brexit: OpinionMap, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(brexit, tmp_path_factory.mktemp("brexit") / "report", title="Brexit")


def _line() -> StanceMatrix:
    return cloud(120, 20, 1, 1.0, 1.5, seed=1)[0]


def _none() -> StanceMatrix:
    return noise(40, 10, seed=3)


def _one_actor() -> StanceMatrix:
    return StanceMatrix.from_dense([[1.0, -1.0, 0.0]])


def _all_agree() -> StanceMatrix:
    return StanceMatrix.from_dense(np.ones((12, 3)))


def _one_group_of_two() -> StanceMatrix:
    return grouped(camps(12, 8), ["big"] * 10 + ["tiny", "other"])


class TestPage:
    @pytest.mark.parametrize(
        ("make", "title"),
        [
            (camps, "The groups that were found"),
            (_line, "Along the line of disagreement"),
            (_none, "Everybody together"),
            (_one_actor, "Everybody together"),
            (_all_agree, "Everybody together"),
            (_one_group_of_two, "By stakeholder group"),
        ],
    )
    def test_is_whole_html_whatever_was_found(
        self, tmp_path: Path, make: Callable[[], StanceMatrix], title: str
    ) -> None:
        folder = write_report(mapped(make()), tmp_path / "r")
        root, text = page(folder), (folder / "index.html").read_text("utf-8")
        assert Tags(text).wrong == []
        assert title in [one.text_content() for one in root.xpath("//h2")]
        ids = root.xpath("//@id")
        assert sorted(ids) == sorted(set(ids))
        assert {one[1:] for one in root.xpath("//a/@href") if one.startswith("#")} <= set(ids)
        assert {one for one in root.xpath("//@aria-labelledby") for one in one.split()} <= set(ids)
        assert "nan" not in shown(folder).lower().split()
        for table in root.xpath("//table"):
            assert len({len(row) for row in table.xpath(".//tr")}) == 1

    def test_says_what_the_summary_says_first(self, brexit: OpinionMap, report: Path) -> None:
        text = shown(report)
        brief = text[text.rindex("In brief") : text.rindex("The map")]
        assert structure_sentence(brexit) in brief
        row = brexit.contrasts["stakeholder group"][8]
        assert row.verdict == "divergence"
        assert "“Labour should oppose the Brexit process.”" in brief
        assert f"gap {100 * row.gap.size:.0f} points" in brief  # type: ignore[union-attr]
        assert "Agreement: at least" in brief

    def test_asks_nobody_for_anything(self, report: Path) -> None:
        root, text = page(report), (report / "index.html").read_text("utf-8")
        assert root.xpath("//script | //link | //img | //iframe | //object | //@onload") == []
        assert root.xpath("//@src | //*[name()='use']/@href[not(starts-with(., '#'))]") == []
        assert [one for one in root.xpath("//a/@href") if ":" in one or one.startswith("/")] == []
        assert re.findall(r"url\((?!\"data:font/woff2;base64,|#)", text) == []
        assert "@import" not in text

    def test_links_only_to_files_that_are_there(self, report: Path) -> None:
        links = [one for one in page(report).xpath("//a/@href") if not one.startswith("#")]
        assert [one for one in links if not (report / one).exists()] == []
        assert len(links) > 10

    def test_shows_each_chart_with_words_and_numbers(self, report: Path) -> None:
        figures = page(report).xpath("//figure")
        drawings = sorted(path.name for path in (report / "charts").iterdir())
        assert len(figures) == len(drawings)
        for figure in figures:
            wide, narrow = figure.xpath(".//*[name()='svg']")
            assert (wide.get("role"), narrow.get("role")) == ("img", "img")
            assert len(figure.xpath(".//table//tr")) > 1
            assert figure.xpath("string(.//p[@class='described'])") == wide.xpath(
                "string(./*[name()='desc'])"
            )

    def test_tells_what_was_left_out(self, tmp_path: Path) -> None:
        source = tmp_path / "v.csv"
        lines = [
            f"a{i},{j},{'agree' if (i + j) % 3 else 'disagree'}" for i in range(9) for j in range(8)
        ]
        source.write_text(
            "\n".join(["actor,proposition,stance", *lines, "a1,2,maybe", "zed,1,agree"])
        )
        folder = write_report(mapped(read(source, lenient=True)), tmp_path / "r")
        text = shown(folder)
        assert "74 entries were read; 73 of them are the stances of this map." in text
        assert "1 actor with fewer than 7 answers" in text
        assert "1 remark on single lines of the input may name actors" in text
        assert "maybe" not in text
        named = shown(
            write_report(mapped(read(source, lenient=True)), tmp_path / "n", identities=True)
        )
        assert "line 74" in named and "maybe" in named


class TestSettings:
    def test_are_all_explained(self) -> None:
        found = {one.name: one for one in explained(MapSettings(seed=7))}
        assert list(found) == list(MapSettings().as_dict())
        assert [one.name for one in found.values() if not one.meaning] == []
        assert [one.name for one in found.values() if not one.usual] == ["seed"]
        assert found["level"].meaning == "Of all intervals: 0.95 holds the truth 19 times in 20."

    def test_stand_in_the_method_with_the_way_to_repeat_it(
        self, report: Path, brexit: OpinionMap
    ) -> None:
        text = (report / "method.md").read_text("utf-8")
        for name, value in brexit.settings.as_dict().items():
            assert f"\n| {name} | {value}" in text
        assert brexit.input_digest in text
        assert "MapSettings(bootstraps=10, null_draws=20, folds=3)" in text
        assert "Some of these settings are not options of the command" in text

    @pytest.mark.parametrize(
        ("settings", "command"),
        [
            (MapSettings(), "    parley map INPUT\n"),
            (MapSettings.basic(seed=3), "    parley map INPUT --basic --seed 3\n"),
            (MapSettings(min_cell=5), "    parley map INPUT --min-cell 5\n"),
        ],
    )
    def test_are_given_as_options(
        self, tmp_path: Path, settings: MapSettings, command: str
    ) -> None:
        found = mapped(camps(), **settings.as_dict())
        assert command in (write_report(found, tmp_path / "r") / "method.md").read_text("utf-8")


class TestFiles:
    def test_are_all_there(self, report: Path) -> None:
        names = set(contents(report))
        tables = {f"tables/{name}.{kind}" for name in BOTH for kind in ("csv", "parquet")}
        assert names >= FILES | tables

    def test_are_the_same_bytes_again(
        self, report: Path, brexit: OpinionMap, tmp_path: Path
    ) -> None:
        again = mapped(read(BREXIT, published_groups=True))
        assert contents(write_report(again, tmp_path / "other", title="Brexit")) == contents(report)

    def test_hold_pictures_on_demand(self, tmp_path: Path) -> None:
        folder = write_report(mapped(_all_agree()), tmp_path / "r", png=True)
        pictures = {path.stem for path in (folder / "charts").glob("*.png")}
        assert pictures == {path.stem for path in (folder / "charts").glob("*.svg")}
        assert (folder / "charts/map.png").read_bytes().startswith(b"\x89PNG")

    def test_hold_the_map(self, report: Path, brexit: OpinionMap) -> None:
        assert OpinionMap.load(report / "map").summary() == brexit.summary()

    def test_give_csv_and_parquet_alike(self, report: Path) -> None:
        for name in BOTH:
            parquet = pl.read_parquet(report / f"tables/{name}.parquet")
            table = pl.read_csv(report / f"tables/{name}.csv", infer_schema_length=None)
            assert (table.columns, table.height) == (parquet.columns, parquet.height)

    def test_are_read_by_machines(self, report: Path, brexit: OpinionMap) -> None:
        told = json.loads((report / "report.json").read_text("utf-8"))
        whole = as_json(brexit, report)
        assert told == {key: one for key, one in whole.items() if key not in ("folder", "files")}
        assert whole["counts"] == {
            "actors": 204,
            "propositions": 50,
            "stances": 5303,
            "shaping_actors": 189,
            "shaping_propositions": 50,
        }
        assert whole["files"] == list(contents(report))
        groups = told["groupings"]["stakeholder group"]["groups"]
        assert [(one["name"], one["actors"]) for one in groups] == [
            ("Polis group 0", 106),
            ("Polis group 1", 91),
        ]
        first = told["propositions"][8]
        assert first["text"] == "Labour should oppose the Brexit process."
        by = first["by"]["stakeholder group"]
        row = brexit.contrasts["stakeholder group"][8]
        assert by["verdict"] == "divergence"
        assert by["gap"]["size"] == pytest.approx(row.gap.size, abs=1e-6)  # type: ignore[union-attr]
        assert by["shares"]["Polis group 0"]["agree"] == row.shares["Polis group 0"].agree
        json.dumps(whole, allow_nan=False)


class TestFolder:
    def test_is_replaced_where_it_is_a_report(self, tmp_path: Path) -> None:
        folder = write_report(mapped(camps()), tmp_path / "r")
        (folder / "charts" / "old.svg").write_text("old")
        write_report(mapped(_all_agree()), folder)
        assert not (folder / "charts" / "old.svg").exists()
        assert [path.name for path in tmp_path.iterdir()] == ["r"]

    def test_is_left_alone_where_it_is_something_else(self, tmp_path: Path) -> None:
        (tmp_path / "notes.txt").write_text("mine")
        with pytest.raises(InvalidArtefact, match="holds something else than a report"):
            write_report(mapped(_all_agree()), tmp_path)
        with pytest.raises(InvalidArtefact, match="is a file"):
            check_folder(tmp_path / "notes.txt")
        assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]

    @pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
    def test_is_as_it_was_when_writing_stops(
        self, tmp_path: Path, error: type[BaseException]
    ) -> None:
        folder = write_report(mapped(camps()), tmp_path / "r")
        before = contents(folder)

        def stop(doing: str, _share: float) -> None:
            if doing == "writing the page":
                raise error

        with pytest.raises(error):
            write_report(mapped(_all_agree()), folder, progress=stop)
        assert contents(folder) == before
        assert [path.name for path in tmp_path.iterdir()] == ["r"]


def test_nothing_is_said_to_be_withheld_where_nothing_is(report: Path) -> None:
    assert "What is withheld" not in shown(report)
