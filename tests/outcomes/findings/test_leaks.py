"""Attacks: somebody who wants to learn from findings what a rule keeps from them."""

import json

import pytest
from django.urls import reverse

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import PropositionState, Results
from parley.apps.deliberation.services.consultations import show_results
from parley.apps.evidence.models import CollectionKind
from parley.apps.outcomes.models import Finding, FindingState, Ground, Reach, Synthesis
from parley.apps.outcomes.selectors import maps
from parley.apps.outcomes.selectors.sources import source_of
from parley.apps.outcomes.services import findings, syntheses
from parley.core import search
from parley.core.access import visible
from parley.core.localtext import LocalText
from tests import factories as make
from tests.outcomes.findings.scenes import Scene

pytestmark = pytest.mark.django_db
ROLES = ("convener", "rapporteur", "facilitator", "participant", "outsider")
INSIDE = {"convener", "rapporteur", "facilitator", "participant"}
WRITERS = {"convener", "rapporteur"}
CANARY = LocalText(en="Canary sings.")


def seen_by(scene, row):
    return {
        role for role in ROLES if visible(Finding, scene.actor(role)).filter(pk=row.pk).exists()
    }


def addresses(scene, row):
    slug = scene.dialogue.slug
    return [
        reverse("findings", args=[slug]),
        reverse("findings-file", args=[slug, "csv"]),
        reverse("findings-file", args=[slug, "json"]),
        reverse("finding", args=[row.uid]),
        reverse("search") + "?q=sings",
    ]


# ---- a session whose rule has become stricter since its consultation began


def tightened(rule, *, before):
    """What was asked in public in a session under another rule by now; findings on it were drawn
    before or after."""
    scene = Scene()
    session = make.session(scene.dialogue, rule=Rule.PUBLIC if before else rule)
    scene.consultation.session = session
    scene.consultation.save()
    row = scene.propose().accept(7)
    type(session).objects.filter(pk=session.pk).update(rule=rule)
    scene.consultation.refresh_from_db()
    return scene, row


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("rule", [Rule.CLOSED_DOOR, ""])
def test_a_door_that_was_closed_later_keeps_findings_behind_it(client, rule, before):
    scene, row = tightened(rule, before=before)
    assert seen_by(scene, row) == {"convener"}
    page, *_rest, one, _search = addresses(scene, row)
    assert client.get(one).status_code == 404
    assert "Proposition 7" not in client.get(page).content.decode()
    scene.consultation.session.seats.create(user=scene.accounts["participant"])
    assert "participant" in seen_by(scene, row)
    scene.again()
    behind = Finding.objects.exclude(behind=None)
    assert behind.exists() and all(one.bound for one in behind)
    assert not maps.may_leave(source_of(scene.consultation))


def test_what_was_let_out_of_a_weaker_rule_is_not_let_out_of_a_closed_door():
    scene, row = tightened(Rule.PARTICIPANTS, before=False)
    findings.release(scene.actor("convener"), row, released=True)
    assert seen_by(scene, row) == set(ROLES)
    type(scene.consultation.session).objects.update(rule=Rule.CLOSED_DOOR)
    assert seen_by(scene, row) == {"convener"}


@pytest.mark.parametrize("before", [True, False])
def test_a_session_that_is_among_participants_by_now_keeps_findings_there(before):
    scene, row = tightened(Rule.PARTICIPANTS, before=before)
    assert seen_by(scene, row) == INSIDE
    assert row.bound is not before


# ---- where a finding comes from


def chatham(**fields):
    """Findings for everybody, from a consultation that most do not see."""
    scene = Scene(rule=Rule.CHATHAM_HOUSE, size=30, **fields)
    return scene, scene.propose().accept(7)


def test_a_session_does_not_tell_of_a_consultation_that_its_reader_does_not_see(client, signed_in):
    scene, _row = chatham()
    session = make.session(scene.dialogue, rule=Rule.CHATHAM_HOUSE, listed=True)
    scene.consultation.session = session
    scene.consultation.save()
    address = reverse("session", args=[scene.dialogue.slug, session.slug])
    assert "1 convergence" in signed_in(scene.accounts["participant"]).get(address).content.decode()
    response = client.get(address)
    assert response.status_code == 200
    assert "1 convergence" not in response.content.decode()


def test_a_consultation_is_not_named_by_whom_it_is_owed_to_nor_by_its_numbers(client, signed_in):
    scene, row = chatham(attribution="Canary sings.")
    page, _csv, data, one, _search = addresses(scene, row)
    inside = signed_in(scene.accounts["participant"])
    assert "Canary" in inside.get(page).content.decode()
    for address in (page, one):
        assert "Canary" not in client.get(address).content.decode()

    def grounds(reader):
        return [
            ground
            for row in json.loads(reader.get(data).content)["findings"]
            for ground in row["grounds"]
        ]

    assert [ground["column"] for ground in grounds(inside)] == [7]
    assert all("column" not in ground for ground in grounds(client))


# ---- what is shown nowhere else any more


def test_a_proposition_that_was_taken_out_is_not_kept_in_findings(client):
    scene = Scene()
    type(scene.asked[6]).objects.filter(pk=scene.asked[6].pk).update(text=CANARY)
    row = scene.propose().accept(7)
    search.index(row)
    for address in addresses(scene, row):
        assert "Canary" in client.get(address).content.decode()
    other = scene.finding(1)
    findings.join(scene.actor("convener"), row, other)
    findings.accept(scene.actor("convener"), other)
    assert seen_by(scene, row) == set(ROLES)
    type(scene.asked[6]).objects.filter(pk=scene.asked[6].pk).update(
        state=PropositionState.WITHDRAWN
    )
    assert seen_by(scene, row) == WRITERS and seen_by(scene, other) == set(ROLES)
    for address in addresses(scene, row):
        assert "Canary" not in client.get(address).content.decode()


def on_a_roll_call(scene, **fields):
    """A finding for everybody on a roll call of a published collection, with its ground."""
    collection = make.collection(kind=CollectionKind.VOTES)
    call = make.roll_call(collection, title=CANARY)
    synthesis = Synthesis.objects.create(dialogue=scene.dialogue, reach=Reach.PUBLIC)
    values = {"subject": "roll_call", "roll_call": call, "kind": "unsettled"} | fields
    row = Finding.objects.create(synthesis=synthesis, state=FindingState.ACCEPTED, **values)
    source = synthesis.sources.create(collection=collection)
    Ground.objects.create(
        finding=row, source=source, verdict="unsettled", numbers={"who": "states"}, digest="x"
    )
    return collection, row


@pytest.mark.parametrize("has_ground", [True, False])
def test_a_roll_call_that_is_not_published_any_more_shows_nothing_of_its_draft(client, has_ground):
    scene = Scene(size=0)
    collection, row = on_a_roll_call(scene, wording=LocalText(en="They voted."))
    if not has_ground:
        row.grounds.all().delete()
    page, _csv, _json, one, _search = addresses(scene, row)
    assert "Canary" in client.get(one).content.decode()
    collection.published = False
    collection.save()
    assert seen_by(scene, row) == WRITERS
    assert client.get(one).status_code == 404
    assert "Canary" not in client.get(page).content.decode()


def test_numbers_of_a_collection_that_was_taken_back_are_taken_back():
    scene = Scene(size=0)
    collection, row = on_a_roll_call(scene, subject="own", roll_call=None, wording=CANARY)
    assert seen_by(scene, row) == set(ROLES)
    collection.published = False
    collection.save()
    assert seen_by(scene, row) == WRITERS


def test_what_a_convener_holds_back_again_is_not_published_by_a_rapporteur():
    scene = Scene(results=Results.HELD, results_shown=True).propose()
    row = scene.finding(7)
    show_results(scene.actor("convener"), scene.consultation, shown=False)
    findings.accept(scene.actor("rapporteur"), row)
    syntheses.set_reach(scene.actor("rapporteur"), scene.dialogue, Reach.PUBLIC)
    assert seen_by(scene, row) == WRITERS
    show_results(scene.actor("convener"), scene.consultation, shown=True)
    assert seen_by(scene, row) == set(ROLES)
