"""The Atom feed has what RFC 4287 requires, and its news."""

from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from parley.apps.convening.models import Dialogue, Host, HostRole, Status
from parley.apps.convening.selectors.feeds import NEWS, news_for
from parley.core.actors import ANONYMOUS
from parley.core.localtext import LocalText
from tests import factories as make

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def read(client: Any, **headers: str) -> ElementTree.Element:
    response = client.get(reverse("feed"), headers=headers)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def text(element: ElementTree.Element, name: str) -> str | None:
    return element.findtext("/".join(ATOM + part for part in name.split("/")))


def test_the_feed_has_what_a_feed_must_have(client: Any) -> None:
    dialogue = make.dialogue(
        slug="ecdd-2020",
        title=LocalText(en="Talks <b>& more</b>"),
        city="Florence",
        country="IT",
        purpose=LocalText(en="To *meet* <script>alert(1)</script>."),
    )
    host = make.organisation(name=LocalText(en="EU Cyber Direct"))
    Host.objects.create(dialogue=dialogue, organisation=host, role=HostRole.ORGANISER)
    root = read(client)
    assert {name: text(root, name) for name in ("id", "title", "author/name")} == {
        "id": "https://parley.example/feed.atom",
        "title": "Dialogues at Parley",
        "author/name": "Parley",
    }
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {
        "alternate": "https://parley.example/",
        "self": "https://parley.example/feed.atom",
    }
    [entry] = root.findall(f"{ATOM}entry")
    assert {name: text(entry, name) for name in ("id", "title", "author/name")} == {
        "id": f"urn:uuid:{dialogue.uid}",
        "title": "Talks <b>& more</b>",
        "author/name": "EU Cyber Direct",
    }
    updated = datetime.fromisoformat(str(text(entry, "updated")))
    assert updated == dialogue.updated_at == datetime.fromisoformat(str(text(root, "updated")))
    [link] = entry.findall(f"{ATOM}link")
    assert link.get("href") == "https://parley.example/dialogues/ecdd-2020/"
    [summary] = entry.findall(f"{ATOM}summary")
    # It is HTML: after the XML is read, the script must still be escaped once.
    assert summary.get("type") == "html"
    assert "Florence, Italy · To meet &lt;script&gt;alert(1)&lt;/script&gt;." in str(summary.text)


def test_what_is_news() -> None:
    for status in Status:
        make.dialogue(slug=status, status=status)
    first = Dialogue.objects.get(slug="open")
    first.save()  # the last to change
    slugs = [dialogue.slug for dialogue in news_for(ANONYMOUS)]
    assert slugs[0] == "open"
    assert sorted(slugs) == ["announced", "cancelled", "concluded", "open"]


def test_a_cancellation_stands_in_the_title(client: Any) -> None:
    make.dialogue(title=LocalText(en="Talks"), status=Status.CANCELLED)
    [entry] = read(client).findall(f"{ATOM}entry")
    assert text(entry, "title") == "Cancelled: Talks"


def test_an_empty_feed_is_the_same_every_time(client: Any) -> None:
    bodies = {client.get(reverse("feed")).content for _n in range(2)}
    [body] = bodies
    updated = str(text(ElementTree.fromstring(body), "updated"))
    assert datetime.fromisoformat(updated) == datetime(1970, 1, 1, tzinfo=UTC)


def test_it_speaks_the_readers_language(client: Any) -> None:
    make.dialogue(title=LocalText(en="Talks", ar="حوار"))
    root = read(client, **{"Accept-Language": "ar"})
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"
    assert text(root, "entry/title") == "حوار"


def test_it_is_bounded(client: Any) -> None:
    for _n in range(NEWS + 1):
        make.dialogue()
    assert len(read(client).findall(f"{ATOM}entry")) == NEWS


@pytest.mark.parametrize("dialogues", [1, 3])
def test_three_queries_however_many_dialogues(
    client: Any, dialogues: int, django_assert_num_queries: Any
) -> None:
    for _n in range(dialogues):
        make.dialogue(series=make.series())
    with django_assert_num_queries(3):
        client.get(reverse("feed"))
