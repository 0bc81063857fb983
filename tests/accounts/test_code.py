"""Signing in by a code from the mail, for those who have an account and those who have none."""

import time
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parley.apps.accounts.models import User
from parley.core.models import AuditRecord
from tests.accounts.conftest import actions, ask, code_in, sign_in, type_code, who
from tests.accounts.test_sign_in import HOSTILE
from tests.factories import user

pytestmark = pytest.mark.django_db
WRONG = "0000-0000"


class TestCode:
    def test_signs_in(self, client: Client) -> None:
        account = user(email="ada@example.org")
        response = ask(client, "Ada@Example.org")
        assert (response.status_code, response.headers["Location"]) == (302, "/sign-in/code/")
        page = client.get("/sign-in/code/").content.decode()
        assert 'autocomplete="one-time-code"' in page
        assert 'inputmode="numeric"' in page
        assert "ada@example.org" in page.lower()
        response = type_code(client, code_in(mail.outbox[0]))
        assert response.headers["Location"] == "/"
        assert who(client) == str(account.pk)
        line = AuditRecord.objects.get()
        assert (line.action, line.actor_user) == ("account.signed_in", account.pk)
        assert line.data == {"by": "code"}

    def test_may_be_typed_without_the_dash_and_with_spaces(self, client: Client) -> None:
        account = user()
        ask(client, account.email)
        code = code_in(mail.outbox[0])
        type_code(client, f" {code.replace('-', ' ')} ")
        assert who(client) == str(account.pk)

    def test_comes_in_the_language_of_the_page(self) -> None:
        client = Client(headers={"accept-language": "fr"})
        ask(client, user(language="ar").email)
        assert mail.outbox[0].extra_headers["Content-Language"] == "fr"

    def test_works_once(self) -> None:
        account = user()
        first, second = Client(), Client()
        ask(first, account.email)
        code = code_in(mail.outbox[0])
        type_code(first, code)
        first.post("/sign-out/")
        assert type_code(first, code).status_code == 302
        assert who(first) is None
        ask(second, account.email)
        assert type_code(second, code).status_code == 422
        assert who(second) is None

    def test_of_another_session_is_refused(self) -> None:
        """Who only reads the mail, and did not ask on this device, can't use the code."""
        account = user()
        ask(Client(), account.email)
        code = code_in(mail.outbox[0])
        thief = Client()
        assert type_code(thief, code).headers["Location"] == "/sign-in/"
        ask(thief, "thief@example.org")
        assert type_code(thief, code).status_code == 422
        assert who(thief) is None

    def test_of_another_account_is_refused(self, client: Client) -> None:
        first, second = user(), user()
        ask(client, first.email)
        code = code_in(mail.outbox[0])
        ask(client, second.email)
        assert type_code(client, code).status_code == 422
        assert who(client) is None

    def test_expires(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        ask(client, user().email)
        now = time.time()
        monkeypatch.setattr(time, "time", lambda: now + 15 * 60 + 1)
        response = type_code(client, code_in(mail.outbox[0]))
        assert response.headers["Location"] == "/sign-in/"
        assert who(client) is None

    def test_three_wrong_tries_end_it(self, client: Client) -> None:
        account = user()
        ask(client, account.email)
        code = code_in(mail.outbox[0])
        assert [type_code(client, WRONG).status_code for _ in range(3)] == [422, 422, 302]
        assert type_code(client, code).status_code == 302
        assert who(client) is None
        assert actions() == ["account.code_refused"] * 3
        line = AuditRecord.objects.first()
        assert line is not None
        assert (line.subject_id, line.actor_user, line.data) == (
            str(account.pk),
            None,
            {"of": "mail"},
        )

    def test_no_code_stands_in_the_record_or_a_page(self, client: Client) -> None:
        ask(client, user().email)
        code = code_in(mail.outbox[0])
        page = client.get("/sign-in/code/").content.decode()
        assert code not in page
        type_code(client, code)
        for line in AuditRecord.objects.all():
            assert code not in repr(vars(line))

    def test_needs_the_page_that_was_shown(self) -> None:
        """Another site can neither have mails sent nor sign somebody in."""
        client = Client(enforce_csrf_checks=True)
        assert ask(client, user().email).status_code == 403
        assert type_code(client, WRONG).status_code == 403
        assert mail.outbox == []

    def test_closed_accounts_get_none(self, client: Client) -> None:
        account = user(is_active=False)
        ask(client, account.email)
        assert "no account" in mail.outbox[0].body.lower()

    def test_an_account_that_is_closed_meanwhile_stays_out(self, client: Client) -> None:
        account = user()
        ask(client, account.email)
        User.objects.update(is_active=False)
        response = type_code(client, code_in(mail.outbox[0]))
        assert response.headers["Location"] == "/sign-in/"
        assert who(client) is None
        assert "account is closed" in client.get("/sign-in/").content.decode()

    def test_gets_a_new_session_key(self, client: Client) -> None:
        account = user()
        ask(client, account.email)
        before = client.session.session_key
        type_code(client, code_in(mail.outbox[0]))
        assert client.session.session_key != before
        assert not Client().session.exists(before)

    def test_no_password_signs_in(self, client: Client) -> None:
        account = user()
        account.set_password("correct horse")
        account.save()
        for address in ("/sign-in/", "/sign-in/code/"):
            client.post(
                address,
                {"email": account.email, "login": account.email, "password": "correct horse"},
            )
        assert who(client) is None


class TestNext:
    def test_leads_back(self, client: Client) -> None:
        account = user()
        page = client.get("/sign-in/?next=/outbox/").content.decode()
        assert 'name="next" value="/outbox/"' in page
        response = ask(client, account.email, next="/outbox/")
        assert response.headers["Location"] == "/sign-in/code/?next=%2Foutbox%2F"
        assert 'value="/outbox/"' in client.get(response.headers["Location"]).content.decode()
        response = type_code(client, code_in(mail.outbox[0]), next="/outbox/")
        assert response.headers["Location"] == "/outbox/"

    @pytest.mark.parametrize("address", HOSTILE)
    def test_never_elsewhere(self, client: Client, address: str) -> None:
        response = ask(client, user().email, next=address)
        assert response.headers["Location"] == "/sign-in/code/"
        page = client.get("/sign-in/code/", {"next": address}).content.decode()
        assert "evil.example" not in page.split("<main")[1].split("</main>")[0]
        response = type_code(client, code_in(mail.outbox[0]), next=address)
        assert response.headers["Location"] == "/"

    def test_somebody_signed_in_is_not_asked(self, signed_in: Any) -> None:
        account = user(name="Ada")
        client = signed_in(account)
        page = client.get("/sign-in/").content.decode()
        assert "You are signed in as Ada." in page
        assert 'name="email"' not in page
        assert ask(client, user().email, next="/outbox/").headers["Location"] == "/outbox/"
        assert (who(client), mail.outbox) == (str(account.pk), [])


def answers(address: str) -> tuple[list[Any], list[int]]:
    """What a stranger sees and measures who tries an address: pages, headers, queries."""
    client = Client()
    seen, counts = [], []
    steps = [
        lambda: ask(client, address),
        lambda: client.get("/sign-in/code/"),
        *[lambda: type_code(client, WRONG)] * 3,
        lambda: client.get("/sign-in/code/"),
        lambda: client.get("/sign-in/"),
    ]
    for step in steps:
        with CaptureQueriesContext(connection) as captured:
            response = step()
        body = response.content.decode().replace(address, "ADDRESS")
        tokens = {line for line in body.split('"') if len(line) == 64}
        for token in tokens:
            body = body.replace(token, "TOKEN")
        headers = {**response.headers, "Expires": "now"}
        seen.append((response.status_code, body, headers, sorted(response.cookies)))
        counts.append(len(captured))
    return seen, counts


class TestEnumeration:
    def test_known_unknown_and_closed_look_the_same(self) -> None:
        known = answers(user(email="known@example.org").email)
        closed = answers(user(email="close@example.org", is_active=False).email)
        unknown = answers("nobod@example.org")
        assert known[0] == closed[0] == unknown[0]

    def test_and_cost_the_same_queries(self) -> None:
        known = answers(user(email="known@example.org").email)[1]
        assert known == answers("nobod@example.org")[1]

    def test_each_gets_one_mail_at_the_same_moment(self, client: Client) -> None:
        ask(client, user(email="known@example.org").email)
        ask(Client(), "nobody@example.org")
        assert [letter.to for letter in mail.outbox] == [
            ["known@example.org"],
            ["nobody@example.org"],
        ]
        assert "invited" in mail.outbox[1].body
        assert "invited" not in mail.outbox[0].body

    def test_lookalikes_of_an_address_are_strangers(self, client: Client) -> None:
        user(email="mike@example.org")
        ask(client, "mıke@example.org")
        assert "Type this code" not in "".join(letter.body for letter in mail.outbox)

    @pytest.mark.parametrize("address", ["", "nobody", "a@b", "a@example.org\nBcc: b@example.org"])
    def test_what_is_no_address_is_said(self, client: Client, address: str) -> None:
        response = ask(client, address)
        assert response.status_code == 422
        assert mail.outbox == []


def test_signing_in_switches_to_the_accounts_language(client: Client) -> None:
    sign_in(client, user(language="fr"))
    assert '<html lang="fr"' in client.get("/").content.decode()
