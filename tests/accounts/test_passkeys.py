"""Passkeys: added, signed in with, shown as a second factor, renamed, removed; and forged."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.accounts.models import User
from parley.core.models import AuditRecord
from tests.accounts.conftest import actions, recovery_codes, sign_in, who
from tests.accounts.softkey import PRESENT, SoftKey, add, asked, browser, options_in
from tests.factories import user

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> User:
    return user(email="ada@example.org")


@pytest.fixture
def key(account: User) -> SoftKey:
    """A passkey of the account."""
    made, client = SoftKey(), browser()
    client.force_login(account)
    add(client, made)
    return made


def use(client: Any, credential: str, **more: str) -> Any:
    return client.post("/sign-in/passkey/", {"credential": credential, **more})


class TestAdding:
    def test_keeps_it_with_recovery_codes_and_tells_the_owner(
        self, account: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        client = browser()
        client.force_login(account)
        with django_capture_on_commit_callbacks(execute=True):
            response = add(client, SoftKey(), "My <laptop>")
        assert response.headers["Location"] == "/account/recovery-codes/"
        assert client.get("/account/recovery-codes/").status_code == 200
        page = client.get("/account/").content.decode()
        assert "My &lt;laptop&gt;" in page
        assert actions() == ["account.passkey_added", "account.recovery_codes_added"]
        assert "A passkey was added" in mail.outbox[0].body

    def test_asks_for_a_key_that_opens_the_account_alone(self, account: User) -> None:
        client = browser()
        client.force_login(account)
        options = options_in(client.get("/account/passkeys/add/").content.decode())
        assert options["rp"] == {"id": "localhost", "name": "Parley"}
        assert options["authenticatorSelection"]["residentKey"] == "required"
        assert options["authenticatorSelection"]["userVerification"] == "required"

    def test_needs_the_challenge_of_this_session(self, account: User) -> None:
        one, other = browser(), browser()
        for client in (one, other):
            client.force_login(account)
        options = options_in(one.get("/account/passkeys/add/").content.decode())
        other.get("/account/passkeys/add/")
        sent = {"passwordless": "on", "credential": SoftKey().created(options)}
        assert other.post("/account/passkeys/add/", sent).status_code == 422
        assert not Authenticator.objects.exists()

    @pytest.mark.parametrize("credential", ["", "{}", "[]", "null", '{"id": 1}', "nonsense"])
    def test_what_no_device_sends_is_refused(self, account: User, credential: str) -> None:
        client = browser()
        client.force_login(account)
        client.get("/account/passkeys/add/")
        sent = {"passwordless": "on", "credential": credential}
        assert client.post("/account/passkeys/add/", sent).status_code == 422
        assert not Authenticator.objects.exists()


class TestSigningIn:
    def test_needs_nothing_else(self, account: User, key: SoftKey) -> None:
        client = browser()
        response = use(client, key.shown(asked(client)), next="/outbox/")
        assert response.headers["Location"] == "/outbox/"
        assert who(client) == str(account.pk)
        assert client.get("/account/").status_code == 200
        line = AuditRecord.objects.latest("pk")
        assert (line.action, line.data) == (
            "account.signed_in",
            {"by": "passkey", "with": "webauthn"},
        )

    def test_names_nobody_before(self, key: SoftKey) -> None:
        """Whoever looks at the sign-in page learns of no account and no key."""
        options = asked(browser())
        assert options["allowCredentials"] == []
        assert options["userVerification"] == "required"

    def test_an_answer_works_once_and_in_its_session_only(self, key: SoftKey) -> None:
        client, thief = browser(), browser()
        credential = key.shown(asked(client))
        asked(thief)
        use(thief, credential)
        assert who(thief) is None
        use(client, credential)
        client.post("/sign-out/")
        use(client, credential)
        assert who(client) is None

    @pytest.mark.parametrize(
        "forged",
        [
            {"origin": "https://evil.example"},
            {"origin": "http://localhost.evil.example"},
            {"flags": PRESENT},  # nobody has unlocked the device
            {"flags": 0},
        ],
    )
    def test_of_another_site_or_an_unlocked_device_is_refused(
        self, key: SoftKey, forged: dict[str, Any]
    ) -> None:
        client = browser()
        response = use(client, key.shown(asked(client), **forged))
        assert response.headers["Location"] == "/sign-in/"
        assert who(client) is None

    def test_in_anothers_name_is_refused(self, key: SoftKey) -> None:
        """The device says whose key it is; that must be so."""
        victim = user(is_operator=True)
        thief, client = SoftKey(), browser()
        client.force_login(victim)
        thief.created(options_in(client.get("/account/passkeys/add/").content.decode()))
        stranger = browser()
        use(stranger, thief.shown(asked(stranger)))
        assert who(stranger) is None

    def test_of_a_closed_account_is_refused(self, account: User, key: SoftKey) -> None:
        User.objects.update(is_active=False)
        client = browser()
        assert use(client, key.shown(asked(client))).headers["Location"] == "/sign-in/"
        assert who(client) is None
        assert "account is closed" in client.get("/sign-in/").content.decode()

    @pytest.mark.parametrize("credential", ["", "{}", "[]", "null", '{"response": {}}', "nonsense"])
    def test_what_no_device_sends_is_refused(self, credential: str) -> None:
        client = browser()
        asked(client)
        assert use(client, credential).headers["Location"] == "/sign-in/"
        assert who(client) is None

    def test_is_limited(self, settings: Any) -> None:
        settings.TRIES = {"passkey": ((3, 60),)}
        client = browser()
        assert [use(client, "{}").status_code for _ in range(4)] == [302, 302, 302, 429]


class TestSecondFactor:
    def test_after_the_mail_it_is_asked_for(self, account: User, key: SoftKey) -> None:
        client = browser()
        assert sign_in(client, account).headers["Location"] == "/sign-in/second-factor/"
        options = options_in(client.get("/sign-in/second-factor/").content.decode())
        client.post("/sign-in/second-factor/", {"credential": key.shown(options)})
        assert who(client) == str(account.pk)
        line = AuditRecord.objects.latest("pk")
        assert line.data == {"by": "code", "with": "webauthn"}

    def test_a_foreign_key_is_refused_and_on_record(self, account: User, key: SoftKey) -> None:
        client = browser()
        sign_in(client, account)
        options = options_in(client.get("/sign-in/second-factor/").content.decode())
        response = client.post("/sign-in/second-factor/", {"credential": SoftKey().shown(options)})
        assert response.status_code == 422
        assert who(client) is None
        line = AuditRecord.objects.latest("pk")
        assert (line.action, line.data) == ("account.code_refused", {"of": "passkey"})

    def test_a_recovery_code_stands_in(self, account: User, key: SoftKey) -> None:
        client = browser()
        sign_in(client, account)
        client.post("/sign-in/second-factor/", {"code": recovery_codes(account)[0]})
        assert who(client) == str(account.pk)


def changed(draw: Any, value: Any) -> Any:
    """The same with one part of it gone, or something else."""
    if isinstance(value, dict) and value and draw(st.integers(0, 4)):
        name = draw(st.sampled_from(sorted(value)))
        if draw(st.booleans()):
            return {key: part for key, part in value.items() if key != name}
        return {**value, name: changed(draw, value[name])}
    if isinstance(value, str) and draw(st.booleans()):
        at = draw(st.integers(0, len(value)))
        return value[:at] + draw(st.sampled_from(["", "A", "!", "é", "AAAA"])) + value[at + 1 :]
    return draw(st.sampled_from([None, 0, -1, 1.5, True, "", "A", [], {}, [1], {"a": 1}]))


class TestMalformed:
    """Whatever is sent in the place of a device's answer is refused, and breaks nothing."""

    @given(data=st.data())
    def test_when_signing_in(self, data: Any, account: User, key: SoftKey) -> None:
        client = browser()
        client.raise_request_exception = False
        sound = json.loads(key.shown(asked(client)))
        broken = changed(data.draw, sound)
        response = use(client, json.dumps(broken))
        assert response.status_code == 302
        assert who(client) in {None, str(account.pk)}

    @given(data=st.data())
    def test_when_adding(self, data: Any, account: User) -> None:
        client = browser()
        client.raise_request_exception = False
        client.force_login(user())
        options = options_in(client.get("/account/passkeys/add/").content.decode())
        broken = changed(data.draw, json.loads(SoftKey().created(options)))
        sent = {"passwordless": "on", "credential": json.dumps(broken)}
        assert client.post("/account/passkeys/add/", sent).status_code in {302, 422}


class TestChanging:
    @pytest.fixture
    def client(self, account: User, key: SoftKey) -> Any:
        """Signed in, and confirmed by the passkey."""
        client = browser()
        use(client, key.shown(asked(client)))
        options = options_in(client.get("/account/confirm/passkey/").content.decode())
        client.post("/account/confirm/passkey/", {"credential": key.shown(options)})
        return client

    def test_its_name(self, client: Any) -> None:
        made = Authenticator.objects.get(type="webauthn")
        assert client.post(f"/account/passkeys/{made.pk}/", {"name": ""}).status_code == 422
        client.post(f"/account/passkeys/{made.pk}/", {"name": "Old laptop"})
        made.refresh_from_db()
        assert made.wrap().name == "Old laptop"
        assert actions()[-1] == "account.passkey_renamed"

    def test_taking_it_away(self, client: Any, key: SoftKey) -> None:
        made = Authenticator.objects.get(type="webauthn")
        assert client.get(f"/account/passkeys/{made.pk}/remove/").status_code == 200
        client.post(f"/account/passkeys/{made.pk}/remove/")
        assert not Authenticator.objects.exists()
        assert actions()[-2:] == ["account.passkey_removed", "account.recovery_codes_removed"]
        stranger = browser()
        use(stranger, key.shown(asked(stranger)))
        assert who(stranger) is None

    def test_of_others_is_impossible(self, client: Any) -> None:
        other, theirs = user(), SoftKey()
        owner = browser()
        owner.force_login(other)
        add(owner, theirs)
        made = Authenticator.objects.get(user=other, type="webauthn")
        for address in (f"/account/passkeys/{made.pk}/", f"/account/passkeys/{made.pk}/remove/"):
            assert client.get(address).status_code == 404
            assert client.post(address, {"name": "Mine"}).status_code == 404
        assert Authenticator.objects.filter(user=other).count() == 2
