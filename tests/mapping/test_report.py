"""The report of a map: what stands in it, what must not, and that it is whole or not there."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from parley.mapping import InvalidArtefact, OpinionMap, StanceMatrix, read
from parley.mapping.matrix import Labels
from parley.mapping.report import as_json, check_folder, write_report
from parley.mapping.report.words import settings as explained
from parley.mapping.settings import MapSettings
from parley.mapping.summary import structure_sentence
from tests.mapping.planted import cloud, noise
from tests.mapping.reports import (
    BREXIT,
    HOSTILE,
    Tags,
    camps,
    contents,
    mapped,
    numbers_in,
    page,
    shown,
    values,
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


NAMES = tuple(f"participant-Zed{n}-é" for n in range(60))
LEAST = 250


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    n, p = 60, len(HOSTILE)
    stances = camps(n, p, actors=[f"{HOSTILE[i % p]}{i}" for i in range(n)], propositions=HOSTILE)
    labels = Labels.of([HOSTILE[i % 4] for i in range(n)])
    elements = Labels.of([HOSTILE[i % 3] for i in range(p)])
    texts = tuple(HOSTILE[::-1])
    hostile = StanceMatrix(
        stances.actors,
        stances.propositions,
        stances.indptr,
        stances.cells,
        labels,
        elements,
        texts,
    )
    return write_report(
        mapped(hostile), tmp_path_factory.mktemp("h") / "r", title=HOSTILE[0], identities=True
    )


@pytest.fixture(scope="module")
def identified(tmp_path_factory: pytest.TempPathFactory) -> OpinionMap:
    folder = tmp_path_factory.mktemp("ids")
    dense = camps(60, 12).dense()
    lines = [f"{NAMES[i]},{j},{int(dense[i, j])}" for i in range(60) for j in range(12)]
    table = folder / "v.csv"
    table.write_text("\n".join(["actor,proposition,stance", *lines, "participant-Zed3-é,1,oh"]))
    groups = folder / "g.csv"
    rows = [f"{name},{'north' if n % 2 else 'south'}" for n, name in enumerate(NAMES)]
    groups.write_text("\n".join(["actor,group", *rows, "participant-Zed-gone,north"]))
    return mapped(read(table, groups=groups, lenient=True))


@pytest.fixture(scope="module")
def disclosed() -> OpinionMap:
    sizes = {"large": 713, "middle": 449, "small": 187}
    labels = [name for name, size in sizes.items() for _ in range(size)]
    rng = np.random.default_rng(5)
    dense = rng.choice([-1.0, 0.0, 1.0], size=(len(labels), 6), p=[0.3, 0.35, 0.35])
    dense[:, 0] = 1.0
    dense[:137, 0] = -1.0
    dense[137:700, 0] = 0.0
    names = [f"actor-{n:04}x" for n in range(len(labels))]
    stances = StanceMatrix.from_dense(dense, actors=names, propositions=list("ABCDEF"))
    stances = stances.with_groups(dict(zip(names, labels, strict=True)))
    return mapped(stances, min_cell=LEAST, bootstraps=0)


@pytest.fixture(scope="module")
def guarded(disclosed: OpinionMap, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(disclosed, tmp_path_factory.mktemp("d") / "r", identities=True)


class TestHostileTexts:
    def test_stay_texts_in_the_page(self, hostile: Path) -> None:
        root, text = page(hostile), (hostile / "index.html").read_text("utf-8")
        assert Tags(text).wrong == []
        assert root.xpath("//script | //img") == []
        assert [one for one in root.xpath("//@*") if "alert(1)" in one and "<" not in one] == []
        assert not {name for node in root.iter() for name in node.attrib if name.startswith("on")}
        assert HOSTILE[0] in root.xpath("string(//h1)")
        assert "{{ 7*7 }}" in root.text_content()

    def test_stay_texts_in_charts(self, hostile: Path) -> None:
        for path in (hostile / "charts").iterdir():
            assert "<script" not in path.read_text("utf-8")
            assert "<img" not in path.read_text("utf-8")

    def test_mean_nothing_in_markdown(self, hostile: Path) -> None:
        text = (hostile / "method.md").read_text("utf-8")
        assert "<script" not in text
        assert "](http" not in text
        assert text.count("\n# ") == 0

    def test_are_no_formulas_for_spreadsheets(self, hostile: Path) -> None:
        numbers = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?", re.IGNORECASE)
        for path in (hostile / "tables").glob("*.csv"):
            for name, cell in values(path.parent):
                if name.endswith(".csv") and not numbers.fullmatch(str(cell)):
                    assert not str(cell).lstrip().startswith(("=", "+", "-", "@")), (name, cell)
        ids = pl.read_parquet(hostile / "tables/propositions.parquet")["proposition"].to_list()
        assert sorted(ids) == sorted(HOSTILE)


class TestIdentities:
    def test_are_in_no_byte_unless_asked_for(self, identified: OpinionMap, tmp_path: Path) -> None:
        assert "participant-Zed-gone" in str(identified.intake.notes)
        folder = write_report(identified, tmp_path / "r")
        assert [name for name, content in contents(folder).items() if b"Zed" in content] == []
        assert [where for where, one in values(folder) if "Zed" in str(one)] == []

    def test_are_there_on_demand(self, identified: OpinionMap, tmp_path: Path) -> None:
        folder = write_report(identified, tmp_path / "r", identities=True)
        table = pl.read_parquet(folder / "tables/actors.parquet")
        assert sorted(table["actor"]) == sorted(NAMES)
        assert "Hand them on only to those" in shown(folder)
        assert OpinionMap.load(folder / "map").actors.tolist() == sorted(NAMES)

    def test_are_not_told_by_the_order(self, identified: OpinionMap, tmp_path: Path) -> None:
        table = pl.read_parquet(write_report(identified, tmp_path / "r") / "tables/actors.parquet")
        assert table["actor"].to_list() == list(range(1, 61))
        assert table["axis 1"].is_sorted()


class TestDisclosure:
    """Group sizes and counts are such that a withheld number is told from all others."""

    def test_keeps_withheld_numbers_out_of_every_file(self, guarded: Path) -> None:
        told = {187, 449, 137}
        wrong = {
            (where, one) for where, value in values(guarded) for one in numbers_in(value) & told
        }
        assert wrong == set()

    def test_shows_what_may_be_shown(self, guarded: Path) -> None:
        text = shown(guarded)
        assert "No number about fewer than 250 actors is published here" in text
        groups = pl.read_parquet(guarded / "tables/groups.parquet").rows()
        assert ("stakeholder group", "large", 713) in groups
        assert ("stakeholder group", "small", None) in groups

    def test_tells_no_membership_of_small_groups(self, guarded: Path) -> None:
        names = set(pl.read_parquet(guarded / "tables/actors.parquet")["stakeholder group"])
        assert names == {"", "large"}
        kept = OpinionMap.load(guarded / "map")
        assert kept.groupings["stakeholder group"].sizes.tolist() == [713, 0, 0]
        assert kept.published_sizes("stakeholder group") == (713, None, None)

    def test_leaves_no_small_count_in_tables(self, guarded: Path) -> None:
        for name, columns in {
            "propositions": ("disagree", "pass", "agree"),
            "shares": ("answers", "disagree", "pass", "agree"),
        }.items():
            table = pl.read_parquet(guarded / f"tables/{name}.parquet")
            for column in columns:
                known = [one for one in table[column].to_list() if one is not None and one != -1]
                assert known == [] or min(known) >= LEAST, (name, column)

    def test_is_quiet_where_nothing_is_withheld(self, report: Path) -> None:
        assert "What is withheld" not in shown(report)
