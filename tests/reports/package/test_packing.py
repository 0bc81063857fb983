"""What goes into a package: all that is public, and nothing else, in whatever file."""

import io
import json
import zlib
from pathlib import Path
from typing import Any

import polars
import pytest

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Phase
from parley.apps.evidence.models import Position, PositionStance
from parley.apps.outcomes.models import Finding, Reach, Synthesis
from parley.apps.outcomes.services import drawing, findings, syntheses
from parley.apps.reports.body.blocks import Block, Kind, body_from, new_uid
from parley.apps.reports.layout.building import laid_out
from parley.apps.reports.services import packing
from parley.apps.reports.verifying import verify
from parley.core.actors import ANONYMOUS
from parley.core.localtext import LocalText
from tests import factories as make
from tests.outcomes import world as outcomes
from tests.outcomes.findings.scenes import Scene
from tests.reports.package import world
from tests.reports.package.world import Made, files_in

pytestmark = pytest.mark.django_db


def everything_in(content: bytes) -> str:
    """All texts of all files, whatever they are packed in; and the bytes themselves."""
    found = []
    for name, file in files_in(content).items():
        found += [name, file.decode("utf-8", "replace")]
        if name.endswith(".parquet"):
            frame = polars.read_parquet(io.BytesIO(file))
            found += [*frame.columns, json.dumps(frame.to_dicts(), default=str)]
        if name.endswith(".png"):
            found += [_inflated(part) for part in file.split(b"IDAT")[1:]]
    return "\n".join(found).casefold()


def _inflated(part: bytes) -> str:
    try:
        return zlib.decompressobj().decompress(part).decode("latin-1")
    except zlib.error:
        return ""


class TestLeaks:
    def test_what_stays_inside_is_in_no_file(self, made: Made) -> None:
        text = everything_in(made.packed)
        assert "synthetic institute" in text
        assert [one for one in world.CANARIES if one.casefold() in text] == []

    def test_nothing_of_a_single_participant(self, made: Made) -> None:
        here = [name for name in made.data if name.startswith(f"sources/{made.keys['public']}/")]
        assert len(here) > 10
        assert not any("actors" in name or "stances" in name or "matrix" in name for name in here)
        names = {name.split("/")[1] for name in made.data if name.startswith("sources/")}
        assert names == {made.keys[one] for one in ("public", "positions", "votes")}

    def test_numbers_of_a_confidential_round_are_those_of_its_findings(self, made: Made) -> None:
        """Of a group of two people nothing is told, nor of what could be subtracted to them."""
        told = json.loads(made.data["findings.json"])["findings"]
        quiet = [one for finding in told for one in finding["grounds"] if one["key"] is None]
        assert len(quiet) == 7
        for ground in quiet:
            assert "column" not in ground
            for name in ("agree", "disagree", "passed"):
                assert ground.get(name) is None or ground[name] >= 5
            told_of = {str(one["name"]["en"]): one for one in ground.get("groups", [])}
            tiny = told_of.pop(world.TINY, {})
            assert {name for name, value in tiny.items() if value is not None} <= {"name"}
            assert all((one["pronounced"] or 5) >= 5 for one in told_of.values())
        assert any(ground.get("groups") for ground in quiet)

    def test_small_groups_of_a_public_round_are_withheld(self, made: Made) -> None:
        results = polars.read_parquet(
            io.BytesIO(made.data[f"sources/{made.keys['public']}/results.parquet"])
        )
        assert results["answers"].drop_nulls().min() >= 5


class TestWhatIsIn:
    def test_only_findings_that_the_report_shows(self, made: Made) -> None:
        told = json.loads(made.data["findings.json"])["findings"]
        shown = {
            node.block
            for node in made.documents["en"].nodes
            if getattr(node, "role", "") == "finding"
        }
        assert {block for one in told for block in one["blocks"]} == shown
        assert len(told) == len(shown) == _n_shown(made)

    def test_every_place_of_a_position(self, made: Made) -> None:
        here = f"sources/{made.keys['positions']}"
        rows = polars.read_parquet(io.BytesIO(made.data[f"{here}/positions.parquet"])).to_dicts()
        papers = polars.read_parquet(io.BytesIO(made.data[f"{here}/documents.parquet"])).to_dicts()
        known = {one["id"] for one in papers}
        placed = [one for one in rows if one["place"]]
        assert len(placed) == 12
        assert all(one["document"] in known and one["quotation"] == "=we do" for one in placed)
        assert "'=we do" in made.data[f"{here}/positions.csv"].decode("utf-8-sig")
        assert made.data[f"{here}/LICENCE.txt"] == b"A source\nCC0 1.0\n"

    def test_linked_data_leads_from_the_report_to_a_place_in_a_document(self, made: Made) -> None:
        told = json.loads(files_in(made.packed)["report.jsonld"])
        by_id = {one["@id"]: one for one in told["@graph"]}
        assert len(by_id) == len(told["@graph"])
        report = by_id[made.documents["en"].imprint.address]
        reached = set()
        for finding in report["hasPart"]:
            for ground in by_id[finding]["wasDerivedFrom"]:
                for source in by_id[ground].get("wasDerivedFrom", []):
                    for position in by_id[source]["hasPart"]:
                        reached.add(by_id[position].get("hadPrimarySource"))
        documents = reached - {None}
        assert len(documents) == 12
        assert all(by_id[one]["schema:name"].startswith("Position paper") for one in documents)
        assert all(
            key == "@id" or not isinstance(value, str) or not value.startswith("http")
            for key, value in told["@context"].items()
            if key not in ("schema", "prov")
        )

    def test_the_same_of_a_practice_and_a_question(self, made: Made) -> None:
        (practice,) = json.loads(made.data["practices.json"])["practices"]
        (question,) = json.loads(made.data["questions.json"])["questions"]
        assert practice["what"] == {"en": "=A practice"}
        assert question["status"] == "open"


def _n_shown(made: Made) -> int:
    return sum(getattr(node, "role", "") == "finding" for node in made.documents["en"].nodes)


def _pack(scene: Scene, *blocks: Block) -> tuple[Any, dict[str, bytes]]:
    report = make.report(scene.dialogue, *blocks)
    return report, packing.data_of(report, body_from(report.body))


def test_a_report_without_any_finding_has_a_package_too(tmp_path: Path) -> None:
    scene = Scene(size=0)
    report, data = _pack(scene)
    assert sorted(data) == ["findings.csv", "findings.json", "findings.parquet", "method.json"]
    body = body_from(report.body)
    documents = {"en": laid_out(ANONYMOUS, report, body, "en", world.IMPRINT)}
    world.packed(tmp_path, documents, data)
    assert verify(tmp_path / "report.zip").agrees


def test_findings_that_are_not_public_are_not_in_it() -> None:
    scene = Scene(phase=Phase.CLOSED)
    scene.propose()
    hidden = scene.accept(7, reach=Reach.TEAM)
    _report, data = _pack(scene, Block(new_uid(), Kind.FINDING, of=str(hidden.uid)))
    assert json.loads(data["findings.json"])["findings"] == []
    assert not any(name.startswith("sources/") for name in data)
    syntheses.set_reach(scene.actor("convener"), scene.dialogue, Reach.PUBLIC)
    again = packing.data_of(_report, body_from(_report.body))
    assert [one["uid"] for one in json.loads(again["findings.json"])["findings"]] == [
        str(hidden.uid)
    ]


@pytest.mark.parametrize("rule", [Rule.PARTICIPANTS, Rule.CHATHAM_HOUSE, Rule.CLOSED_DOOR])
def test_a_chart_of_what_is_not_public_opens_no_source(rule: str) -> None:
    scene = Scene(rule)
    drawing.look.call()
    key = f"c{scene.consultation.pk}"
    _report, data = _pack(scene, Block(new_uid(), Kind.CHART, of=f"{key}/found/map/1"))
    assert not any(name.startswith("sources/") for name in data)


@pytest.mark.parametrize("of", ["", "c", "x1", "c1/..", "e99999999999999999999", "c²/a/b/1"])
def test_charts_of_nothing_do_no_harm(of: str) -> None:
    _report, data = _pack(Scene(size=0), Block(new_uid(), Kind.CHART, of=of))
    assert not any(name.startswith("sources/") for name in data)


def test_what_has_changed_since_a_finding_was_read_is_told(tmp_path: Path) -> None:
    scene, collection = Scene(size=0), world.positions()
    scene.propose(collection)
    synthesis = Synthesis.objects.get(dialogue=scene.dialogue)
    for row in Finding.objects.filter(synthesis=synthesis):
        findings.accept(scene.actor("convener"), row)
    syntheses.set_reach(scene.actor("convener"), scene.dialogue, Reach.PUBLIC)
    every = Finding.objects.filter(synthesis=synthesis)
    Position.objects.filter(supersedes=None, stance=PositionStance.OPPOSES).delete()
    report, data = _pack(scene, *(Block(new_uid(), Kind.FINDING, of=one.uid.hex) for one in every))
    told = json.loads(data["findings.json"])["findings"]
    assert any(ground.get("source_changed") for one in told for ground in one["grounds"])
    body = body_from(report.body)
    documents = {"en": laid_out(ANONYMOUS, report, body, "en", world.IMPRINT)}
    world.packed(tmp_path, documents, data)
    found = verify(tmp_path / "report.zip")
    unknown = [line for one in found.checks for line in one.unknown]
    assert found.agrees
    assert any("has changed since it was read" in line for line in unknown)


def test_it_is_the_same_whoever_asks_for_it(made: Made) -> None:
    """Nothing in it depends on the language or the time at which it is made."""
    scene = Scene(size=0)
    outcomes.roll_calls()
    report = make.report(
        scene.dialogue, Block(new_uid(), Kind.TEXT, LocalText(en="Some words.")), languages=["ar"]
    )
    body = body_from(report.body)
    assert packing.data_of(report, body) == packing.data_of(report, body)
