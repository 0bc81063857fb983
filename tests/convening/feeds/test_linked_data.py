"""schema.org and Open Graph: what a page shows, in the words that machines know."""

import json
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.convening.feeds import linked_data, schema_org
from parley.apps.convening.models import Format, Host, HostRole, Picture, Status
from parley.apps.convening.selectors import directory
from parley.apps.convening.selectors.dialogues import hosts_of
from parley.apps.convening.selectors.feeds import line_for
from parley.apps.convening.selectors.programme import programme_for
from parley.core.actors import ANONYMOUS
from parley.core.localtext import LocalText
from tests import factories as make

pytestmark = pytest.mark.django_db
UNTIMED: dict[str, Any] = {"starts_at": None, "ends_at": None}
SITE = "https://parley.example"


def event_of(dialogue: Any) -> dict[str, Any]:
    programme, hosts = programme_for(ANONYMOUS, dialogue), hosts_of(ANONYMOUS, dialogue)
    return json.loads(linked_data.head_for_dialogue(dialogue, programme, hosts).json_ld)


def test_a_dialogue_in_full() -> None:
    dialogue = make.dialogue(
        slug="ecdd-2020",
        title=LocalText(en="European Cyber Diplomacy Dialogue 2020"),
        purpose=LocalText(en="To **bridge** gaps."),
        city="Florence",
        country="IT",
        hashtag="#EUCyber",
        series=make.series(slug="ecdd", title=LocalText(en="ECDD")),
    )
    roles = {"a": HostRole.ORGANISER, "b": HostRole.CO_ORGANISER, "c": HostRole.FUNDER}
    for slug, role in roles.items():
        organisation = make.organisation(slug=slug, name=LocalText(en=slug.upper()))
        Host.objects.create(dialogue=dialogue, organisation=organisation, role=role)
    session = make.session(dialogue, slug="lecture", title=LocalText(en="Lecture"))
    make.contribution(
        session,
        person=make.person(slug="wiener", name="Antje Wiener"),
        honorific="Prof.",
        organisation=make.organisation(slug="hamburg", name=LocalText(en="Hamburg")),
        position=LocalText(en="Professor"),
    )
    url = f"{SITE}/dialogues/ecdd-2020/"
    assert event_of(dialogue) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": url,
        "url": url,
        "identifier": f"urn:uuid:{dialogue.uid}",
        "name": "European Cyber Diplomacy Dialogue 2020",
        "description": "To bridge gaps.",
        "startDate": "2027-05-12T13:00:00+02:00",
        "endDate": "2027-05-13",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "eventStatus": "https://schema.org/EventScheduled",
        "location": [
            {
                "@type": "Place",
                "name": "Florence, Italy",
                "address": {
                    "@type": "PostalAddress",
                    "addressLocality": "Florence",
                    "addressCountry": "IT",
                },
            }
        ],
        "inLanguage": "en",
        "keywords": "#EUCyber",
        "superEvent": {
            "@type": "EventSeries",
            "@id": f"{SITE}/series/ecdd/",
            "url": f"{SITE}/series/ecdd/",
            "name": "ECDD",
        },
        "organizer": [
            {"@type": "Organization", "url": f"{SITE}/organisations/a/", "name": "A"},
            {"@type": "Organization", "url": f"{SITE}/organisations/b/", "name": "B"},
        ],
        "funder": [{"@type": "Organization", "url": f"{SITE}/organisations/c/", "name": "C"}],
        "performer": [
            {
                "@type": "Person",
                "url": f"{SITE}/people/wiener/",
                "name": "Antje Wiener",
                "honorificPrefix": "Prof.",
                "jobTitle": "Professor",
                "affiliation": {"@type": "Organization", "name": "Hamburg"},
            }
        ],
        "subEvent": [
            {
                "@type": "Event",
                "@id": f"{url}sessions/lecture/",
                "url": f"{url}sessions/lecture/",
                "name": "Lecture",
                "startDate": "2027-05-12T13:00:00+02:00",
                "endDate": "2027-05-12T14:00:00+02:00",
                "eventStatus": "https://schema.org/EventScheduled",
            }
        ],
    }


@pytest.mark.parametrize(
    ("kind", "mode", "places"),
    [
        (Format.IN_PERSON, "Offline", ["Place"]),
        (Format.VIRTUAL, "Online", ["VirtualLocation"]),
        (Format.HYBRID, "Mixed", ["Place", "VirtualLocation"]),
    ],
)
def test_where_it_takes_place(kind: str, mode: str, places: list[str]) -> None:
    dialogue = make.dialogue(format=kind, city="Florence", country="IT")
    make.session(dialogue, join_url="https://meet.example/secret")
    event = event_of(dialogue)
    assert event["eventAttendanceMode"] == f"https://schema.org/{mode}EventAttendanceMode"
    assert [place["@type"] for place in event["location"]] == places
    assert "meet.example" not in json.dumps(event)


def test_a_place_that_is_not_stated_is_left_out() -> None:
    assert "location" not in event_of(make.dialogue())


def test_venues_come_once_each_and_in_place_of_the_city() -> None:
    dialogue, venue = make.dialogue(city="Florence"), make.venue(name=LocalText(en="Palazzo"))
    for _n in range(2):
        make.session(dialogue, room=make.room(venue))
    assert [place["name"] for place in event_of(dialogue)["location"]] == ["Palazzo"]


def test_a_day_of_which_not_all_is_known_has_no_hour() -> None:
    dialogue = make.dialogue(starts_on=date(2027, 5, 12), ends_on=date(2027, 5, 12))
    make.session(dialogue)
    assert event_of(dialogue)["startDate"] == "2027-05-12T13:00:00+02:00"
    assert event_of(dialogue)["endDate"] == "2027-05-12T14:00:00+02:00"
    make.session(dialogue, day=date(2027, 5, 12), **UNTIMED)
    assert event_of(dialogue)["startDate"] == "2027-05-12"
    assert event_of(dialogue)["endDate"] == "2027-05-12"


def test_cancelled_is_told_of_the_whole_and_of_each_part() -> None:
    dialogue = make.dialogue()
    make.session(dialogue, cancelled=True)
    event = event_of(dialogue)
    assert event["eventStatus"].endswith("EventScheduled")
    assert event["subEvent"][0]["eventStatus"].endswith("EventCancelled")
    dialogue.status = Status.CANCELLED
    assert event_of(dialogue)["eventStatus"].endswith("EventCancelled")


def test_a_session_in_full() -> None:
    dialogue = make.dialogue(slug="dd", title=LocalText(en="Due diligence"), format=Format.VIRTUAL)
    session = make.session(
        dialogue,
        slug="panel-1",
        title=LocalText(en="Thresholds", fr="Seuils"),
        label=LocalText(en="Panel 1"),
        question=LocalText(en="When?"),
        abstract=LocalText(en="An *abstract*."),
        starts_at=datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
        ends_at=datetime(2027, 10, 31, 2, 30, tzinfo=UTC),
    )
    make.contribution(session, organisation=make.organisation(slug="un", name=LocalText(en="UN")))
    head = linked_data.head_for_session(dialogue, line_for(ANONYMOUS, session))
    url = f"{SITE}/dialogues/dd/sessions/panel-1/"
    whole = f"{SITE}/dialogues/dd/"
    assert json.loads(head.json_ld) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": url,
        "url": url,
        "identifier": f"urn:uuid:{session.uid}",
        "name": "Panel 1: Thresholds",
        "description": "When?\n\nAn abstract.",
        "startDate": "2027-10-31T02:30:00+01:00",
        "endDate": "2027-10-31T03:30:00+01:00",
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "eventStatus": "https://schema.org/EventScheduled",
        "location": [{"@type": "VirtualLocation", "url": url}],
        "inLanguage": "en",
        "performer": [{"@type": "Organization", "url": f"{SITE}/organisations/un/", "name": "UN"}],
        "superEvent": {
            "@type": "Event",
            "@id": whole,
            "url": whole,
            "name": "Due diligence",
            "startDate": "2027-05-12",
            "endDate": "2027-05-13",
            "location": [{"@type": "VirtualLocation", "url": whole}],
        },
    }


def test_a_person_without_what_is_private() -> None:
    person = make.person(
        slug="ada",
        name="Ada Example",
        honorific="Dr",
        country="FR",
        bio=LocalText(en="Writes *norms*."),
        user=make.user(email="ada@example.org"),
    )
    assert json.loads(linked_data.head_for_person(person).json_ld) == {
        "@context": "https://schema.org",
        "@type": "Person",
        "@id": f"{SITE}/people/ada/",
        "url": f"{SITE}/people/ada/",
        "name": "Ada Example",
        "honorificPrefix": "Dr",
        "description": "Writes norms.",
    }


def test_organisations_series_and_venues() -> None:
    parent = make.organisation(name=LocalText(en="EUI"))
    organisation = make.organisation(
        slug="stg", name=LocalText(en="School"), acronym="STG", parent=parent,
        website="https://stg.example",
    )  # fmt: skip
    venue = make.venue(slug="badia", name=LocalText(en="Badia"), address="Via 1", city="Florence")
    heads = (
        linked_data.head_for_organisation(organisation),
        linked_data.head_for_series(make.series(slug="s", title=LocalText(en="S"))),
        linked_data.head_for_venue(venue),
    )
    things = [json.loads(head.json_ld) for head in heads]
    assert [thing["@type"] for thing in things] == ["Organization", "EventSeries", "Place"]
    assert [thing["url"] for thing in things] == [
        f"{SITE}/organisations/stg/",
        f"{SITE}/series/s/",
        f"{SITE}/venues/badia/",
    ]
    school, _series, badia = things
    assert (school["alternateName"], school["sameAs"], school["parentOrganization"]["name"]) == (
        "STG",
        "https://stg.example",
        "EUI",
    )
    assert badia["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "Via 1",
        "addressLocality": "Florence",
    }


def test_the_home_page_leads_to_the_news() -> None:
    head = linked_data.head_for_home()
    assert json.loads(head.json_ld) == {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "@id": f"{SITE}/",
        "url": f"{SITE}/",
        "name": "Parley",
    }
    assert [other.url for other in head.alternates] == [f"{SITE}/feed.atom"]


def test_open_graph() -> None:
    with override("fr"):
        values = linked_data.open_graph(
            LocalText(en="Talks", fr="Dialogue"), "Un texte " * 60, "/dialogues/x/"
        )
    description = values.pop("description")
    assert len(description) == 200
    assert description.startswith("Un texte Un texte")
    assert values == {
        "title": "Dialogue",
        "url": f"{SITE}/dialogues/x/",
        "type": "website",
        "locale": "fr_FR",
        "site_name": "Parley",
    }


@pytest.mark.parametrize(("language", "locale"), [("en", "en_US"), ("ar", "ar_EG"), ("xx", "xx")])
def test_open_graph_names_a_country(language: str, locale: str) -> None:
    assert linked_data._locale(language) == locale


def test_only_a_real_picture_is_shown() -> None:
    dialogue = make.dialogue(slug="d")
    fields = {"dialogue": dialogue, "alt": LocalText(en="People around a table")}
    Picture.objects.create(illustration="roundtable", is_lead=True, **fields)
    programme = programme_for(ANONYMOUS, dialogue)
    pictures = directory.pictures_of(ANONYMOUS, dialogue)
    head = linked_data.head_for_dialogue(dialogue, programme, [], pictures)
    assert (head.card, "image" in head.open_graph) == ("summary", False)
    assert "image" not in json.loads(head.json_ld)

    real = Picture.objects.create(image="pictures/x.webp", width=4, height=3, **fields)
    pictures = directory.pictures_of(ANONYMOUS, dialogue)
    head = linked_data.head_for_dialogue(dialogue, programme, [], pictures)
    address = SITE + reverse("picture", args=[real.uid])
    assert (head.open_graph["image"], json.loads(head.json_ld)["image"]) == (address, address)
    assert head.open_graph["image:alt"] == "People around a table"
    assert head.card == "summary_large_image"


class _Tags(HTMLParser):
    """The elements of a head, and the text of its scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def rendered(head: linked_data.Head) -> _Tags:
    return _Tags(render_to_string("convening/_head.html", {"head": head}))


def test_the_head_of_a_page() -> None:
    dialogue = make.dialogue(slug="d", purpose=LocalText(en="To meet."))
    programme = programme_for(ANONYMOUS, dialogue)
    page = rendered(linked_data.head_for_dialogue(dialogue, programme, [], page="programme"))
    links = [(a["rel"], a.get("type"), a["href"]) for tag, a in page.tags if tag == "link"]
    address = f"{SITE}/dialogues/d/"
    assert links == [
        ("canonical", None, f"{address}programme/"),
        ("alternate", "text/calendar", f"{address}calendar.ics"),
        ("alternate", "application/vnd.c3voc.schedule+xml", f"{address}schedule.xml"),
        ("alternate", "application/json", f"{address}schedule.json"),
        ("alternate", "application/atom+xml", f"{SITE}/feed.atom"),
    ]
    metas = {a.get("property") or a["name"]: a["content"] for tag, a in page.tags if tag == "meta"}
    assert (metas["og:url"], metas["og:description"], metas["twitter:card"]) == (
        f"{address}programme/",
        "To meet.",
        "summary",
    )


def test_a_title_of_nothing_printable_is_no_error() -> None:
    dialogue = make.dialogue(title=LocalText(en="\x01\x0b"))
    head = linked_data.head_for_dialogue(dialogue, programme_for(ANONYMOUS, dialogue), [])
    assert "title" not in head.open_graph
    assert "name" not in json.loads(head.json_ld)


def test_a_session_without_a_day_offers_no_calendar() -> None:
    dialogue = make.dialogue()
    for fields, there in (({}, True), (UNTIMED, False)):
        line = line_for(ANONYMOUS, make.session(dialogue, **fields))
        head = linked_data.head_for_session(dialogue, line)
        assert any(other.type == "text/calendar" for other in head.alternates) is there


@given(st.text(max_size=80))
def test_no_text_ends_the_script(text: str) -> None:
    hostile = f"{text}</script><script>alert(1)</script><!--{text}"
    script = linked_data.as_script(schema_org.known(type="Event", name=hostile))
    assert not set(script) & set("<>&")
    assert json.loads(script)["name"] == hostile


def test_no_text_ends_the_head() -> None:
    hostile = LocalText(en='"></script><script>alert(1)</script>&amp;')
    dialogue = make.dialogue(title=hostile, purpose=hostile, subtitle=hostile)
    make.contribution(make.session(dialogue, title=hostile), person=make.person(name=str(hostile)))
    page = rendered(linked_data.head_for_dialogue(dialogue, programme_for(ANONYMOUS, dialogue), []))
    assert {tag for tag, _attributes in page.tags} == {"link", "meta", "script"}
    assert [tag for tag, _attributes in page.tags].count("script") == 1
    assert json.loads(page.text.strip())["name"] == str(hostile)
