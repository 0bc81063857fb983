"""A map is let out: who may, of what, what everybody sees then, and that nothing else leaves with it."""

import re

import pytest
from django.urls import reverse

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Consultation, Phase, Results
from parley.apps.outcomes.models import MapRelease, OpinionMap
from parley.apps.outcomes.selectors import releases as find
from parley.apps.outcomes.selectors.sources import source_of
from parley.apps.outcomes.services import drawing, releasing
from parley.core.access import may, visible
from parley.core.actors import ANONYMOUS
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests import factories as make
from tests.outcomes.findings.scenes import Scene

pytestmark = pytest.mark.django_db
ROLES = ("convener", "rapporteur", "facilitator", "participant", "outsider")
NAME = LocalText(en="What participants made of it")


def drawn(rule=Rule.CHATHAM_HOUSE, **fields):
    """A consultation that is over, with its map. What it is called sings."""
    fields.setdefault("title", {"en": "Canary inside"})
    scene = Scene(rule=rule, size=30, **fields)
    drawing.look.call()
    return scene


def row_of(scene):
    related = OpinionMap.objects.select_related("consultation__dialogue", "consultation__session")
    return related.get(consultation=scene.consultation)


def let_out(scene, title=NAME):
    return releasing.release(scene.actor("convener"), row_of(scene), title)


def public_page(scene):
    release = MapRelease.objects.get(map__consultation=scene.consultation)
    return reverse("released-map", args=[scene.dialogue.slug, release.uid])


def desk_page(scene):
    return reverse("desk-map-release", args=[scene.dialogue.slug, scene.consultation.slug])


def seen_by(scene):
    return {role for role in ROLES if visible(MapRelease, scene.actor(role)).exists()}


def outside(scene):
    return visible(MapRelease, ANONYMOUS).exists()


# ---- who, and of what


@pytest.mark.parametrize("role", ROLES[1:])
def test_conveners_alone_let_a_map_out(role):
    scene = drawn()
    assert not may(scene.actor(role), "release", row_of(scene))
    with pytest.raises(NotAllowed):
        releasing.release(scene.actor(role), row_of(scene), NAME)
    let_out(scene)
    with pytest.raises(NotAllowed):
        releasing.take_back(scene.actor(role), row_of(scene))
    assert outside(scene)


@pytest.mark.parametrize("phase", [Phase.CLOSED, Phase.SEALED])
def test_everybody_sees_what_was_let_out_of_a_consultation_that_is_over(phase):
    scene = drawn(phase=phase)
    assert not outside(scene)
    let_out(scene)
    assert outside(scene) and seen_by(scene) == {*ROLES}
    # And nothing else of it.
    assert not visible(OpinionMap, ANONYMOUS).exists()
    assert not visible(Consultation, ANONYMOUS).exists()


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule.PUBLIC, "sees this map already"),
        (Rule.PARTICIPANTS, "stays among participants"),
        (Rule.CLOSED_DOOR, "closed room"),
    ],
)
def test_maps_of_other_rules_are_not_let_out(rule, words):
    scene = drawn(rule)
    with pytest.raises(InvalidInput, match=words):
        let_out(scene)
    assert not MapRelease.objects.exists()


@pytest.mark.parametrize("rule", [Rule.PARTICIPANTS, Rule.CLOSED_DOOR, ""])
def test_a_stricter_rule_of_the_session_keeps_the_map_inside(client, rule):
    scene = drawn()
    session = make.session(scene.dialogue, rule=Rule.CHATHAM_HOUSE)
    Consultation.objects.update(session=session)
    let_out(scene)
    address = public_page(scene)
    assert client.get(address).status_code == 200
    type(session).objects.update(rule=rule)
    assert client.get(address).status_code == 404 and not outside(scene)
    with pytest.raises(InvalidInput):
        let_out(scene)


def test_what_was_asked_in_public_is_not_let_out_of_a_session_under_the_rule():
    """Its map was drawn with everybody on it."""
    scene = drawn(Rule.PUBLIC)
    session = make.session(scene.dialogue, rule=Rule.CHATHAM_HOUSE)
    Consultation.objects.update(session=session)
    with pytest.raises(InvalidInput):
        let_out(scene)


def test_only_the_map_of_the_end_is_let_out():
    scene = drawn()
    Consultation.objects.update(phase=Phase.OPEN)
    with pytest.raises(InvalidInput, match="Close the consultation"):
        let_out(scene)
    Consultation.objects.update(phase=Phase.CLOSED)
    OpinionMap.objects.update(final=False)
    with pytest.raises(InvalidInput, match="not drawn yet"):
        let_out(scene)


def test_results_that_are_held_back_hold_the_map_back_too(client):
    scene = drawn(results=Results.HELD)
    with pytest.raises(InvalidInput, match="Show the results"):
        let_out(scene)
    Consultation.objects.update(results_shown=True)
    let_out(scene)
    assert client.get(public_page(scene)).status_code == 200
    Consultation.objects.update(results_shown=False)
    assert client.get(public_page(scene)).status_code == 404


def test_another_map_is_not_public_by_an_act_that_was_about_this_one():
    scene = drawn()
    let_out(scene)
    OpinionMap.objects.all().delete()
    drawing.look.call()
    assert OpinionMap.objects.exists() and not MapRelease.objects.exists()


def test_a_draft_of_a_dialogue_is_not_shown_by_its_map(client):
    scene = drawn()
    let_out(scene)
    address = public_page(scene)
    type(scene.dialogue).objects.update(status="draft")
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("title", [{}, {"en": "   "}])
def test_it_needs_a_name(title):
    scene = drawn()
    with pytest.raises(InvalidInput, match="name"):
        let_out(scene, LocalText(title))
    assert not MapRelease.objects.exists()


# ---- a map that is not what it should be


@pytest.mark.parametrize("harm", ["faces", "few"])
def test_a_map_that_tells_of_somebody_is_not_let_out(monkeypatch, client, harm):
    """As if it had been made otherwise: the form in which everybody sees it does not exist then."""
    scene = drawn()
    let_out(scene)
    address = public_page(scene)
    from parley.apps.outcomes.bridge import letting_out

    if harm == "faces":
        monkeypatch.setattr(letting_out, "is_of_nobody", lambda _of, _least: False)
    else:
        monkeypatch.setattr(letting_out, "too_small", lambda _of, _least: ["counts"])
    assert client.get(address).status_code == 404
    with pytest.raises(InvalidInput, match="single people"):
        let_out(scene)


def test_more_people_in_a_number_than_the_map_was_made_with_hide_it(client):
    scene = drawn()
    let_out(scene)
    Consultation.objects.update(least=6)
    assert client.get(public_page(scene)).status_code == 404


# ---- what everybody reads


def numbers_in(text):
    """Whole numbers of the cells of its tables."""
    cells = re.findall(r"<td[^>]*>\s*([^<]*?)\s*</td>", text)
    return [int(one) for one in cells if one.isdigit()]


def test_everybody_reads_all_of_it_and_nothing_of_anybody(client):
    scene = drawn(attribution="Canary of a host")
    session = make.session(
        scene.dialogue, rule=Rule.CHATHAM_HOUSE, title={"en": "Canary room"}, slug="canary-room"
    )
    Consultation.objects.update(session=session, slug="canary-slug")
    scene.consultation.refresh_from_db()
    let_out(scene)
    response = client.get(public_page(scene))
    text = response.content.decode()
    assert response.status_code == 200
    assert str(NAME) in text and "Proposition 1" in text and "60 people" in text
    assert "canary" not in text.lower() + repr(dict(response.headers)).lower()
    # Regions and no dots; no way to files, to one's own place, or to the consultation.
    assert "you-data" not in text and "/consultations/" not in text
    assert not re.search(
        r"(shares|map-1|propositions-1)\.|\.(csv|parquet)\b|/charts/|/tables/", text
    )
    assert "chart-actors" not in text
    counts = [n for n in numbers_in(text) if n]
    assert counts and min(counts) >= scene.consultation.least


@pytest.mark.parametrize("by", ["found", "stakeholder-groups", "canary"])
def test_each_way_to_divide_people_is_there(client, by):
    scene = drawn()
    let_out(scene)
    text = client.get(public_page(scene), {"by": by}).content.decode()
    assert f"{public_page(scene)}?by=found" in text
    assert "canary inside" not in text.lower()


def test_files_pages_and_comparisons_of_the_map_stay_inside(client):
    scene = drawn()
    let_out(scene)
    at = [scene.dialogue.slug, scene.consultation.slug]
    key = source_of(scene.consultation).key
    inside = [
        reverse("consultation", args=at),
        reverse("consultation-results", args=at),
        reverse("consultation-results-file", args=at),
        reverse("opinion-map", args=at),
        reverse("opinion-map-progress", args=at),
        reverse("opinion-map-chart", args=[*at, "found", "map", 1, "svg"]),
        reverse("opinion-map-table", args=[*at, "shares", "csv"]),
        reverse("opinion-map-table", args=[*at, "actors", "csv"]),
        reverse("consultation-polis", args=at),
        reverse("comparison-table", args=[scene.dialogue.slug, key, key]),
        f"/media/{row_of(scene).artefact.name}",
    ]
    assert [client.get(address).status_code for address in inside] == [404] * len(inside)
    page = client.get(reverse("comparison", args=[scene.dialogue.slug]), {"before": key})
    assert "canary" not in page.content.decode().lower()
    for address in (reverse("feed"), reverse("sitemap"), reverse("search") + "?q=canary"):
        assert "canary inside" not in client.get(address).content.decode().lower()


def test_everybody_reads_what_those_read_who_take_part(client, signed_in):
    """Nothing can be worked out from both: the one is a part of the other, figure by figure."""
    scene = drawn()
    let_out(scene)
    inner = reverse("opinion-map", args=[scene.dialogue.slug, scene.consultation.slug])
    inside = signed_in(scene.accounts["participant"])
    for by in ("found", "stakeholder-groups"):
        mine = inside.get(inner, {"by": by}).content.decode()
        theirs = client.get(public_page(scene), {"by": by}).content.decode()
        for pattern in (r"<svg.*?</svg>", r"<td[^>]*>.*?</td>", r"<li class=\"claims.*?</li>"):
            told = re.findall(pattern, theirs, re.S)
            drawings = [one for one in told if "chart" in one or pattern != r"<svg.*?</svg>"]
            assert drawings and set(drawings) <= set(re.findall(pattern, mine, re.S))


# ---- its ways


def test_the_dialogue_and_the_list_of_pages_lead_to_it(client):
    scene = drawn()
    dialogue = reverse("dialogue", args=[scene.dialogue.slug])
    assert "Opinion maps" not in client.get(dialogue).content.decode()
    let_out(scene)
    for address in (dialogue, reverse("sitemap")):
        assert public_page(scene) in client.get(address).content.decode()
    where = public_page(scene)
    releasing.take_back(scene.actor("convener"), row_of(scene))
    for address in (dialogue, reverse("sitemap")):
        assert where not in client.get(address).content.decode()
    assert client.get(where).status_code == 404


def test_the_desk_shows_what_everybody_will_see_then_lets_it_out(client, signed_in):
    scene = drawn()
    convener = signed_in(scene.accounts["convener"])
    inner = reverse("opinion-map", args=[scene.dialogue.slug, scene.consultation.slug])
    assert desk_page(scene) in convener.get(inner).content.decode()
    before = convener.get(desk_page(scene)).content.decode()
    assert "What everybody will see" in before and "chart-figure" in before
    refused = convener.post(desk_page(scene), {"title_en": "A name"})
    assert refused.status_code == 422 and not MapRelease.objects.exists()
    assert "A name" in refused.content.decode()
    done = convener.post(desk_page(scene), {"title_en": "A name", "looked": "on"})
    assert done.status_code == 302 and str(MapRelease.objects.get()) == "A name"
    shown = client.get(public_page(scene)).content.decode()

    def figures(text):
        return re.findall(r"<figure.*?</figure>", text, re.S)

    assert figures(shown) and figures(shown) == figures(before)
    renamed = {"title_en": "Another name", "looked": "on"}
    assert convener.post(desk_page(scene), renamed).status_code == 302
    assert "Another name" in client.get(public_page(scene)).content.decode()
    assert convener.post(desk_page(scene), {"take_back": "1"}).status_code == 302
    assert not MapRelease.objects.exists()
    actions = AuditRecord.objects.filter(action__startswith="map.").order_by("pk")
    assert [one.action for one in actions] == ["map.let_out", "map.renamed", "map.taken_back"]
    assert "name" not in repr([one.data for one in actions])
    history = convener.get(reverse("dialogue-history", args=[scene.dialogue.slug]))
    for words in ("let an opinion map out", "kept an opinion map inside"):
        assert words in history.content.decode()


def test_the_desk_says_why_a_map_stays_inside(signed_in):
    scene = drawn(Rule.CLOSED_DOOR)
    convener = signed_in(scene.accounts["convener"])
    text = convener.get(desk_page(scene)).content.decode()
    assert "Nothing of a closed room leaves it" in text and 'name="looked"' not in text
    assert convener.post(desk_page(scene), {"title_en": "x", "looked": "on"}).status_code == 422


def test_taking_back_what_is_not_out_is_refused():
    scene = drawn()
    with pytest.raises(InvalidInput, match="not been let out"):
        releasing.take_back(scene.actor("convener"), row_of(scene))


def test_the_public_page_asks_few_queries(client, django_assert_max_num_queries):
    scene = drawn()
    let_out(scene)
    client.get(public_page(scene))
    with django_assert_max_num_queries(8):
        client.get(public_page(scene))


def test_the_name_suggested_is_that_beside_findings():
    scene = drawn().propose()
    scene.synthesis.sources.update(label={"en": "Those who took part"})
    assert find.name_in_print(row_of(scene)) == {"en": "Those who took part"}
