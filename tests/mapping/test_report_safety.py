"""What a report must never hold: texts that act, names of actors, numbers about too few."""

import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from parley.mapping import OpinionMap, StanceMatrix, read
from parley.mapping.matrix import Labels
from parley.mapping.report import write_report
from tests.mapping.reports import (
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
