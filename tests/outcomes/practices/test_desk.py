"""The desk of practices: pages of those who report on the dialogue."""

import pytest
from django.test import Client
from django.urls import reverse

from parley.apps.convening.models import Rule
from parley.apps.outcomes.models import Practice
from parley.core.localtext import LocalText
from tests import factories as make

pytestmark = pytest.mark.django_db


def at(name, dialogue, *more):
    return reverse(name, args=[dialogue.slug, *more])


def text(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def filled(**more):
    return {
        "title_en": "Contact points",
        "title_fr": "",
        "title_ar": "",
        "what_en": "Somebody answers.",
        "status": "claimed",
        "by_whom_en": "Some states",
        **more,
    }


ONE = ("desk-practice", "desk-practice-evidence", "desk-practice-publish", "desk-practice-remove")


def test_for_others_there_is_no_desk(dialogue, guest, signed_in):
    row = make.practice(dialogue)
    for name, more in (("desk-practices", []), ("desk-practice-add", [])):
        assert signed_in(guest()).get(at(name, dialogue, *more)).status_code == 404
        assert Client().get(at(name, dialogue, *more)).status_code == 404
    reader = signed_in(guest())
    for name in ONE:
        assert reader.get(at(name, dialogue, row.slug)).status_code == 403
        assert reader.post(at(name, dialogue, row.slug)).status_code == 403
        assert Client().get(at(name, dialogue, row.slug)).status_code == 302


def test_from_nothing_to_published(dialogue, client, element, estonia):
    assert "No practice yet" in text(client, at("desk-practices", dialogue))
    form = text(client, at("desk-practice-add", dialogue))
    assert f'value="{element.pk}"' in form and "A/70/174" in form
    response = client.post(
        at("desk-practice-add", dialogue),
        filled(bodies="Estonie\r\n\r\nee", elements=[element.pk], status="documented"),
    )
    row = Practice.objects.get()
    assert response.url == at("desk-practice-evidence", dialogue, row.slug)
    assert ([*row.bodies.all()], [*row.elements.all()]) == ([estonia], [element])
    here = at("desk-practice-publish", dialogue, row.slug)
    assert "Everybody who sees the dialogue" in text(client, here)
    response = client.post(here, {"to": "published"})
    assert response.status_code == 422 and "Add the evidence" in response.content.decode()
    rows = at("desk-practice-evidence", dialogue, row.slug)
    evidence = {
        "seen": client.get(rows).context["version"],
        "rows-TOTAL_FORMS": "1",
        "rows-INITIAL_FORMS": "0",
        "rows-0-title": "A paper",
        "rows-0-link": "https://example.org/paper",
    }
    response = client.post(rows, evidence)
    assert response.url == at("desk-practice", dialogue, row.slug)
    assert "A paper" in text(client, response.url)
    client.post(here, {"to": "published"})
    row.refresh_from_db()
    assert row.published
    assert "Take this practice back?" in text(client, here)
    client.post(here, {"to": "draft"})
    row.refresh_from_db()
    assert not row.published


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"title_en": ""}, "at least one language"),
        ({"bodies": "Atlantis"}, "No actor of this name is known here: Atlantis."),
        ({"elements": ["999"]}, "999"),
        ({"session": "999"}, "valid choice"),
        ({"status": "assessed"}, "who has assessed it"),
        ({"status": "x"}, "valid choice"),
        ({"what_en": "a\x00b"}, "Null characters"),
    ],
)
def test_what_is_wrong_comes_back_with_its_reason(dialogue, client, more, said):
    response = client.post(at("desk-practice-add", dialogue), filled(**more))
    assert response.status_code == 422
    content = response.content.decode()
    assert (said in content and "Somebody answers." in content) or "what_en" in more
    assert not Practice.objects.exists()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"rows-0-place": "p. 3"}, "Give a document, a title or a link."),
        ({"rows-0-title": "x", "rows-0-link": "javascript:alert(1)"}, "valid URL"),
        ({"rows-0-document": "999"}, "valid choice"),
    ],
)
def test_evidence_that_can_not_be(dialogue, client, row, said):
    practice = make.practice(dialogue)
    response = client.post(
        at("desk-practice-evidence", dialogue, practice.slug),
        {"rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "0", **row},
    )
    assert response.status_code == 422 and said in response.content.decode()
    assert not practice.evidence.exists()


def test_documents_to_choose_are_those_shown_with_the_dialogue(dialogue, client):
    practice = make.practice(dialogue)
    shown = make.collection(title=LocalText(en="National positions"))
    shown.dialogues.add(dialogue)
    offered = make.document(shown, title=LocalText(en="Offered"))
    make.document(make.collection(), title=LocalText(en="Canaryelsewhere"))
    hidden = make.collection(published=False)
    hidden.dialogues.add(make.dialogue())
    make.document(hidden, title=LocalText(en="Canaryhidden"))
    here = at("desk-practice-evidence", dialogue, practice.slug)
    content = text(client, here)
    assert "Offered" in content and "National positions" in content and "Canary" not in content
    client.post(
        here,
        {
            "seen": client.get(here).context["version"],
            "rows-TOTAL_FORMS": "1",
            "rows-INITIAL_FORMS": "0",
            "rows-0-document": offered.pk,
        },
    )
    assert practice.evidence.get().document == offered
    shown.dialogues.clear()
    assert "Offered" in text(client, here)


def test_sessions_that_one_does_not_see_are_not_offered(dialogue, client):
    make.session(dialogue, rule=Rule.CLOSED_DOOR, title=LocalText(en="Canaryclosed"))
    make.session(dialogue, title=LocalText(en="Open panel"))
    content = text(client, at("desk-practice-add", dialogue))
    assert "Open panel" in content and "Canaryclosed" not in content


def test_two_at_once(dialogue, client):
    row = make.practice(dialogue)
    here = at("desk-practice", dialogue, row.slug)
    seen = client.get(here).context["version"]
    Practice.objects.update(cost={"en": "Two posts"})
    response = client.post(here, filled(seen=seen))
    assert response.status_code == 409 and "Two posts" in response.content.decode()


def test_moving_and_removing(dialogue, client):
    first, second = (make.practice(dialogue, order=n) for n in range(2))
    client.post(at("desk-practice-move", dialogue, second.slug), {"direction": "up"})
    client.post(at("desk-practice-move", dialogue, second.slug), {"direction": "sideways"})
    assert list(Practice.objects.all()) == [second, first]
    assert client.get(at("desk-practice-move", dialogue, second.slug)).status_code == 405
    here = at("desk-practice-remove", dialogue, first.slug)
    assert "Remove this practice?" in text(client, here)
    client.post(here)
    assert list(Practice.objects.all()) == [second]


def test_a_convener_finds_it_among_the_sections_and_in_the_history(dialogue, convener, signed_in):
    from parley.apps.accounts.models import User

    desk = signed_in(User.objects.get(pk=convener.user_id))
    assert at("desk-practices", dialogue) in text(desk, at("dialogue-edit", dialogue))
    desk.post(at("desk-practice-add", dialogue), filled())
    row = Practice.objects.get()
    desk.post(at("desk-practice-publish", dialogue, row.slug), {"to": "published"})
    content = text(desk, at("dialogue-history", dialogue))
    assert "added a practice" in content and "published a practice" in content


def test_a_practice_of_another_dialogue_is_not_of_this_one(dialogue, client):
    elsewhere = make.practice(make.dialogue())
    assert client.get(at("desk-practice", dialogue, elsewhere.slug)).status_code == 404
