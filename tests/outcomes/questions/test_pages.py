"""Pages of open questions: for everybody, and at the desk."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from parley.apps.convening.models import Rule, SeatRole
from parley.apps.outcomes.models import OpenQuestion
from parley.core import search
from parley.core.localtext import LocalText
from tests import factories as make

pytestmark = pytest.mark.django_db


def at(name, dialogue, *more):
    return reverse(name, args=[dialogue.slug, *more])


def text(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def table(dialogue, client=None):
    content = (client or Client()).get(at("questions-file", dialogue)).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def test_where_there_is_none(dialogue):
    assert "No open questions yet" in text(Client(), at("questions", dialogue))
    assert table(dialogue) == []


def test_by_element_with_status_and_answer(dialogue, element):
    document = make.document(
        make.collection(slug="shown"), title=LocalText(en="A report"), link="https://example.org/r"
    )
    asked = make.open_question(dialogue, text=LocalText(en="How much is enough?"))
    known = make.open_question(
        dialogue,
        element=element,
        text=LocalText(en="When does one know?", fr="Quand sait-on ?"),
        status="answered",
        answer=LocalText(en="When told.\nNot before."),
        answered_by_document=document,
        order=1,
    )
    content = text(Client(), at("questions", dialogue))
    assert content.index("When does one know?") < content.index("How much is enough?")
    for words in (
        "<bdi>13(c)</bdi>: Knowledge",
        "On no single element",
        "When told.<br>Not before.",
        "A report",
        "/evidence/shown/documents/",
        "2 questions, of which 1 waits",
        f'id="question-{known.uid}"',
        f'id="question-{asked.uid}"',
    ):
        assert words in content or words == "2 questions, of which 1 waits", words
    assert "2 questions, of which 1 wait" in content
    rows = table(dialogue)
    assert [(row["Question"], row["Status"], row["Norm"]) for row in rows] == [
        ("How much is enough?", "Open", ""),
        ("When does one know?", "Answered", "13(c)"),
    ]
    assert "A report, https://example.org/r" in rows[1]["Answered by the document"]


def test_what_is_behind_doors_is_nowhere(dialogue, element, guest, client, signed_in):
    session = make.session(dialogue, rule=Rule.CLOSED_DOOR, title=LocalText(en="Canarysession"))
    row = make.open_question(
        dialogue, session=session, element=element, text=LocalText(en="Canaryquestion?")
    )
    make.open_question(dialogue, published=False, text=LocalText(en="Canarydraft?"))
    search.index(row)
    for reader in (Client(), signed_in(guest()), client):
        for address in (
            at("questions", dialogue),
            at("questions-file", dialogue),
            at("dialogue", dialogue),
            "/norms/a-70-174/13c/",
            "/search/?q=canaryquestion",
            "/sitemap.xml",
        ):
            content = reader.get(address).content.decode()
            assert "Canaryquestion" not in content and "Canarysession" not in content
            assert "Canarydraft" not in content
    assert at("questions", dialogue) not in Client().get("/sitemap.xml").content.decode()


def test_on_the_pages_of_dialogue_session_and_norm(dialogue, element, client):
    session = make.session(dialogue)
    row = make.open_question(
        dialogue, session=session, element=element, text=LocalText(en="How much?"), synthetic=True
    )
    search.index(row)
    place = f"{at('questions', dialogue)}#question-{row.uid}"
    for address in (
        at("dialogue", dialogue),
        reverse("session", args=[dialogue.slug, session.slug]),
        "/norms/a-70-174/13c/",
        "/search/?q=much",
    ):
        main = Client().get(address).content.decode().split("<main")[1]
        assert place in main and "badge--synthetic" in main, address
    assert "Edit the questions" in text(client, at("dialogue", dialogue))
    assert at("questions", dialogue) in Client().get("/sitemap.xml").content.decode()


# The desk


def test_for_others_there_is_no_desk(dialogue, guest, signed_in):
    row = make.open_question(dialogue)
    reader = signed_in(guest())
    for name in ("desk-questions", "desk-question-add", "desk-questions-carry"):
        assert reader.get(at(name, dialogue)).status_code == 404
    for name in ("desk-question", "desk-question-publish", "desk-question-remove"):
        assert reader.post(at(name, dialogue, row.uid)).status_code == 403
        assert Client().get(at(name, dialogue, row.uid)).status_code == 302


def test_from_nothing_to_answered(dialogue, client, element):
    assert "No open question yet" in text(client, at("desk-questions", dialogue))
    response = client.post(
        at("desk-question-add", dialogue),
        {"text_en": "How much?", "element": element.pk, "status": "open"},
    )
    assert response.url == at("desk-questions", dialogue)
    row = OpenQuestion.objects.get()
    assert (row.element, row.published) == (element, False)
    publish = at("desk-question-publish", dialogue, row.uid)
    assert "Publish this question?" in text(client, publish)
    client.post(publish, {"to": "published"})
    here = at("desk-question", dialogue, row.uid)
    given = {"text_en": "How much?", "element": element.pk, "status": "answered"}
    seen = client.get(here).context["version"]
    response = client.post(here, {**given, "seen": seen})
    assert response.status_code == 422 and "Say what answers it" in response.content.decode()
    client.post(here, {**given, "seen": seen, "answer_en": "A little."})
    assert "A little." in text(Client(), at("questions", dialogue))
    client.post(publish, {"to": "draft"})
    assert "A little." not in text(Client(), at("questions", dialogue))
    client.post(at("desk-question-remove", dialogue, row.uid))
    assert not OpenQuestion.objects.exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"text_en": ""}, "at least one language"),
        ({"element": "999"}, "valid choice"),
        ({"status": "solved"}, "valid choice"),
        ({"session": "x"}, "valid choice"),
    ],
)
def test_what_is_wrong_comes_back_with_its_reason(dialogue, client, more, said):
    response = client.post(
        at("desk-question-add", dialogue), {"text_en": "How much?", "status": "open", **more}
    )
    assert response.status_code == 422 and said in response.content.decode()
    assert not OpenQuestion.objects.exists()


def test_an_answer_that_one_may_not_see_stays(dialogue, client):
    hidden = make.document(make.collection(published=False), title=LocalText(en="Canaryhidden"))
    row = make.open_question(dialogue, answered_by_document=hidden, status="answered")
    here = at("desk-question", dialogue, row.uid)
    assert "Canaryhidden" not in text(client, here)
    seen = client.get(here).context["version"]
    response = client.post(
        here,
        {"seen": seen, "text_en": "Asked otherwise?", "status": "answered", "answer_en": "Yes."},
    )
    assert response.status_code == 302
    row.refresh_from_db()
    assert (row.answered_by_document, str(row.text)) == (hidden, "Asked otherwise?")


def test_carrying_over_asks_first(account, client):
    series = make.series()
    before = make.dialogue(series=series, edition=1, title=LocalText(en="The first"))
    now = make.dialogue(series=series, edition=2)
    make.seat(now, account, SeatRole.RAPPORTEUR)
    for words in ("How much?", "When?"):
        make.open_question(before, text=LocalText(en=words))
    assert "Carry over 2 open questions" in text(client, at("desk-questions", now))
    asked = text(client, at("desk-questions-carry", now))
    assert "How much?" in asked and "The first" in asked
    assert not now.open_questions.exists()
    client.post(at("desk-questions-carry", now))
    assert now.open_questions.count() == 2
    content = text(client, at("desk-questions", now))
    assert "Carry over" not in content.split("<main")[1] and "The first" in content
    assert "Nothing of the edition before" in text(client, at("desk-questions-carry", now))
    client.post(at("desk-questions-carry", now))
    assert now.open_questions.count() == 2


def test_moving(dialogue, client):
    first, second = (make.open_question(dialogue, order=n) for n in range(2))
    client.post(at("desk-question-move", dialogue, second.uid), {"direction": "up"})
    assert list(OpenQuestion.objects.all()) == [second, first]
