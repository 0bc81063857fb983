"""The map of a Chatham House consultation that was let out: in the report, its package, its checks."""

import json

import pytest

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Consultation, Phase
from parley.apps.outcomes.models import MapRelease, OpinionMap, Reach
from parley.apps.outcomes.selectors.sources import source_of
from parley.apps.outcomes.services import drawing, releasing, syntheses
from parley.apps.reports.body.blocks import Block, Kind, body_from, new_uid
from parley.apps.reports.checks.problem import Topic
from parley.apps.reports.layout.building import laid_out
from parley.apps.reports.layout.nodes import Figure
from parley.apps.reports.selectors.checking import problems
from parley.apps.reports.selectors.material import material_for
from parley.apps.reports.services import packing
from parley.apps.reports.verifying import verify
from parley.core.actors import ANONYMOUS
from parley.core.localtext import LocalText
from tests import factories as make
from tests.outcomes.findings.scenes import Scene
from tests.reports.layout.scene import laid
from tests.reports.package import world
from tests.reports.package.test_packing import everything_in

pytestmark = pytest.mark.django_db
NAME = "What participants made of it"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.MEDIA_ROOT.mkdir()


class Told(Scene):
    """A report that shows two charts of a consultation that sings, and a finding that rests on it."""

    def __init__(self, rule=Rule.CHATHAM_HOUSE):
        super().__init__(
            rule, size=30, title=LocalText(en="Canary inside"), attribution="Canary host"
        )
        self.propose().accept(7)
        drawing.look.call()
        self.key = source_of(self.consultation).key
        self.charts = [
            Block(new_uid(), Kind.CHART, of=f"{self.key}/{place}")
            for place in ("found/map/1", "stakeholder-groups/propositions/1")
        ]
        self.blocks = [
            Block(new_uid(), Kind.HEADING, LocalText(en="Findings")),
            *self.charts,
            Block(new_uid(), Kind.FINDING, of=str(self.finding(7).uid)),
            Block(new_uid(), Kind.SOURCES),
            Block(new_uid(), Kind.METHOD),
        ]
        self.report = make.report(self.dialogue, *self.blocks, demonstration=True)

    @property
    def map(self):
        rows = OpinionMap.objects.select_related("consultation__dialogue", "consultation__session")
        return rows.get(consultation=self.consultation)

    def let_out(self):
        return releasing.release(self.actor("convener"), self.map, LocalText(en=NAME))

    def take_back(self):
        releasing.take_back(self.actor("convener"), self.map)

    def laid(self, actor=ANONYMOUS):
        return laid(self, *self.blocks, actor=actor)

    def packed(self, folder):
        body = body_from(self.report.body)
        documents = {"en": laid_out(ANONYMOUS, self.report, body, "en", world.IMPRINT)}
        made = world.packed(folder, documents, packing.data_of(self.report, body))
        return made, folder / "report.zip"


def figures(document):
    return [one for one in document.nodes if isinstance(one, Figure)]


def problems_with(scene):
    blocks = {one.uid for one in scene.charts}
    return [one for one in problems(scene.report) if one.block in blocks]


def test_before_it_is_let_out_nothing_of_it_is_laid_out_for_everybody():
    scene = Told()
    document, missing = scene.laid()
    assert figures(document) == []
    assert {one.block for one in missing} >= {one.uid for one in scene.charts}
    found = problems_with(scene)
    assert [one.kind for one in found] == [Topic.HIDDEN] * 2
    assert all("A convener can let it out" in one.text and one.stops for one in found)


def test_what_was_let_out_stands_in_the_report_under_its_public_name():
    scene = Told()
    scene.let_out()
    document, missing = scene.laid()
    assert len(figures(document)) == 2 and missing == []
    assert problems_with(scene) == []
    said = repr(document)
    assert "canary" not in said.casefold() and "/consultations/" not in said
    assert all(one.source == f"Source: {NAME}." for one in figures(document))
    assert "chart-actors" not in said
    # Told of once among the sources: with its map, and not as closed a second time.
    assert said.count("A consultation of participants") == 1
    assert "have let its opinion map out" in said


def test_its_writers_see_the_same_that_everybody_will_read():
    scene = Told()
    scene.let_out()
    mine, _missing = scene.laid(scene.actor("convener"))
    theirs, _missing = scene.laid()
    assert figures(mine) == figures(theirs)


def test_a_map_that_is_taken_back_leaves_drafts_and_stops_them():
    scene = Told()
    scene.let_out()
    scene.take_back()
    document, _missing = scene.laid()
    assert figures(document) == []
    assert [one.kind for one in problems_with(scene)] == [Topic.HIDDEN] * 2


@pytest.mark.parametrize("rule", [Rule.PARTICIPANTS, Rule.CLOSED_DOOR])
def test_a_row_that_says_so_lets_no_other_map_out(rule, tmp_path):
    """As if somebody had written it past the service."""
    scene = Told(rule)
    MapRelease.objects.create(map=scene.map, title=LocalText(en=NAME))
    document, _missing = scene.laid()
    assert figures(document) == []
    made, _path = scene.packed(tmp_path)
    assert not [name for name in made.data if name.startswith(f"sources/{scene.key}/")]


def test_small_numbers_stop_it_before_it_is_printed(monkeypatch):
    from parley.apps.outcomes.bridge import letting_out

    scene = Told()
    scene.let_out()
    monkeypatch.setattr(letting_out, "too_small", lambda _of, _least: ["counts"])
    document, _missing = scene.laid()
    assert figures(document) == []
    assert Topic.SMALL_CELL in {one.kind for one in problems_with(scene) if one.stops}


def test_a_report_that_is_composed_shows_it_only_once_it_is_out():
    scene = Told()

    def charts():
        return material_for(scene.actor("rapporteur"), scene.dialogue).material.charts

    assert [one for one in charts() if one.startswith(scene.key)] == []
    scene.let_out()
    shown = [one for one in charts() if one.startswith(scene.key)]
    assert f"{scene.key}/found/map/1" in shown and len(shown) >= 2
    scene.take_back()
    assert [one for one in charts() if one.startswith(scene.key)] == []


def test_its_package_holds_the_map_and_nothing_else_of_it_and_is_verified(tmp_path):
    scene = Told()
    scene.let_out()
    made, path = scene.packed(tmp_path)
    here = f"sources/{scene.key}/"
    tables = {
        f"{here}map/{name}.{kind}"
        for name in ("propositions", "shares", "groups", "elements")
        for kind in ("csv", "parquet")
    }
    found = {name for name in made.data if name.startswith(here)}
    assert found == {*tables, f"{here}source.json", f"{here}LICENCE.txt"}
    assert "canary" not in everything_in(made.packed)
    about = json.loads(made.data[f"{here}source.json"])
    assert about["title"] == {"en": NAME} and about["map"]["input_digest"] is None
    told = verify(path)
    assert [one.differs for one in told.checks if one.differs] == []
    alone = next(one for one in told.checks if "told of alone" in one.title)
    assert alone.same > 20


def test_a_package_that_tells_of_few_does_not_pass(tmp_path):
    scene = Told()
    scene.let_out()
    made, path = scene.packed(tmp_path)
    name = f"sources/{scene.key}/source.json"

    def stricter(files):
        about = json.loads(files[name])
        files[name] = json.dumps({**about, "fewest_counted": 40}).encode()
        files[f"sources/{scene.key}/map/actors.csv"] = b"actor,x,y\n1,0.1,0.2\n"

    path.write_bytes(world.changed(made.packed, stricter))
    alone = next(one for one in verify(path).checks if "told of alone" in one.title)
    assert any("counts below 40" in one for one in alone.differs)
    assert any("actors: no table" in one for one in alone.differs)


def test_a_version_tells_no_more_than_the_version_before_it(tmp_path):
    """The map is one and is never drawn again: two packages of it can be subtracted from each other,
    and the difference is nobody."""
    scene = Told()
    scene.let_out()
    first, _path = scene.packed(tmp_path)
    scene.take_back()
    Consultation.objects.update(phase=Phase.SEALED)
    drawing.look.call()
    scene.let_out()
    second, _path = scene.packed(tmp_path)
    for name, content in first.data.items():
        if "/map/" in name:
            assert second.data[name] == content


def test_the_numbers_of_the_map_are_those_of_the_findings(tmp_path):
    """Of each group the same answers and the same share: nothing to subtract."""
    import polars

    scene = Told()
    scene.let_out()
    syntheses.set_reach(scene.actor("convener"), scene.dialogue, Reach.PUBLIC)
    made, _path = scene.packed(tmp_path)
    shares = polars.read_parquet(made.data[f"sources/{scene.key}/map/shares.parquet"]).to_dicts()
    found = json.loads(made.data["findings.json"])["findings"]
    (ground,) = next(one for one in found if one["grounds"])["grounds"]
    mine = {
        one["group"]: one["answers"]
        for one in shares
        if one["grouping"] == "stakeholder group" and one["proposition"] == "7"
    }
    told = sorted(one["pronounced"] for one in ground["groups"])
    assert told and told == sorted(mine.values())
