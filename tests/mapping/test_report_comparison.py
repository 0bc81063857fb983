"""Two maps compared: the sentences, the page, and what can't be compared."""

import json
from pathlib import Path

import numpy as np
import pytest

from parley.mapping import InvalidArtefact, InvalidStances, OpinionMap, StanceMatrix
from parley.mapping.report import compare, write_comparison, write_report
from tests.mapping.reports import HOSTILE, Tags, contents, mapped, page, shown


def answers(shares: dict[str, float], n: int = 200, names: str = "a") -> StanceMatrix:
    """So many actors, of whom these shares agree with each proposition and the others disagree."""
    columns = [np.where(np.arange(n) < round(share * n), 1.0, -1.0) for share in shares.values()]
    dense = np.stack([np.roll(one, 37 * k) for k, one in enumerate(columns)], axis=1)
    actors = [f"{names}{i}" for i in range(n)]
    found = StanceMatrix.from_dense(dense, actors=actors, propositions=list(shares))
    return found.with_groups(dict.fromkeys(actors, "all"))


ELEMENTS = {"p1": "duty", "p2": "duty", "p3": "scope", "p4": "scope"}


@pytest.fixture(scope="module")
def before() -> OpinionMap:
    shares = {"p1": 0.5, "p2": 0.6, "p3": 0.7, "p4": 0.5, "old": 0.9}
    return mapped(answers(shares).with_elements(ELEMENTS), null_draws=0, bootstraps=0)


@pytest.fixture(scope="module")
def after() -> OpinionMap:
    shares = {"p1": 0.95, "p2": 0.9, "p3": 0.7, "p4": 0.5, "new": 0.9}
    return mapped(answers(shares, names="b").with_elements(ELEMENTS), null_draws=0, bootstraps=0)


class TestSentences:
    def test_say_what_fell_and_what_did_not(self, before: OpinionMap, after: OpinionMap) -> None:
        told = compare(before, after).summary().split("\n")
        assert told[0].startswith("The ambiguity of element duty fell from .98 to .28 (change −.7")
        assert told[0].endswith(").")
        assert "95 % interval −." in told[0]
        assert told[1].startswith(
            "The ambiguity of element scope shows no change beyond chance: .92 before, .92 now"
        )
        assert "1 proposition of the later map is new." in told
        assert "1 proposition of the earlier map is gone." in told

    def test_turn_round_with_the_maps(self, before: OpinionMap, after: OpinionMap) -> None:
        told = compare(after, before).summary()
        assert "The ambiguity of element duty rose from .28 to .98 (change .7" in told

    def test_find_nothing_in_the_same_map(self, before: OpinionMap) -> None:
        found = compare(before, before)
        assert not any(map(found.is_beyond_chance, found.change.propositions.values()))
        assert found.change.same_actors == 200
        assert all(turned == () for turned in found.turned.values())

    def test_name_verdicts_that_turned(self, before: OpinionMap, after: OpinionMap) -> None:
        found = compare(before, after)
        turned = {
            one.proposition: (one.before, one.after) for one in found.turned["stakeholder group"]
        }
        assert turned == {"p1": ("unsettled", "convergence"), "p2": ("unsettled", "convergence")}
        assert "By stakeholder group, 2 propositions changed their verdict." in found.summary()


class TestWhatCanBeCompared:
    def test_needs_something_in_common(self, before: OpinionMap) -> None:
        other = mapped(answers({"x": 0.5, "y": 0.5}))
        with pytest.raises(InvalidStances, match="no proposition in common"):
            compare(before, other)

    def test_saved_maps_are_compared_as_they_are(
        self, before: OpinionMap, after: OpinionMap, tmp_path: Path
    ) -> None:
        loaded = [
            OpinionMap.load(one.save(tmp_path / n)) for n, one in (("b", before), ("a", after))
        ]
        found = compare(*loaded)
        assert found.change.same_actors == 0
        live = compare(before, after).change.elements["duty"]
        assert found.change.elements["duty"].change == pytest.approx(live.change)

    def test_disclosure_looks_at_published_numbers_only(self, before: OpinionMap) -> None:
        settings = before.settings.as_dict() | {"min_cell": 5}
        assert before.stances is not None
        guarded = mapped(before.stances, **settings)
        found = compare(guarded, guarded)
        assert found.change.same_actors == 0
        assert all(round(one.before, 2) == one.before for one in found.change.propositions.values())


class TestReport:
    def test_is_whole_and_says_it_all(
        self, before: OpinionMap, after: OpinionMap, tmp_path: Path
    ) -> None:
        found = compare(before, after)
        folder = write_comparison(found, tmp_path / "r", title="Before → after")
        root, text = page(folder), (folder / "index.html").read_text("utf-8")
        assert Tags(text).wrong == []
        assert sorted(root.xpath("//@id")) == sorted(set(root.xpath("//@id")))
        for sentence in found.summary().split("\n"):
            assert sentence in shown(folder)
        assert [
            one for one in root.xpath("//a/@href") if one[0] != "#" and not (folder / one).exists()
        ] == []
        assert "Before → after" in root.xpath("string(//h1)")
        told = json.loads((folder / "report.json").read_text("utf-8"))
        assert (told["kind"], told["new"], told["gone"]) == ("comparison", ["new"], ["old"])
        assert told["elements"]["duty"]["beyond_chance"] is True
        assert told["elements"]["scope"]["beyond_chance"] is False
        whole = found.as_json(folder)
        assert whole["files"] == list(contents(folder))

    def test_is_the_same_bytes_again(
        self, before: OpinionMap, after: OpinionMap, tmp_path: Path
    ) -> None:
        one, two = (write_comparison(compare(before, after), tmp_path / name) for name in "ab")
        assert contents(one) == contents(two)

    def test_draws_an_arrow_from_before_to_now(
        self, before: OpinionMap, after: OpinionMap, tmp_path: Path
    ) -> None:
        folder = write_comparison(compare(before, after), tmp_path / "r", png=True)
        drawn = (folder / "charts/ambiguity.svg").read_text("utf-8")
        assert "Ambiguity of each proposition, before and now" in (
            folder / "charts/propositions.svg"
        ).read_text("utf-8")
        assert "less ambiguous" in drawn
        assert "within chance" in drawn
        assert (folder / "charts/ambiguity.png").stat().st_size > 1000

    def test_takes_hostile_texts(self, tmp_path: Path) -> None:
        shares = dict.fromkeys(HOSTILE, 0.5)
        elements = {key: HOSTILE[n % 3] for n, key in enumerate(HOSTILE)}
        maps = [
            mapped(answers(dict.fromkeys(shares, share)).with_elements(elements), null_draws=0)
            for share in (0.5, 0.9)
        ]
        folder = write_comparison(compare(*maps), tmp_path / "r", title=HOSTILE[1])
        root = page(folder)
        assert Tags((folder / "index.html").read_text("utf-8")).wrong == []
        assert root.xpath("//script | //img") == []

    def test_replaces_reports_only(self, before: OpinionMap, tmp_path: Path) -> None:
        found = compare(before, before)
        (tmp_path / "mine.txt").write_text("mine")
        with pytest.raises(InvalidArtefact):
            write_comparison(found, tmp_path)
        folder = write_report(before, tmp_path / "r")
        write_comparison(found, folder)
        assert not (folder / "map").exists()
