"""The catalogue across dialogues: what it finds, for whom, in which order, and as files."""

import csv
import io
import json

import pytest
from django.test import Client

from parley.apps.convening.models import Rule, SeatRole, Visibility
from parley.apps.evidence.models import BodyKind
from parley.core import search
from parley.core.localtext import LocalText
from tests import factories as make

pytestmark = pytest.mark.django_db
HERE = "/practices/"


def page(query="", client=None):
    response = (client or Client()).get(f"{HERE}{query}")
    assert response.status_code == 200
    return response.content.decode()


def listed(query="", client=None):
    """The slugs of what is listed, in order."""
    rows = (client or Client()).get(f"{HERE}practices.json{query}").json()["practices"]
    return [row["page"].rstrip("/").rpartition("/")[2] for row in rows]


@pytest.fixture
def gathered(dialogue, element, estonia):
    """Three practices in two dialogues."""
    other = make.dialogue(slug="earlier", starts_on="2020-01-20", ends_on="2020-01-21")
    union = make.public_body(slug="union", name={"en": "A union"}, kind=BodyKind.REGIONAL)
    territory = make.element(element.norm, slug="territory", title=LocalText(en="Territory"))
    contact = make.practice(
        dialogue,
        slug="contact",
        title=LocalText(en="Contact points", fr="Points de contact"),
        status="documented",
        counted=5,
    )
    contact.bodies.add(estonia)
    contact.elements.add(element)
    law = make.practice(
        dialogue,
        slug="law",
        title=LocalText(en="A law on notices"),
        status="assessed",
        assessed_by="An institute",
        order=1,
    )
    law.bodies.add(union)
    law.elements.add(territory)
    drill = make.practice(
        other, slug="drill", title=LocalText(en="Éxercises"), what=LocalText(en="Once a year")
    )
    for row in (contact, law, drill):
        search.index(row)
    return contact, law, drill


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["contact", "law", "drill"]),
        ("?order=title", ["law", "contact", "drill"]),
        ("?order=status", ["law", "contact", "drill"]),
        ("?order=endorsed", ["contact", "law", "drill"]),
        ("?q=points+contact", ["contact"]),
        ("?q=points de cont", ["contact"]),
        ("?q=exercises", ["drill"]),
        ("?q=estonie", ["contact"]),
        ("?q=territory", ["law"]),
        ("?q=nowhere", []),
        ("?about=a-70-174/13c", ["contact", "law"]),
        ("?about=a-70-174/13c/knowledge", ["contact"]),
        ("?status=claimed", ["drill"]),
        ("?kind=regional", ["law"]),
        ("?country=EE", ["contact"]),
        ("?country=EE&kind=regional", []),
        ("?dialogue=earlier", ["drill"]),
        ("?status=assessed&q=law&about=a-70-174/13c", ["law"]),
        # what is no choice filters nothing
        ("?status=proved", ["contact", "law", "drill"]),
        ("?q=%00", ["contact", "law", "drill"]),
        ("?about=a/b/c/d&order=luck&page=99&country=%3Cb%3E", ["contact", "law", "drill"]),
    ],
)
def test_what_is_found(gathered, query, expected):
    assert listed(query) == expected
    text = page(query)
    for row in gathered:
        assert (f"/practices/{row.slug}/" in text) == (row.slug in expected)


def test_where_there_is_nothing():
    assert "No practices yet" in page()
    assert listed() == []


def test_where_nothing_fits(gathered):
    text = page("?q=nowhere")
    assert "Nothing found" in text and "practice-filter" in text


def test_drafts_and_what_one_may_not_see_are_not_there(dialogue, rapporteur, client, guest):
    canary = LocalText(en="Canarycatalogue")
    make.practice(dialogue, slug="draft", title=canary, published=False)
    make.practice(
        dialogue, slug="closed", title=canary, session=make.session(dialogue, rule=Rule.CLOSED_DOOR)
    )
    hidden = make.dialogue(visibility=Visibility.INVITED, title=LocalText(en="Canaryhidden"))
    inside = make.practice(hidden, slug="invited", title=canary)
    inside.bodies.add(make.public_body(kind=BodyKind.COMPANY, country="LI"))
    inside.elements.add(make.element(slug="canaryelement"))
    for row in dialogue.practices.all():
        search.index(row)
    search.index(inside)
    for reader in (Client(), client):
        for query in ("", "?q=canarycatalogue", f"?dialogue={hidden.slug}", "?country=LI"):
            assert listed(query, reader) == []
            text = page(query, reader)
            for word in ("Canary", "canaryelement", "Liechtenstein", "company"):
                assert word not in text
    account = guest()
    make.seat(hidden, account, SeatRole.PARTICIPANT)
    from tests.sessions import signed_in_by_code

    assert listed("?country=LI", signed_in_by_code(account)) == ["invited"]


def test_twenty_to_a_page(dialogue):
    for number in range(21):
        make.practice(dialogue, slug=f"one-{number}", order=number)
    text = page()
    assert "21 practices" in text and "one-19" in text and "one-20/" not in text
    assert "one-20/" in page("?page=2") and "one-20/" in page("?page=99")
    assert 'href="?order=newest&amp;page=2"' in page("?order=newest")
    assert len(listed()) == 21


def test_the_table_is_disarmed_and_tells_no_small_number(gathered):
    contact, law, _drill = gathered
    contact.title = LocalText(en='=HYPERLINK("x")')
    contact.save()
    law.counted = 0
    law.save()
    content = Client().get(f"{HERE}practices.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert rows[0]["Title"] == '\'=HYPERLINK("x")'
    assert [row["Endorsements"] for row in rows] == ["5", "fewer than 5", "fewer than 5"]
    assert rows[0]["Countries"] == "EE" and rows[0]["Elements"] == "13(c) Knowledge"


def test_data_has_all_languages_and_its_evidence(gathered):
    contact = gathered[0]
    contact.evidence.create(document=make.document(make.collection(slug="shown")), place="p. 3")
    contact.evidence.create(
        document=make.document(
            make.collection(published=False), title=LocalText(en="Canarydocument")
        )
    )
    response = Client().get(f"{HERE}practices.json?country=EE")
    assert "Canarydocument" not in response.content.decode()
    (row,) = json.loads(response.content)["practices"]
    assert row["title"] == {"en": "Contact points", "fr": "Points de contact"}
    assert row["endorsements"] == 5 and row["actors"][0]["country"] == "EE"
    assert [(one["collection"], one["place"]) for one in row["evidence"]] == [("shown", "p. 3")]
    assert row["page"] == "http://testserver/practices/contact/"


def test_there_is_no_other_kind_of_file(gathered):
    assert Client().get(f"{HERE}practices.xlsx").status_code == 404


@pytest.mark.parametrize("n", [1, 3])
def test_a_fixed_number_of_queries(dialogue, element, estonia, n, django_assert_num_queries):
    collection = make.collection()
    for _ in range(n):
        row = make.practice(dialogue, session=make.session(dialogue))
        row.bodies.add(estonia)
        row.elements.add(element)
        row.evidence.create(document=make.document(collection))
    client = Client()
    client.get(HERE)
    with django_assert_num_queries(9):
        client.get(HERE)


# One practice


def test_its_page_says_all_that_is_told(gathered, estonia):
    contact = gathered[0]
    document = make.document(
        make.collection(), title=LocalText(en="A national paper"), body=estonia, year=2019
    )
    contact.evidence.create(document=document, place="para. 7")
    contact.evidence.create(title="Elsewhere", link="https://example.org/paper", order=1)
    contact.capacity = LocalText(en="Two people")
    contact.caveats = LocalText(en="Not at night")
    contact.what = LocalText(en="Calls are **answered**.<script>alert(1)</script>")
    contact.save()
    text = page("contact/")
    for words in (
        "Contact points",
        "Calls are <strong>answered</strong>",
        "Estonia",
        "<bdi>13(c)</bdi>: Knowledge",
        "Two people",
        "Not at night",
        "Documents show that this is done.",
        "A national paper",
        "para. 7",
        "https://example.org/paper",
        "Endorsed by 5 participants",
        str(contact.dialogue.title),
    ):
        assert words in text, words
    assert "<script>alert" not in text and "Synthetic" not in text.split("<main")[1]


def test_who_has_assessed_it(gathered):
    assert "assessed independently, by An institute." in page("law/")


def test_what_is_invented_says_so_wherever_it_stands(dialogue):
    row = make.practice(dialogue, synthetic=True, slug="invented")
    search.index(row)
    for address in (HERE, f"{HERE}invented/", f"/dialogues/{dialogue.slug}/"):
        main = Client().get(address).content.decode().split("<main")[1]
        assert "badge--synthetic" in main, address
    assert "badge--synthetic" in Client().get("/search/?q=practice").content.decode()
    content = Client().get(f"{HERE}practices.csv").content.decode("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(content))
    assert line["Synthetic"] == "yes"


def test_a_draft_has_a_page_for_its_team_alone(dialogue, client, guest, signed_in):
    make.practice(dialogue, slug="draft", published=False)
    assert "This is a draft" in page("draft/", client)
    for reader in (Client(), signed_in(guest())):
        assert reader.get(f"{HERE}draft/").status_code == 404


# Elsewhere


def test_on_the_pages_of_dialogue_session_and_norm(dialogue, element, client):
    session = make.session(dialogue)
    row = make.practice(dialogue, session=session, title=LocalText(en="Contact points"))
    row.elements.add(element)
    make.practice(dialogue, published=False, title=LocalText(en="Canarydraft"))
    text = Client().get(f"/dialogues/{dialogue.slug}/").content.decode()
    assert "Contact points" in text and f"/practices/?dialogue={dialogue.slug}" in text
    assert "Canarydraft" not in text and "Edit the practices" not in text
    assert "Edit the practices" in client.get(f"/dialogues/{dialogue.slug}/").content.decode()
    text = Client().get(f"/dialogues/{dialogue.slug}/sessions/{session.slug}/").content.decode()
    assert "Contact points" in text
    text = Client().get("/norms/a-70-174/13c/").content.decode()
    assert "/practices/?about=a-70-174/13c" in text and "1 practice that lives up" in text


def test_the_sitemap_has_them(gathered, dialogue):
    make.practice(dialogue, slug="draft", published=False)
    text = Client().get("/sitemap.xml").content.decode()
    assert "/practices/contact/" in text and "/practices/</loc>" in text
    assert "/practices/draft/" not in text
