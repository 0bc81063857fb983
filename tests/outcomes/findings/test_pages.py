"""The pages of findings: for readers, and the desk of who writes them."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parley.apps.convening.models import Rule
from parley.apps.outcomes.models import Finding, Ground, Synthesis
from parley.apps.outcomes.services import findings
from parley.core.localtext import LocalText
from tests import factories as make
from tests.outcomes.findings.scenes import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return Scene(size=40).propose()


def desk(scene, name, *more):
    return reverse(name, args=[scene.dialogue.slug, *more])


def page(client, scene):
    response = client.get(reverse("findings", args=[scene.dialogue.slug]))
    assert response.status_code == 200
    return response.content.decode()


# ---- for readers


def test_where_there_are_none_the_page_says_so(client):
    assert "No findings yet" in page(client, Scene(size=0))


def test_a_finding_stands_with_its_numbers_its_thresholds_and_where_they_are_from(client, scene):
    row = scene.accept(7)
    text = page(client, scene)
    assert "All groups agreed with the proposition “Proposition 7”." in text
    assert "Of the 80 participants who pronounced themselves" in text
    assert "In the group that is least on this side" in text and "interval" in text
    assert "Said by Parley from the numbers." in text
    assert "is at least 60\xa0%" in text  # the threshold, beside it and in the box
    assert "How numbers become words" in text
    slugs = [scene.dialogue.slug, scene.consultation.slug]
    for address in (
        reverse("proposition", args=[*slugs, 7]),
        reverse("opinion-map", args=slugs),
        reverse("finding", args=[row.uid]),
    ):
        assert f'href="{address}"' in text
        assert client.get(address).status_code == 200
    assert "Proposition 1" not in text  # only proposed


def test_the_rapporteur_s_words_stand_before_parley_s(client, scene):
    row = scene.accept(7)
    words = LocalText(en="<script>alert(1)</script> We agree.", fr="D’accord.")
    findings.word(scene.actor(), row, {"wording": words})
    text = page(client, scene)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; We agree." in text and "<script>alert" not in text
    assert "In the words of the rapporteur." in text and "All groups agreed" not in text
    client.cookies["django_language"] = "fr"
    assert "D’accord." in page(client, scene)


def test_one_of_one_s_own_is_marked(client, scene):
    findings.add(
        scene.actor(), scene.dialogue, {"kind": "unsettled", "wording": LocalText(en="X.")}
    )
    Synthesis.objects.update(reach="public")
    assert "it rests on no numbers of Parley’s" in page(client, scene)


def test_joined_findings_stand_under_the_one(client, scene):
    into = scene.accept(7)
    findings.join(scene.actor(), scene.finding(1), into)
    text = client.get(reverse("finding", args=[into.uid])).content.decode()
    assert "Joined with it" in text and "Proposition 1" in text
    assert client.get(reverse("finding", args=[scene.finding(1).uid])).status_code == 200


def test_files_hold_the_same_findings(client, scene):
    row = scene.accept(7)
    csv = client.get(desk(scene, "findings-file", "csv"))
    assert csv["Content-Disposition"].startswith("attachment") and csv.status_code == 200
    lines = csv.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2 and lines[1].startswith(f"{row.uid},convergence,meaning")
    assert ",no,convergence,groups,participants,80," in lines[1]
    told = json.loads(client.get(desk(scene, "findings-file", "json")).content)
    assert told["thresholds"]["groups_at"] == 0.6 and told["thresholds"]["level"] == 0.95
    (one,) = told["findings"]
    assert one["uid"] == str(row.uid) and one["grounds"][0]["pronounced"] == 80
    assert one["grounds"][0]["synthetic"] is False
    assert client.get(desk(scene, "findings-file", "pdf")).status_code == 404


def test_a_formula_in_a_file_stays_text(client, scene):
    row = scene.accept(7)
    findings.word(scene.actor(), row, {"wording": LocalText(en="=1+1")})
    text = client.get(desk(scene, "findings-file", "csv")).content.decode("utf-8-sig")
    assert ",'=1+1" in text


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_pages_take_the_same_queries_however_many_findings_there_are(client, signed_in):
    writer, counts = None, []
    for accepted in (1, 8):
        scene = Scene(size=20).propose()
        for number in range(1, accepted + 1):
            scene.accept(number)
        writer = signed_in(scene.accounts["rapporteur"])
        addresses = ("findings", "desk-findings", "desk-outcome")
        counts.append(
            [queries(client, desk(scene, "findings"))]
            + [queries(writer, desk(scene, name)) for name in addresses]
        )
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 20


def test_the_dialogue_and_the_session_tell_of_findings(client):
    scene = Scene(size=0)
    session = make.session(scene.dialogue)
    type(scene.consultation).objects.update(session=session)
    scene = scene_with_session(scene)
    dialogue = reverse("dialogue", args=[scene.dialogue.slug])
    here = reverse("session", args=[scene.dialogue.slug, session.slug])
    for address in (dialogue, here):
        assert "Read the findings" not in client.get(address).content.decode()
    findings.accept(scene.actor(), Finding.objects.get())
    Synthesis.objects.update(reach="public")
    for address in (dialogue, here):
        text = client.get(address).content.decode()
        assert "Read the findings" in text and "1 unsettled" in text


def scene_with_session(scene):
    synthesis = Synthesis.objects.create(dialogue=scene.dialogue)
    source = synthesis.sources.create(consultation=scene.consultation)
    row = Finding.objects.create(
        synthesis=synthesis, proposition=make.proposition(scene.consultation), kind="unsettled"
    )
    Ground.objects.create(
        finding=row, source=source, verdict="unsettled", numbers={"who": "participants"}, digest="x"
    )
    return scene


def test_the_list_of_all_pages_names_the_findings_that_anybody_may_read(client, scene):
    address = reverse("findings", args=[scene.dialogue.slug])
    assert address not in client.get(reverse("sitemap")).content.decode()
    scene.accept(7)
    assert address in client.get(reverse("sitemap")).content.decode()


# ---- at the desk


@pytest.fixture
def writer(signed_in, scene):
    return signed_in(scene.accounts["rapporteur"])


def test_sources_are_chosen_and_findings_proposed(signed_in):
    scene = Scene(size=20)
    writer = signed_in(scene.accounts["rapporteur"])
    home = desk(scene, "desk-outcome")
    assert "There is nothing to draw them from yet" in writer.get(home).content.decode()
    key = f"consultation-{scene.consultation.pk}"
    added = writer.post(desk(scene, "desk-outcome-source-add"), {"source": key}, follow=True)
    assert "Read with" in added.content.decode() or "is drawn when" in added.content.decode()
    for wrong in ("", "consultation-0", "series-1", key):
        assert (
            writer.post(desk(scene, "desk-outcome-source-add"), {"source": wrong}).status_code
            == 422
        )
    proposed = writer.post(desk(scene, "desk-outcome-propose"), follow=True)
    assert "Last proposed" in proposed.content.decode()
    board = writer.get(desk(scene, "desk-findings")).content.decode()
    assert board.count('class="finding"') == 8
    progress = writer.get(desk(scene, "desk-outcome-progress"))
    assert progress["HX-Refresh"] == "true"


def test_a_source_is_named_and_removed(writer, scene):
    source = scene.synthesis.sources.get()
    form = desk(scene, "desk-outcome-source", source.pk)
    seen = writer.get(form).context["version"]
    assert writer.post(form, {"label_en": "The first round", "seen": seen}).status_code == 302
    assert writer.post(form, {"label_en": "Another", "seen": seen}).status_code == 409
    source.refresh_from_db()
    assert source.label == {"en": "The first round"}
    removal = desk(scene, "desk-outcome-source-remove", source.pk)
    assert "Draw no findings from" in writer.get(removal).content.decode()
    assert writer.post(removal).status_code == 302
    assert not Finding.objects.exists()


def test_thresholds_are_set_within_their_limits(writer, scene):
    form = desk(scene, "desk-outcome-thresholds")
    given = {name: str(value) for name, value in writer.get(form).context["form"].initial.items()}
    assert writer.post(form, given).status_code == 302
    assert scene.synthesis.thresholds == {}  # 0.67 is still two thirds
    assert writer.post(form, {**given, "least": "9"}).status_code == 302
    assert scene.synthesis.thresholds == {"least": 9}
    for wrong in ({"gap_at": "0.1"}, {"least": "x"}, {"most_at": "0.75"}, {"groups_at": "NaN"}):
        assert writer.post(form, {**given, **wrong}).status_code == 422, wrong
    assert scene.synthesis.thresholds == {"least": 9}


def test_who_sees_them_is_asked_twice(writer, scene):
    form = desk(scene, "desk-outcome-reach")
    asked = writer.post(form, {"reach": "public"})
    assert asked.status_code == 200 and "can’t be called back" in asked.content.decode()
    assert scene.synthesis.reach == "team"
    assert writer.post(form, {"reach": "public", "sure": "1"}).status_code == 302
    assert scene.synthesis.reach == "public"
    assert writer.post(form, {"reach": "all", "sure": "1"}).status_code == 422


def test_the_board_shows_each_state_and_what_can_be_done(writer, scene):
    who = scene.actor()
    findings.accept(who, scene.finding(7))
    findings.reject(who, scene.finding(1), "Beside the point.")
    Finding.objects.filter(pk=scene.finding(7).pk).update(stale=True)
    expected = {"": 8, "proposed": 6, "accepted": 1, "rejected": 1, "stale": 1, "joined": 0, "x": 8}
    for state, n in expected.items():
        text = writer.get(f"{desk(scene, 'desk-findings')}?state={state}").content.decode()
        assert text.count('<li class="finding"') == n, state
    assert "Its numbers are others now" in text and "Beside the point." in text


def test_ticked_ones_are_accepted_together(writer, scene):
    chosen = [str(scene.finding(n).uid) for n in (1, 2)]
    address = desk(scene, "desk-findings-accept")
    told = writer.post(address, {"chosen": [*chosen, "nonsense"]}, follow=True).content.decode()
    assert "2 findings accepted." in told
    assert Finding.objects.filter(state="accepted").count() == 2
    assert "Tick at least one" in writer.post(address, follow=True).content.decode()


def test_one_is_decided_on_by_its_buttons(writer, scene):
    row = scene.finding(7)
    act = desk(scene, "desk-finding-act", row.uid)
    for step, state in (("accept", "accepted"), ("restore", "proposed"), ("nonsense", "proposed")):
        assert writer.post(act, {"act": step}).status_code == 302
        assert scene.finding(7).state == state
    reject = desk(scene, "desk-finding-reject", row.uid)
    assert writer.post(reject, {"reason": " "}).status_code == 422
    assert writer.post(reject, {"reason": "No."}).status_code == 302
    assert scene.finding(7).reason == "No."
    join = desk(scene, "desk-finding-join", scene.finding(2).uid)
    assert writer.get(join).status_code == 200
    assert writer.post(join, {"target": scene.finding(7).pk}).status_code == 422
    assert writer.post(join, {"target": scene.finding(1).pk}).status_code == 302
    assert scene.finding(2).joined_into == scene.finding(1)


def test_of_two_who_word_the_same_the_second_sees_both(writer, signed_in, scene):
    form = desk(scene, "desk-finding", scene.finding(7).uid)
    shown = writer.get(form)
    seen = shown.context["version"]
    assert "All groups agreed" in shown.content.decode()  # what Parley says, to word it otherwise
    other = signed_in(scene.accounts["convener"])
    first = {"wording_en": "Hers.", "matter": "meaning", "seen": seen}
    assert other.post(form, first).status_code == 302
    refused = writer.post(form, {**first, "wording_en": "His."})
    text = refused.content.decode()
    assert refused.status_code == 409 and "Hers." in text and "His." in text
    assert scene.finding(7).wording == {"en": "Hers."}
    again = {**first, "wording_en": "Both.", "seen": refused.context["version"]}
    assert writer.post(form, again).status_code == 302
    assert scene.finding(7).wording == {"en": "Both."}


def test_one_of_one_s_own_is_added_and_deleted(writer, scene):
    form = desk(scene, "desk-finding-add")
    given = {"kind": "unsettled", "matter": "meaning", "element": "", "wording_en": ""}
    assert writer.post(form, given).status_code == 422
    assert writer.post(form, {**given, "element": "999", "wording_en": "X."}).status_code == 422
    assert writer.post(form, {**given, "wording_en": "We heard it."}).status_code == 302
    row = Finding.objects.get(subject="own")
    assert row.wording == {"en": "We heard it."} and row.state == "accepted"
    edit = desk(scene, "desk-finding", row.uid)
    seen = writer.get(edit).context["version"]
    changed = {**given, "wording_en": "Heard.", "kind": "divergence", "seen": seen}
    assert writer.post(edit, changed).status_code == 302
    row.refresh_from_db()
    assert (row.kind, row.wording) == ("divergence", {"en": "Heard."})
    delete = desk(scene, "desk-finding-delete", row.uid)
    assert writer.get(delete).status_code == 200
    assert writer.post(delete).status_code == 302
    assert not Finding.objects.filter(subject="own").exists()


def test_a_convener_lets_out_what_a_rule_keeps_inside(client, signed_in):
    scene = Scene(rule=Rule.PARTICIPANTS, size=20).propose()
    row = scene.accept(7)
    address = reverse("finding", args=[row.uid])
    assert client.get(address).status_code == 404
    convener = signed_in(scene.accounts["convener"])
    release = desk(scene, "desk-finding-release", row.uid)
    assert "held among participants" in convener.get(release).content.decode()
    assert convener.post(release).status_code == 302
    assert client.get(address).status_code == 200
    assert convener.post(release).status_code == 302
    assert client.get(address).status_code == 404


def test_only_to_conveners_the_board_offers_to_let_one_out(signed_in):
    scene = Scene(rule=Rule.PARTICIPANTS, size=20).propose()
    address = reverse("desk-finding-release", args=[scene.dialogue.slug, scene.accept(7).uid])
    board = desk(scene, "desk-findings")
    assert address in signed_in(scene.accounts["convener"]).get(board).content.decode()
    assert address not in signed_in(scene.accounts["rapporteur"]).get(board).content.decode()


def reach_page(reader, scene):
    return reader.post(desk(scene, "desk-outcome-reach"), {"reach": "public"}).content.decode()


def test_how_many_stay_inside_is_said_before_they_are_published(signed_in):
    scene = Scene(rule=Rule.PARTICIPANTS, size=20).propose()
    scene.accept(7)
    convener = signed_in(scene.accounts["convener"])
    assert "1 finding rests on what a rule keeps inside" in reach_page(convener, scene)
