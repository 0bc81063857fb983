"""Who sees which findings, wherever they could show."""

import json
import re

import pytest
from django.urls import reverse

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Phase
from parley.apps.deliberation.selectors.results import results_of
from parley.apps.outcomes.models import Finding, FindingState, Synthesis
from parley.apps.outcomes.selectors import findings as find
from parley.apps.outcomes.services import findings, syntheses
from parley.core import search
from parley.core.access import visible
from parley.core.actors import ANONYMOUS
from parley.core.localtext import LocalText
from tests import factories as make
from tests.outcomes import world
from tests.outcomes.findings.scenes import Scene

pytestmark = pytest.mark.django_db
ROLES = ("convener", "rapporteur", "facilitator", "participant", "outsider", "anonymous")


def actor(scene, role):
    return ANONYMOUS if role == "anonymous" else scene.actor(role)


def seen_by(scene, row):
    return {
        role for role in ROLES if visible(Finding, actor(scene, role)).filter(pk=row.pk).exists()
    }


def finding(scene, **fields):
    synthesis, _new = Synthesis.objects.get_or_create(dialogue=scene.dialogue)
    values = {"subject": "own", "kind": "unsettled", "state": "accepted"}
    return Finding.objects.create(
        synthesis=synthesis, wording=LocalText(en="CANARY"), **values | fields
    )


WRITERS = {"convener", "rapporteur"}
TEAM = WRITERS | {"facilitator"}
INSIDE = TEAM | {"participant"}


@pytest.mark.parametrize(
    ("reach", "who"), [("team", TEAM), ("participants", INSIDE), ("public", set(ROLES))]
)
def test_accepted_findings_reach_whom_they_are_to_reach(reach, who):
    scene = Scene(size=0)
    row = finding(scene)
    Synthesis.objects.update(reach=reach)
    assert seen_by(scene, row) == who


@pytest.mark.parametrize("state", ["proposed", "rejected"])
def test_what_is_not_accepted_is_the_writers_alone(state):
    scene = Scene(size=0)
    row = finding(scene, state=state)
    Synthesis.objects.update(reach="public")
    assert seen_by(scene, row) == WRITERS


def test_what_is_joined_is_as_visible_as_with_what():
    scene = Scene(size=0)
    into = finding(scene)
    row = finding(scene, state="joined", joined_into=into)
    Synthesis.objects.update(reach="public")
    assert seen_by(scene, row) == set(ROLES)
    Finding.objects.filter(pk=into.pk).update(state="proposed")
    assert seen_by(scene, row) == WRITERS


def test_what_a_rule_keeps_among_participants_stays_there_until_it_is_let_out():
    scene = Scene(size=0)
    row = finding(scene, bound=True)
    Synthesis.objects.update(reach="public")
    assert seen_by(scene, row) == INSIDE
    findings.release(scene.actor("convener"), row, released=True)
    assert seen_by(scene, row) == set(ROLES)
    Synthesis.objects.update(reach="team")
    assert seen_by(scene, row) == TEAM


def test_behind_closed_doors_only_those_of_the_session_see_it_until_it_is_let_out():
    scene = Scene(rule=Rule.CLOSED_DOOR, size=0)
    row = finding(scene, bound=True, behind=scene.consultation)
    Synthesis.objects.update(reach="public")
    assert seen_by(scene, row) == {"convener"}
    for role in ("rapporteur", "participant"):
        scene.consultation.session.seats.create(user=scene.accounts[role])
    assert seen_by(scene, row) == {"convener", "rapporteur", "participant"}
    Finding.objects.update(state="proposed")
    assert seen_by(scene, row) == {"convener", "rapporteur"}
    Finding.objects.update(state="accepted")
    findings.release(scene.actor("convener"), row, released=True)
    assert seen_by(scene, row) == set(ROLES)


def test_of_a_draft_nobody_outside_sees_anything():
    scene = Scene(size=0)
    row = finding(scene)
    Synthesis.objects.update(reach="public")
    type(scene.dialogue).objects.update(status="draft")
    assert seen_by(scene, row) == TEAM


def test_findings_from_behind_closed_doors_stand_apart():
    """Two consultations on the same proposition of the library: one is behind closed doors."""
    scene = Scene(size=0)
    origin = make.library_proposition()
    session = make.session(scene.dialogue, rule=Rule.CLOSED_DOOR)
    closed = world.consultation(
        scene.dialogue, session=session, rule=Rule.CLOSED_DOOR, phase=Phase.CLOSED
    )
    for row in (scene.consultation, closed):
        make.proposition(row, origin=origin, text=origin.text)
        make.proposition(row)
        world.answer(row, [(None, [0.8, 0.5])], size=30, seed=row.pk)
    scene.propose(scene.consultation, closed)
    rows = Finding.objects.filter(proposition=origin)
    assert {(row.behind_id, row.bound, row.grounds.count()) for row in rows} == {
        (None, False, 1),
        (closed.pk, True, 1),
    }
    seen = find.board_for(scene.actor("rapporteur"), scene.dialogue)
    assert {one.row.behind_id for one in seen.every} == {None}
    sources = find.sources_for(scene.actor("rapporteur"), scene.synthesis)
    assert [one.source.consultation for one in sources] == [scene.consultation]
    everything = find.board_for(scene.actor("convener"), scene.dialogue)
    assert {one.row.behind_id for one in everything.every} == {None, closed.pk}


def test_new_numbers_stay_inside_until_they_are_let_out_too():
    scene = Scene(rule=Rule.PARTICIPANTS).propose()
    row = scene.accept(7)
    assert row.bound
    findings.release(scene.actor("convener"), row, released=True)
    row.grounds.update(digest="other")
    scene.again()
    assert scene.finding(7).stale and scene.finding(7).released  # what was let out is as it was
    findings.renew(scene.actor(), scene.finding(7))
    assert not scene.finding(7).released


# ---- pages


def pages(scene, row):
    slug = scene.dialogue.slug
    return [
        reverse("findings", args=[slug]),
        reverse("findings-file", args=[slug, "csv"]),
        reverse("findings-file", args=[slug, "json"]),
        reverse("finding", args=[row.uid]),
        reverse("dialogue", args=[slug]),
        reverse("search") + "?q=canary",
    ]


@pytest.mark.parametrize("state", ["proposed", "rejected", "accepted"])
def test_no_page_shows_what_is_not_for_its_reader(client, signed_in, state):
    scene = Scene(size=0)
    row = finding(scene, state=state, reason="CANARY")
    search.index(row)
    outsider = signed_in(scene.accounts["outsider"])
    participant = signed_in(scene.accounts["participant"])
    for reader in (client, outsider, participant):
        for address in pages(scene, row):
            response = reader.get(address)
            told = response.content.decode().replace('value="canary"', "").casefold()
            assert "canary" not in told.replace("q=canary", "").replace("“canary”", ""), address
            assert response.status_code == (404 if "/findings/" + str(row.uid) in address else 200)


def test_every_page_shows_what_is_for_its_reader(client):
    scene = Scene(size=0)
    row = finding(scene)
    search.index(row)
    Synthesis.objects.update(reach="public")
    shown = [client.get(address).content.decode() for address in pages(scene, row)]
    assert all("CANARY" in text for text in [*shown[:4], shown[5]])
    assert "1 unsettled" in shown[4]


DESK = (
    ("desk-outcome", "get"),
    ("desk-outcome-source-add", "post"),
    ("desk-outcome-thresholds", "get"),
    ("desk-outcome-reach", "get"),
    ("desk-outcome-propose", "post"),
    ("desk-outcome-progress", "get"),
    ("desk-findings", "get"),
    ("desk-findings-accept", "post"),
    ("desk-finding-add", "get"),
)
ONE = (
    ("desk-finding", "get"),
    ("desk-finding-act", "post"),
    ("desk-finding-reject", "get"),
    ("desk-finding-join", "get"),
    ("desk-finding-release", "get"),
    ("desk-finding-delete", "get"),
)


def test_the_desk_is_there_for_those_who_write_the_outcome(client, signed_in):
    scene = Scene(size=0)
    row = finding(scene)
    Synthesis.objects.update(reach="public")
    others = [client] + [
        signed_in(scene.accounts[role]) for role in ("outsider", "participant", "facilitator")
    ]
    writer = signed_in(scene.accounts["rapporteur"])
    for name, method in (*DESK, *ONE):
        more = [row.uid] if (name, method) in ONE else []
        address = reverse(name, args=[scene.dialogue.slug, *more])
        for reader in others:
            assert getattr(reader, method)(address).status_code == 404, name
        status = getattr(writer, method)(address).status_code
        expected = (403,) if name == "desk-finding-release" else (200, 302, 422)
        assert status in expected, name


def test_a_finding_of_another_dialogue_is_not_on_this_desk(signed_in):
    scene, other = Scene(size=0), Scene(size=0)
    row = finding(other)
    Synthesis.objects.update(reach="public")
    writer = signed_in(scene.accounts["rapporteur"])
    for name, method in ONE:
        address = reverse(name, args=[scene.dialogue.slug, row.uid])
        assert getattr(writer, method)(address).status_code == 404, name
    act = reverse("desk-finding-act", args=[other.dialogue.slug, row.uid])
    assert writer.post(act, {"act": "restore"}).status_code == 404


# ---- what is withheld


@pytest.mark.parametrize("rule", [Rule.CHATHAM_HOUSE, Rule.CLOSED_DOOR])
def test_nothing_withheld_is_stored_or_shown(signed_in, rule):
    """Of the proposition that nearly all agree on, few disagree: how many is nobody's business."""
    scene = Scene(rule=rule, size=30).propose()
    results = results_of(scene.consultation)
    total = results.of(scene.asked[6].pk).total
    assert total.disagree is None
    stored = scene.finding(7).grounds.get().numbers
    assert "disagree" not in stored
    every = json.dumps(
        [ground.numbers for row in Finding.objects.all() for ground in row.grounds.all()]
    )
    for name in ("pronounced", "agree", "disagree", "passed", "reserved", "absent"):
        counts = [int(one) for one in re.findall(rf'"{name}": (\d+)[,}}]', every)]
        assert all(one == 0 or one >= 5 for one in counts), name
    if rule == Rule.CLOSED_DOOR:
        row = scene.finding(7)
        findings.accept(scene.actor("convener"), row)
        findings.release(scene.actor("convener"), scene.finding(7), released=True)
    else:
        scene.accept(7)
    syntheses.set_reach(scene.actor("convener"), scene.dialogue, "public")
    reader = signed_in(scene.accounts["outsider"])
    text = reader.get(reverse("findings", args=[scene.dialogue.slug])).content.decode()
    assert "Other counts would tell of too few people." in text
    # The consultation itself does not exist for this reader, nor does its title.
    assert str(scene.consultation.title) not in text and scene.consultation.slug not in text
    assert "A consultation under the rule" in text
    assert scene.finding(7).state == FindingState.ACCEPTED
