"""What a session shows is nobody else's, and not a cache's in between."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from parley.apps.convening.models import SeatRole
from parley.apps.convening.services import materials
from parley.apps.convening.services.filetypes import checked
from parley.core.localtext import LocalText
from tests import factories as make
from tests.accounts.conftest import app_code, ask, with_app

pytestmark = pytest.mark.django_db
PAGES = ("/", "/search/?q=x", "/time-zone/", "/styleguide/", "/outbox/", "/convene/", "/feed.atom")
SIGN_IN = (
    "/sign-in/",
    "/sign-in/code/",
    "/sign-in/second-factor/",
    "/sign-in/passkey/",
    "/sign-out/",
)
ACCOUNT = (
    *("/account/", "/account/second-factor/", "/account/passkeys/add/", "/account/app/remove/"),
    *("/account/confirm/", "/account/recovery-codes/", "/account/recovery-codes/new/"),
)


def controls(client: Client, address: str) -> set[str]:
    header = client.get(address).headers["Cache-Control"]
    return {part.strip().partition("=")[0] for part in header.split(",")}


@pytest.mark.parametrize("address", PAGES)
def test_pages_of_a_session_are_private(signed_in: Any, address: str) -> None:
    client = signed_in(make.user(is_operator=True))
    assert "private" in controls(client, address)
    assert "public" not in controls(client, address)
    assert "Cookie" in client.get(address).headers["Vary"]


def test_a_dialogue_and_its_files_too(signed_in: Any) -> None:
    dialogue = make.dialogue()
    client = signed_in(make.user())
    for page in ("", "programme/", "calendar.ics", "schedule.json", "schedule.xml"):
        response = client.get(f"/dialogues/{dialogue.slug}/{page}")
        assert "private" in response.headers["Cache-Control"], page
        assert "Cookie" in response.headers["Vary"], page


def test_a_public_paper_is_a_caches_business_only_without_a_session(signed_in: Any) -> None:
    """With one, the answer may bring the session's cookie along."""
    dialogue, convener = make.dialogue(), make.user()
    make.seat(dialogue, convener, SeatRole.CONVENER)
    paper = materials.add(
        make.actor(convener),
        dialogue,
        {"title": LocalText(en="Paper"), "rule": "public", "session": None},
        source=checked(ContentFile(b"Text"), "paper.txt"),
    )
    address = reverse("material", args=[paper.uid])
    assert "public" in controls(Client(), address)
    client = signed_in(make.user())
    response = client.get(address)
    assert "sessionid" in response.cookies
    assert "private" in response.headers["Cache-Control"]
    assert "public" not in response.headers["Cache-Control"]


@pytest.mark.parametrize("address", SIGN_IN)
def test_sign_in_pages_are_stored_nowhere(client: Client, address: str) -> None:
    ask(client, "ada@example.org")
    assert {"no-store", "private"} <= controls(client, address)
    assert "Cookie" in client.get(address).headers["Vary"]


@pytest.mark.parametrize("address", ACCOUNT)
def test_account_pages_are_stored_nowhere(signed_in: Any, address: str) -> None:
    client = signed_in(with_app(make.user()))
    client.post("/account/confirm/", {"code": app_code()})
    assert {"no-store", "private"} <= controls(client, address)


def test_a_visitor_has_no_session_and_no_cookie() -> None:
    response = Client().get("/")
    assert not response.cookies
    assert response.headers["Cache-Control"] == "no-cache"


def test_the_session_of_somebody_half_signed_in_is_private_too(client: Client) -> None:
    ask(client, "ada@example.org")
    assert "private" in controls(client, "/")
