"""What a phone at the door may keep, and until when."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parley.apps.convening.models import SeatRole
from parley.apps.registration.models import State
from parley.apps.registration.presenters import checkin as present
from parley.core.localtext import LocalText
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_phone_may_keep_the_list_until_the_dialogues_day_ends(
    now: Any, seated: Callable[..., Client]
) -> None:
    """By the zone of the dialogue, also on the day that has one hour less."""
    dialogue = make.dialogue(time_zone="Europe/Rome", title=LocalText(en="Canary Evening"))
    make.registration(make.group(dialogue), state=State.APPROVED, name="Ada Guest")
    address = reverse("check-in-list", args=[dialogue.slug])
    for moment, hours in (
        (datetime(2027, 5, 12, 7, tzinfo=UTC), 15),
        (datetime(2027, 5, 12, 21, 59, 59, tzinfo=UTC), 1 / 3600),
        (datetime(2027, 5, 12, 22, tzinfo=UTC), 24),
        (datetime(2027, 3, 27, 23, tzinfo=UTC), 23),
    ):
        now(moment)
        told = seated(dialogue).get(address).json()
        assert told["seconds"] == round(hours * 3600), moment
        assert told["title"] == "Canary Evening"
        assert [one["name"] for one in told["people"]] == ["Ada Guest"]


def test_what_a_phone_keeps_of_the_page_names_nobody(seated: Callable[..., Client]) -> None:
    dialogue = make.dialogue(title=LocalText(en="Canary Evening"))
    row = make.registration(make.group(dialogue), state=State.APPROVED, name="Canary Guest")
    client = seated(dialogue)
    me = str(client.get(reverse("account")).context["actor"].label)
    address = reverse("check-in", args=[dialogue.slug])
    client.post(address, {"who": str(row.uid), "action": "in"})
    client.get(reverse("check-in-list", args=[dialogue.slug]))
    response = client.get(reverse("check-in-kept", args=[dialogue.slug]))
    page = response.content.decode()
    assert response.status_code == 200
    assert "camera=(self)" in response.headers["Permissions-Policy"]
    assert [word for word in ("Canary", me, "csrfmiddlewaretoken") if word in page] == []
    # The message of before waits for the page itself.
    assert "Canary Guest: Welcome." in client.get(address).content.decode()


def test_the_worker_serves_this_page_and_no_other(seated: Callable[..., Client]) -> None:
    dialogue = make.dialogue()
    make.group(dialogue)
    client = seated(dialogue)
    address = reverse("check-in-worker", args=[dialogue.slug])
    response = client.get(address)
    assert response.headers["Content-Type"] == "text/javascript"
    assert address.startswith(reverse("check-in", args=[dialogue.slug]))
    assert "Service-Worker-Allowed" not in response.headers
    # Nor does any cache hold an old one back.
    assert "no-store" in response.headers["Cache-Control"]
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert Client().get(address).status_code == 302


def test_signing_out_takes_the_key_to_what_a_phone_keeps(seated: Callable[..., Client]) -> None:
    dialogue = make.dialogue()
    make.group(dialogue)
    client = seated(dialogue)
    client.cookies["parley_kept"] = "a key"
    assert present.settings_of(dialogue)["cookie"] == "parley_kept"
    cookie = client.post(reverse("sign-out")).cookies["parley_kept"]
    assert (cookie.value, cookie["max-age"], cookie["path"]) == ("", 0, "/")


def test_after_a_new_sign_in_the_list_brings_what_notes_are_sent_with() -> None:
    dialogue, account, client = make.dialogue(), make.user(), Client(enforce_csrf_checks=True)
    make.group(dialogue)
    make.seat(dialogue, account, SeatRole.CONVENER)
    listed = reverse("check-in-list", args=[dialogue.slug])
    sync = reverse("check-in-sync", args=[dialogue.slug])

    def send(token: str) -> int:
        body = json.dumps({"notes": []})
        headers = {"X-CSRFToken": token}
        return client.post(sync, body, "application/json", headers=headers).status_code

    client.force_login(account)
    before = client.get(listed).json()["token"]
    assert send(before) == 200
    client.cookies.pop("csrftoken")
    assert send(before) == 403
    assert send(client.get(listed).json()["token"]) == 200
