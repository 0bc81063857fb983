"""sitemap.xml names every public page once, and robots.txt names the sitemap."""

from datetime import datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from parley.apps.convening.models import Host, HostRole, Status
from tests import factories as make

pytestmark = pytest.mark.django_db
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SITE = "https://parley.example"


def read(client: Any) -> dict[str, str | None]:
    response = client.get(reverse("sitemap"))
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    found = [(u.findtext(f"{NAMESPACE}loc"), u.findtext(f"{NAMESPACE}lastmod")) for u in root]
    assert len(dict(found)) == len(found)
    return {str(address): changed for address, changed in found}


def test_every_public_page_stands_once(client: Any) -> None:
    dialogue = make.dialogue(slug="d", series=make.series(slug="s"))
    session = make.session(dialogue, slug="p", room=make.room(make.venue(slug="v")))
    organisation = make.organisation(slug="o")
    make.contribution(session, person=make.person(slug="ada"), organisation=organisation)
    make.contribution(session, person=make.person(slug="bob"), organisation=organisation)
    whole = make.organisation(slug="whole")
    host = make.organisation(slug="host", parent=whole)
    Host.objects.create(dialogue=dialogue, organisation=host, role=HostRole.ORGANISER)
    cancelled = make.dialogue(slug="cancelled", status=Status.CANCELLED)
    make.dialogue(slug="draft", status=Status.DRAFT)
    make.person(slug="nowhere")

    pages = read(client)
    changed = {
        address.removeprefix(SITE): value and datetime.fromisoformat(value)
        for address, value in pages.items()
    }
    of_dialogue = dialogue.updated_at.replace(microsecond=0)
    of_session = session.updated_at.replace(microsecond=0)
    of_cancelled = cancelled.updated_at.replace(microsecond=0)
    assert changed == {
        "/": of_cancelled,
        "/series/s/": of_dialogue,
        "/dialogues/d/": of_dialogue,
        "/dialogues/d/programme/": of_dialogue,
        "/dialogues/cancelled/": of_cancelled,
        "/dialogues/cancelled/programme/": of_cancelled,
        "/dialogues/d/sessions/p/": of_session,
        "/people/ada/": of_session,
        "/people/bob/": of_session,
        "/organisations/host/": of_dialogue,
        "/organisations/o/": of_session,
        "/organisations/whole/": None,
        "/venues/v/": of_session,
    }
    for address in changed:
        assert client.get(address).status_code == 200


def test_an_empty_site_has_its_home(client: Any) -> None:
    assert read(client) == {f"{SITE}/": None}


def test_addresses_never_come_from_the_request(client: Any, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    make.session(make.dialogue(slug="d"))
    for name in ("sitemap", "robots", "feed"):
        body = client.get(reverse(name), headers={"Host": "evil.example"}).content
        assert b"evil.example" not in body
    for name in ("dialogue-calendar", "schedule-xml", "schedule-json"):
        body = client.get(reverse(name, args=["d"]), headers={"Host": "evil.example"}).content
        assert b"evil.example" not in body


def test_robots(client: Any) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /convene/",
        "Disallow: /search/",
        "Disallow: /sign-in/",
        "",
        f"Sitemap: {SITE}/sitemap.xml",
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_fixed_number_of_queries(client: Any, rows: int, django_assert_num_queries: Any) -> None:
    for _n in range(rows):
        session = make.session(make.dialogue(series=make.series()), room=make.room())
        make.contribution(session, organisation=make.organisation(), person=make.person())
    with django_assert_num_queries(18):
        client.get(reverse("sitemap"))
