"""Authenticator app and recovery codes: set up, asked for, required, taken away, on record."""

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client, override_settings
from django.urls import get_resolver
from django.utils import timezone

from parley.apps.accounts import middleware, services
from parley.apps.accounts.models import User
from parley.core import audit
from parley.core.actors import system_actor
from parley.core.errors import NotAllowed
from parley.core.models import AuditRecord, SharedEntry
from tests.accounts.conftest import (
    SECRET,
    actions,
    app_code,
    recovery_codes,
    sign_in,
    type_code,
    who,
    with_app,
)
from tests.factories import actor, user

pytestmark = pytest.mark.django_db
COMMAND_LINE = system_actor("command line")


def show(client: Client, code: str) -> Any:
    return client.post("/sign-in/second-factor/", {"code": code})


class TestSettingUp:
    def test_an_app(self, signed_in: Any, django_capture_on_commit_callbacks: Any) -> None:
        account = user(email="ada@example.org")
        client = signed_in(account)
        page = client.get("/account/app/").content.decode()
        found = re.search(r"<code>([A-Z2-7]{32})</code>", page)
        assert found
        assert 'src="data:image/svg+xml;base64,' in page
        assert "otpauth://totp/ada%40example.org?secret=" in page
        assert client.post("/account/app/", {"code": "000000"}).status_code == 422
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post("/account/app/", {"code": app_code(found.group(1))})
        assert response.headers["Location"] == "/account/recovery-codes/"
        assert actions() == ["account.app_added", "account.recovery_codes_added"]
        assert "authenticator app was set up" in mail.outbox[0].body
        page = client.get("/account/recovery-codes/").content.decode()
        assert all(code in page for code in recovery_codes(account))

    def test_secrets_lie_encrypted_in_the_database(self) -> None:
        account = with_app(user())
        stored = repr(list(Authenticator.objects.filter(user=account).values()))
        assert SECRET not in stored
        assert all(code not in stored for code in recovery_codes(account))

    def test_under_another_secret_key_no_code_fits(self, client: Client) -> None:
        account = with_app(user())
        codes = recovery_codes(account)
        sign_in(client, account)
        with override_settings(SECRET_KEY="x" * 50, SECRET_KEY_FALLBACKS=["y"]):
            stranger = Client()
            sign_in(stranger, account)
            assert show(stranger, app_code()).status_code == 422
            assert show(stranger, codes[0]).status_code == 422
            assert who(stranger) is None


class TestSigningIn:
    def test_asks_for_the_app_after_the_mail(self, client: Client) -> None:
        account = with_app(user())
        response = sign_in(client, account)
        assert response.headers["Location"] == "/sign-in/second-factor/"
        assert who(client) is None
        assert client.get("/account/").status_code == 302
        page = client.get("/sign-in/second-factor/").content.decode()
        assert "Use a passkey" not in page
        assert show(client, app_code()).headers["Location"] == "/"
        assert who(client) == str(account.pk)
        line = AuditRecord.objects.get(action="account.signed_in")
        assert line.data == {"by": "code", "with": "totp"}

    def test_takes_the_code_of_half_a_minute_ago_and_none_older(self, client: Client) -> None:
        sign_in(client, with_app(user()))
        assert show(client, app_code(steps=-3)).status_code == 422
        assert show(client, app_code(steps=-1)).status_code == 302

    def test_takes_each_recovery_code_once(self) -> None:
        account = with_app(user())
        code = recovery_codes(account)[0]
        first, second = Client(), Client()
        sign_in(first, account)
        assert show(first, code).status_code == 302
        assert who(first) == str(account.pk)
        sign_in(second, account)
        assert show(second, code).status_code == 422
        assert who(second) is None
        assert "account.recovery_codes_used" in actions()

    @pytest.mark.usefixtures("limits")
    def test_takes_a_code_of_the_app_once(self) -> None:
        account, code = with_app(user()), app_code()
        first, second = Client(), Client()
        sign_in(first, account)
        show(first, code)
        sign_in(second, account)
        assert show(second, code).status_code == 422
        used = SharedEntry.objects.get(cache_key__contains="second-factor:")
        assert used.expires > timezone.now() + timedelta(seconds=80)  # as long as it would fit

    def test_keeps_a_refusal_on_record(self, client: Client) -> None:
        account = with_app(user())
        sign_in(client, account)
        show(client, "123456")
        line = AuditRecord.objects.get()
        assert (line.action, line.subject_id) == ("account.code_refused", str(account.pk))
        assert (line.actor, line.data) == ("anonymous", {"of": "app"})

    @pytest.mark.usefixtures("limits")
    def test_stops_guessing(self, client: Client) -> None:
        account = with_app(user())
        sign_in(client, account)
        assert [show(client, "123456").status_code for _ in range(6)] == [422] * 5 + [429]
        other = Client(REMOTE_ADDR="198.51.100.7")
        sign_in(other, account)
        assert show(other, app_code()).status_code == 429

    def test_leads_on_to_where_one_wanted(self, client: Client) -> None:
        account = with_app(user())
        client.post("/sign-in/", {"email": account.email, "next": "/outbox/"})
        code = re.search(r"\d{4}-\d{4}", mail.outbox[-1].body)
        assert code
        type_code(client, code.group(), next="/outbox/")
        assert show(client, app_code()).headers["Location"] == "/outbox/"

    def test_can_not_be_skipped_to(self, client: Client) -> None:
        assert show(client, app_code()).headers["Location"] == "/sign-in/"
        assert client.get("/sign-in/second-factor/").status_code == 302


class TestLinksAndInvitations:
    """They sign in without a page of allauth's; the second factor is asked for all the same."""

    def follow(self, client: Client, account: User) -> None:
        link = services.make_link(COMMAND_LINE, account).removeprefix("http://127.0.0.1:8000")
        client.post(link)

    def test_every_page_waits_for_it(self, client: Client) -> None:
        account = with_app(user(is_convener=True))
        self.follow(client, account)
        assert who(client) == str(account.pk)
        for address in ("/", "/convene/", "/account/", "/search/?q=a", "/account/app/remove/"):
            response = client.get(address)
            assert response.headers["Location"].startswith("/account/confirm/?next=")
        assert client.post("/account/sessions/end/").headers["Location"] == "/account/confirm/"
        assert client.get("/convene/").headers["Location"] == "/account/confirm/?next=%2Fconvene%2F"
        response = client.post("/account/confirm/", {"code": app_code(), "next": "/convene/"})
        assert response.headers["Location"] == "/convene/"
        assert client.get("/convene/").status_code == 200

    def test_one_can_sign_out_instead(self, client: Client) -> None:
        self.follow(client, with_app(user()))
        client.post("/sign-out/")
        assert client.get("/").status_code == 200
        assert who(client) is None

    def test_a_wrong_code_opens_nothing(self, client: Client) -> None:
        account = with_app(user())
        self.follow(client, account)
        assert client.post("/account/confirm/", {"code": "123456"}).status_code == 422
        assert client.get("/").status_code == 302
        line = AuditRecord.objects.get(action="account.code_refused")
        assert line.actor_user == account.pk

    def test_accounts_without_one_just_go_on(self, client: Client) -> None:
        self.follow(client, user())
        assert client.get("/account/").status_code == 200

    def test_what_is_open_meanwhile_exists(self) -> None:
        """A name that changed would close the way out."""
        names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
        assert names >= middleware.GETTING


class TestForgetting:
    def test_lets_somebody_in_again_who_lost_everything(self, client: Client) -> None:
        account = with_app(user())
        other = with_app(user())
        TestLinksAndInvitations().follow(client, account)
        assert services.forget_second_factor(COMMAND_LINE, account) == 2
        assert client.get("/account/").status_code == 200
        assert Authenticator.objects.filter(user=other).count() == 2
        assert "account.second_factor_forgotten" in actions()
        assert "people who run this site have removed" in mail.outbox[-1].body

    def test_is_for_those_who_administer(self) -> None:
        account = with_app(user())
        for somebody in (actor(account), actor(user(is_convener=True))):
            with pytest.raises(NotAllowed):
                services.forget_second_factor(somebody, account)
        assert Authenticator.objects.filter(user=account).count() == 2


class TestRequired:
    @pytest.fixture(autouse=True)
    def _required(self, settings: Any) -> None:
        settings.REQUIRE_SECOND_FACTOR = True

    @pytest.mark.parametrize("role", ["is_convener", "is_operator"])
    def test_whoever_lacks_one_is_led_to_set_it_up(self, signed_in: Any, role: str) -> None:
        client = signed_in(user(**{role: True}))
        response = client.get("/convene/")
        assert response.headers["Location"] == "/account/second-factor/?next=%2Fconvene%2F"
        assert client.get("/").status_code == 302
        page = client.get(response.headers["Location"]).content.decode()
        assert 'href="/account/passkeys/add/?next=/convene/"' in page
        page = client.get("/account/app/?next=/convene/").content.decode()
        secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)
        assert secret
        client.post("/account/app/", {"code": app_code(secret.group(1)), "next": "/convene/"})
        assert client.get("/convene/").status_code == 200

    def test_the_desk_waits_for_everybody(self, signed_in: Any) -> None:
        client = signed_in(user())
        assert client.get("/").status_code == 200
        assert client.get("/convene/").headers["Location"].startswith("/account/second-factor/")
        assert client.post("/convene/preview/").headers["Location"] == "/account/second-factor/"

    def test_visitors_and_guests_notice_nothing(self, client: Client, signed_in: Any) -> None:
        assert client.get("/").status_code == 200
        assert signed_in(user()).get("/account/").status_code == 200

    def test_once_removed_it_is_asked_for_again(self, signed_in: Any) -> None:
        account = with_app(user(is_convener=True))
        client = signed_in(account)
        assert client.get("/convene/").status_code == 200
        Authenticator.objects.filter(user=account).delete()
        assert client.get("/convene/").status_code == 302

    def test_is_not_required_by_default(self, signed_in: Any, settings: Any) -> None:
        settings.REQUIRE_SECOND_FACTOR = False
        assert signed_in(user(is_operator=True)).get("/convene/").status_code == 200


class TestChanging:
    def confirmed(self, account: User) -> Client:
        client = Client()
        client.force_login(account)
        client.get("/account/confirm/")
        client.post("/account/confirm/", {"code": app_code()})
        return client

    def test_needs_confirmation(self, signed_in: Any) -> None:
        account = with_app(user())
        client = signed_in(account)
        for address in (
            "/account/app/remove/",
            "/account/passkeys/add/",
            "/account/recovery-codes/",
            "/account/recovery-codes/new/",
            "/account/recovery-codes/file/",
        ):
            assert client.get(address).headers["Location"].startswith("/account/confirm/")
        client.post("/account/app/remove/")
        client.post("/account/recovery-codes/new/")
        assert Authenticator.objects.filter(user=account).count() == 2
        assert actions() == []

    def test_what_was_sent_is_done_after_confirming(self, signed_in: Any) -> None:
        account = with_app(user())
        client = signed_in(account)
        there = client.post("/account/app/remove/").headers["Location"]
        client.post(there, {"code": app_code(), "next": "/account/app/remove/"})
        assert not Authenticator.objects.filter(user=account).exists()
        assert actions() == ["account.app_removed", "account.recovery_codes_removed"]

    def test_confirmation_does_not_last(self, monkeypatch: pytest.MonkeyPatch) -> None:
        client = self.confirmed(with_app(user()))
        assert client.get("/account/recovery-codes/").status_code == 200
        now = time.time()
        monkeypatch.setattr(time, "time", lambda: now + 601)
        assert client.get("/account/recovery-codes/").status_code == 302

    def test_recovery_codes_are_shown_and_renewed(
        self, django_capture_on_commit_callbacks: Any
    ) -> None:
        account = with_app(user())
        client = self.confirmed(account)
        old = recovery_codes(account)
        page = client.get("/account/recovery-codes/").content.decode()
        assert all(code in page for code in old)
        file = client.get("/account/recovery-codes/file/")
        assert file.headers["Content-Disposition"].startswith("attachment")
        assert file.content.decode().split("\n\n")[1].split() == old
        with django_capture_on_commit_callbacks(execute=True):
            client.post("/account/recovery-codes/new/")
        new = recovery_codes(account)
        assert not {*old} & {*new}
        assert "account.recovery_codes_renewed" in actions()
        for line in AuditRecord.objects.all():
            assert all(code not in repr(vars(line)) for code in [*old, *new, SECRET])

    def test_the_trail_of_an_account_tells_it(self, signed_in: Any) -> None:
        account = with_app(user())
        self.confirmed(account).post("/account/app/remove/")
        assert audit.trail(account).count() == 2
