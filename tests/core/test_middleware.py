"""Requests that no browser makes are refused before they cost anything; messages stay private."""

from typing import Any

import pytest
from django.test import Client, RequestFactory

from parley import wsgi
from parley.apps.convening.models import SeatRole
from parley.core import markdown
from parley.core.localtext import LONGEST_TEXT
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("charset", ["rot13", "unicode_escape", "utf-16", "base64", "idna"])
def test_other_codes_than_utf8_are_refused(charset: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Django itself would close the test's connection, so it is stood in for."""
    monkeypatch.setattr(wsgi, "_django", lambda _environ, _start: [b"Django"])

    def answer(content_type: str) -> tuple[list[str], list[bytes]]:
        statuses: list[str] = []
        environ = RequestFactory().get("/search/?q=a").environ | {"CONTENT_TYPE": content_type}
        body = wsgi.application(environ, lambda status, _headers: statuses.append(status))
        return statuses, list(body)

    refused = (["400 Bad Request"], [b"Send text as UTF-8.\n"])
    assert answer(f"text/plain; charset={charset}") == refused
    assert answer("text/plain; charset=UTF-8") == answer("") == ([], [b"Django"])


def test_a_body_beyond_measure_is_refused_unread() -> None:
    response = Client().post("/language/", CONTENT_LENGTH="300000000")
    assert (response.status_code, response.content) == (413, b"That is too large.")
    assert Client().post("/language/", CONTENT_LENGTH="9" * 5000).status_code == 413
    assert Client().post("/language/", CONTENT_LENGTH="-1").status_code == 413


def test_messages_need_a_session(signed_in: Any) -> None:
    """In a cookie they would outlive it, and reach a page that all visitors share."""
    dialogue, account = make.dialogue(status="draft"), make.user()
    make.seat(dialogue, account, SeatRole.CONVENER)
    client = signed_in(account)
    client.post(f"/convene/dialogues/{dialogue.slug}/status/announce/")
    assert set(client.cookies) <= {"sessionid", "csrftoken"}
    assert b'class="flash' in client.get("/").content


def test_long_texts_and_large_tables_are_rendered_within_measure() -> None:
    table = "|a|b|\n|-|-|\n" + "|x|y|\n" * 2000
    assert "<table>" not in markdown.render(table)
    assert "<table>" in markdown.render("|a|b|\n|-|-|\n|x|y|\n")
    assert len(markdown.render("word " * 100_000)) < 2 * LONGEST_TEXT
