"""ETag and Last-Modified: of the content that this reader gets."""

from typing import Any

import pytest
from django.urls import reverse

from parley.core.localtext import LocalText
from tests import factories as make
from tests.convening.feeds.conftest import House
from tests.convening.feeds.test_access import NAMES, address

pytestmark = pytest.mark.django_db


def path_of(house: House, name: str) -> str:
    if name == "session-calendar":
        return reverse(name, args=[house.dialogue.slug, house.sessions["public"].slug])
    return address(name, house.dialogue)


@pytest.mark.parametrize("name", NAMES)
def test_who_has_it_already_gets_nothing_again(house: House, client: Any, name: str) -> None:
    path = path_of(house, name)
    first = client.get(path)
    assert first["ETag"].startswith('"')
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    head = client.head(path)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", first["ETag"])
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("name", ["dialogue-calendar", "schedule-xml", "schedule-json"])
def test_a_change_is_a_new_tag(house: House, client: Any, name: str) -> None:
    path = path_of(house, name)
    tag = client.get(path)["ETag"]
    room = house.sessions["public"].room
    assert room is not None
    room.name = LocalText(en="Another room")
    room.save()
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("name", ["dialogue-calendar", "schedule-xml", "schedule-json"])
def test_a_hidden_change_changes_nothing_for_others(house: House, client: Any, name: str) -> None:
    """Neither tag nor date tell that something happens behind a closed door."""
    path = path_of(house, name)
    before = client.get(path)
    session = house.sessions["closed_door"]
    session.title = LocalText(en="Moved")
    session.save()
    after = client.get(path)
    assert [after[h] for h in ("ETag", "Last-Modified")] == [
        before[h] for h in ("ETag", "Last-Modified")
    ]
    assert house.client("convener").get(path)["ETag"] != before["ETag"]


def test_a_withdrawn_session_is_gone_also_for_those_who_ask_by_date(client: Any) -> None:
    session = make.session(make.dialogue())
    path = reverse("dialogue-calendar", args=[session.dialogue.slug])
    date = client.get(path)["Last-Modified"]
    type(session).objects.filter(pk=session.pk).update(rule="closed_door")
    response = client.get(path, headers={"If-Modified-Since": date})
    assert (response.status_code, str(session.uid) in response.content.decode()) == (200, False)


@pytest.mark.parametrize("name", NAMES)
def test_shared_caches_are_told_whose_it_is(house: House, name: str) -> None:
    response = house.client("convener").get(path_of(house, name))
    assert "private" in response["Cache-Control"]
    assert {"Cookie", "Accept-Language"} <= set(response["Vary"].split(", "))
    assert response["X-Content-Type-Options"] == "nosniff"
