"""Signing in by another service, against a real OpenID Connect server on this machine."""

import json
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client
from pydantic import ValidationError

from parley.apps.accounts.models import User
from parley.core.models import AuditRecord
from parley.settings.config import Config, Provider
from tests.accounts.conftest import app_code, who, with_app
from tests.factories import user

pytestmark = pytest.mark.django_db
START, BACK = "/sign-in/with/ministry/", "/sign-in/with/ministry/back/"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Its address. It runs by itself, as the one of a ministry would."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-p", str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, **quiet)
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 30
        while not _answers(address):
            assert process.poll() is None and time.monotonic() < deadline
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/.well-known/openid-configuration", timeout=5):
            return True
    except (urllib.error.URLError, ConnectionError):
        return False


def configure(settings: Any, address: str, domains: list[str] | None = None) -> None:
    provider = Provider(
        name="Ministry", server=address, client_id="parley", secret="s3cret", domains=domains or []
    )
    settings.CONFIG = settings.CONFIG.model_copy(update={"oidc": [provider]})
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            **settings.SOCIALACCOUNT_PROVIDERS["openid_connect"],
            "APPS": [
                {
                    "provider_id": provider.slug,
                    "name": provider.name,
                    "client_id": provider.client_id,
                    "secret": provider.secret,
                    "settings": {
                        "server_url": provider.server,
                        "verified_email": provider.domains,
                    },
                }
            ],
        }
    }


@pytest.fixture
def ministry(server: str, settings: Any) -> str:
    configure(settings, server)
    return server


def there(client: Client, **more: str) -> str:
    """Where the site sends somebody who wants to sign in by the ministry."""
    page = client.post(START, more)
    assert page.status_code == 200
    found = re.search(r'<a class="button button--primary" href="([^"]+)"', page.content.decode())
    assert found
    return found.group(1).replace("&amp;", "&")


def come_back(ministry: str, address: str, sub: str, **claims: Any) -> str:
    """Signed in there as `sub`, of whom it says these things: the address one is sent back to."""
    claimed = {"sub": sub, **claims}
    requests.put(f"{ministry}/users/{sub}", json=claimed, timeout=10).raise_for_status()
    answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers["Location"])
    assert parts.path == BACK
    return f"{parts.path}?{parts.query}"


def sign_in(client: Client, ministry: str, sub: str = "ada", **claims: Any) -> Any:
    return client.get(come_back(ministry, there(client), sub, **claims))


class TestSigningIn:
    def test_by_a_proven_address(self, client: Client, ministry: str) -> None:
        account = user(email="ada@ministry.example")
        assert "Sign in with Ministry" in client.get("/sign-in/").content.decode()
        response = sign_in(client, ministry, email="Ada@Ministry.example", email_verified=True)
        assert (response.status_code, response.headers["Location"]) == (302, "/")
        assert who(client) == str(account.pk)
        line = AuditRecord.objects.get()
        assert (line.action, line.data) == ("account.signed_in", {"by": "service: ministry"})

    def test_sends_the_browser_there_with_state_and_a_challenge(
        self, client: Client, ministry: str
    ) -> None:
        parts = urlsplit(there(client))
        query = parse_qs(parts.query)
        assert f"{parts.scheme}://{parts.netloc}" == ministry
        assert query["redirect_uri"] == ["http://testserver" + BACK]
        assert query["code_challenge_method"] == ["S256"]
        assert len(query["state"][0]) >= 16
        assert "s3cret" not in parts.query

    def test_leads_back_to_where_one_was(self, client: Client, ministry: str) -> None:
        user(email="ada@ministry.example")
        address = there(client, next="/outbox/")
        back = come_back(
            ministry, address, "ada", email="ada@ministry.example", email_verified=True
        )
        assert client.get(back).headers["Location"] == "/outbox/"

    def test_and_nowhere_else(self, client: Client, ministry: str) -> None:
        user(email="ada@ministry.example")
        address = there(client, next="https://evil.example/")
        back = come_back(
            ministry, address, "ada", email="ada@ministry.example", email_verified=True
        )
        assert client.get(back).headers["Location"] == "/"

    def test_keeps_nothing_of_what_it_was_told(self, client: Client, ministry: str) -> None:
        from allauth.socialaccount.models import SocialAccount, SocialToken

        user(email="ada@ministry.example")
        sign_in(client, ministry, email="ada@ministry.example", email_verified=True, name="Ada")
        assert not SocialAccount.objects.exists()
        assert not SocialToken.objects.exists()
        assert User.objects.count() == 1

    def test_leaves_other_devices_signed_in(
        self, client: Client, ministry: str, signed_in: Any
    ) -> None:
        account = user(email="ada@ministry.example")
        other = signed_in(account)
        other.get("/account/")
        sign_in(client, ministry, email="ada@ministry.example", email_verified=True)
        assert other.get("/account/").status_code == 200

    def test_still_asks_for_the_second_factor(self, client: Client, ministry: str) -> None:
        account = with_app(user(email="ada@ministry.example"))
        response = sign_in(client, ministry, email="ada@ministry.example", email_verified=True)
        assert response.headers["Location"] == "/sign-in/second-factor/"
        assert who(client) is None
        client.post("/sign-in/second-factor/", {"code": app_code()})
        assert who(client) == str(account.pk)

    def test_whoever_is_signed_in_in_another_tab_is_signed_out_first(
        self, client: Client, ministry: str
    ) -> None:
        first, account = user(), user(email="ada@ministry.example")
        address = there(client)
        client.force_login(first)
        session = client.session
        session["secret"] = "of the first"
        session.save()
        back = come_back(
            ministry, address, "ada", email="ada@ministry.example", email_verified=True
        )
        client.get(back)
        assert who(client) == str(account.pk)
        assert "secret" not in client.session
        lines = AuditRecord.objects.order_by("pk").values_list("action", "subject_id")
        assert [*lines] == [
            ("account.signed_out", str(first.pk)),
            ("account.signed_in", str(account.pk)),
        ]


class TestTakingOver:
    """Whoever runs an account there must not get one here that is not theirs."""

    @pytest.mark.parametrize("said", [False, None, "false", "no", 0, ""])
    def test_an_unproven_address_opens_nothing(
        self, client: Client, ministry: str, said: Any
    ) -> None:
        user(email="ada@ministry.example")
        response = sign_in(client, ministry, email="ada@ministry.example", email_verified=said)
        assert response.status_code == 403
        assert "not for an address that is proven" in response.content.decode()
        assert who(client) is None

    def test_nor_one_of_which_nothing_is_said(self, client: Client, ministry: str) -> None:
        user(email="ada@ministry.example")
        assert sign_in(client, ministry, email="ada@ministry.example").status_code == 403
        assert who(client) is None

    def test_unless_the_operator_trusts_its_domain(
        self, client: Client, server: str, settings: Any
    ) -> None:
        configure(settings, server, ["ministry.example"])
        account = user(email="ada@ministry.example")
        user(email="eve@elsewhere.example")
        assert sign_in(client, server, "eve", email="eve@elsewhere.example").status_code == 403
        assert sign_in(client, server, "ada", email="ada@ministry.example").status_code == 302
        assert who(client) == str(account.pk)

    def test_nobody_is_signed_up(self, client: Client, ministry: str) -> None:
        response = sign_in(client, ministry, email="eve@ministry.example", email_verified=True)
        assert response.status_code == 403
        assert not User.objects.exists()

    def test_strangers_and_unproven_get_the_same_page(self, ministry: str) -> None:
        user(email="ada@ministry.example")
        pages = [
            sign_in(Client(), ministry, "ada", email="ada@ministry.example", email_verified=False),
            sign_in(Client(), ministry, "eve", email="eve@ministry.example", email_verified=True),
        ]
        mains = [page.content.decode().split("<main")[1].split("</main>")[0] for page in pages]
        assert mains[0] == mains[1]

    def test_closed_accounts_stay_closed(self, client: Client, ministry: str) -> None:
        user(email="ada@ministry.example", is_active=False)
        response = sign_in(client, ministry, email="ada@ministry.example", email_verified=True)
        assert response.headers["Location"] == "/sign-in/"
        assert who(client) is None

    def test_an_answer_of_another_session_is_refused(self, client: Client, ministry: str) -> None:
        """Nobody can be signed in, unknowingly, to an account of somebody else."""
        user(email="ada@ministry.example")
        back = come_back(
            ministry, there(Client()), "ada", email="ada@ministry.example", email_verified=True
        )
        response = client.get(back)
        assert response.status_code == 400
        assert who(client) is None

    def test_an_answer_works_once(self, client: Client, ministry: str) -> None:
        user(email="ada@ministry.example")
        back = come_back(
            ministry, there(client), "ada", email="ada@ministry.example", email_verified=True
        )
        client.get(back)
        client.post("/sign-out/")
        assert client.get(back).status_code == 400
        assert who(client) is None

    def test_it_can_not_be_begun_by_another_site(self, ministry: str) -> None:
        assert Client().get(START).status_code == 405
        assert Client(enforce_csrf_checks=True).post(START).status_code == 403


class TestFailing:
    def test_one_that_is_not_configured_does_not_exist(self, client: Client) -> None:
        assert client.post(START).status_code == 404
        assert client.get(BACK).status_code == 404

    def test_one_that_is_down_is_said_to_be(self, client: Client, settings: Any) -> None:
        configure(settings, "http://127.0.0.1:9")
        response = client.post(START)
        assert response.status_code == 502
        assert "did not answer as expected" in response.content.decode()

    def test_whoever_stops_there_is_told_that_nothing_happened(
        self, client: Client, ministry: str
    ) -> None:
        state = parse_qs(urlsplit(there(client)).query)["state"][0]
        response = client.get(BACK, {"error": "access_denied", "state": state})
        assert response.status_code == 200
        assert "You have stopped at Ministry" in response.content.decode()

    def test_a_code_that_is_none_signs_nobody_in(self, client: Client, ministry: str) -> None:
        state = parse_qs(urlsplit(there(client)).query)["state"][0]
        response = client.get(BACK, {"code": "invented", "state": state})
        assert response.status_code == 400
        assert who(client) is None


class TestConfiguring:
    def test_by_a_variable(self, monkeypatch: pytest.MonkeyPatch) -> None:
        table = {"name": "Foreign Ministry", "server": "https://id.example/", "client_id": "x"}
        monkeypatch.setenv("PARLEY_OIDC", json.dumps([table]))
        (provider,) = Config().oidc
        assert (provider.slug, provider.server) == ("foreign-ministry", "https://id.example")

    def test_in_the_file(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        file = tmp_path / "parley.toml"
        file.write_text(
            'trusted_proxies = 1\n[[oidc]]\nname = "A"\nserver = "https://a.example"\n'
            'client_id = "x"\ndomains = ["a.example"]\n'
            '[[oidc]]\nname = "وزارة"\nserver = "https://b.example"\nclient_id = "y"\n'
        )
        monkeypatch.setenv("PARLEY_CONFIG", str(file))
        found = Config()
        assert found.trusted_proxies == 1
        assert [(p.slug, p.domains) for p in found.oidc] == [("a", ["a.example"]), ("oidc", [])]

    @pytest.mark.parametrize(
        "tables",
        [
            [{"name": "A", "server": "id.example", "client_id": "x"}],
            [{"name": "A", "server": "https://id.example", "client_id": ""}],
            [{"name": "A", "server": "https://id.example", "client_id": "x", "key": "a/b"}],
            [{"name": n, "server": "https://id.example", "client_id": "x"} for n in ("A b", "a-b")],
        ],
    )
    def test_what_can_not_work_stops_the_start(
        self, monkeypatch: pytest.MonkeyPatch, tables: list[Any]
    ) -> None:
        monkeypatch.setenv("PARLEY_OIDC", json.dumps(tables))
        with pytest.raises(ValidationError):
            Config()
