"""How often one may try, and that no header makes one somebody else."""

import time
from typing import Any

import pytest
from django.core import mail
from django.test import Client, RequestFactory

from parley.core import clients, tidying
from parley.core.models import SharedEntry, Tries
from tests.accounts.conftest import ask, type_code
from tests.factories import user

pytestmark = pytest.mark.django_db


class TestAddress:
    def address(self, **headers: str) -> str:
        return clients.address(RequestFactory().get("/", **headers))

    def test_headers_are_not_believed(self) -> None:
        forged = {"HTTP_X_FORWARDED_FOR": "203.0.113.9", "HTTP_X_REAL_IP": "203.0.113.9"}
        assert self.address(REMOTE_ADDR="198.51.100.1", **forged) == "198.51.100.1"

    @pytest.mark.parametrize(
        ("proxies", "header", "expected"),
        [
            (1, "203.0.113.9", "203.0.113.9"),
            (1, "10.0.0.1, 203.0.113.9", "203.0.113.9"),
            (2, "10.0.0.1, 203.0.113.9, 192.0.2.1", "203.0.113.9"),
            (2, "203.0.113.9", "198.51.100.1"),
            (1, "", "198.51.100.1"),
            (1, "nonsense", "198.51.100.1"),
            (1, "203.0.113.9, <script>", "198.51.100.1"),
            (1, "203.0.113.9:51234", "203.0.113.9"),
            (1, "[2001:db8::7]:443", "2001:db8::7"),
            (1, "2001:DB8:0::7", "2001:db8::7"),
        ],
    )
    def test_as_many_proxies_are_believed_as_there_are(
        self, settings: Any, proxies: int, header: str, expected: str
    ) -> None:
        settings.TRUSTED_PROXIES = proxies
        found = self.address(REMOTE_ADDR="198.51.100.1", HTTP_X_FORWARDED_FOR=header)
        assert found == expected

    def test_a_socket_has_none(self) -> None:
        assert self.address(REMOTE_ADDR="") == clients.UNKNOWN


@pytest.mark.usefixtures("limits")
class TestLimits:
    @pytest.fixture(autouse=True)
    def _few(self, settings: Any) -> None:
        settings.TRIES = {"sign-in": ((5, 60), (9, 3600)), "sign-in-code": ((4, 60),)}

    def test_an_address_gets_few_mails(self) -> None:
        """However many machines ask for them."""
        account = user()
        statuses = [
            ask(Client(REMOTE_ADDR=f"198.51.100.{n}"), account.email).status_code for n in range(4)
        ]
        assert statuses == [302, 302, 302, 429]
        assert len(mail.outbox) == 3

    def test_nobodys_address_is_limited_alike(self) -> None:
        statuses = [
            ask(Client(REMOTE_ADDR=f"198.51.100.{n}"), "no@example.org").status_code
            for n in range(4)
        ]
        assert statuses == [302, 302, 302, 429]

    def test_forged_headers_do_not_help(self) -> None:
        def attempt(n: int) -> int:
            forged = f"203.0.113.{n}"
            client = Client(
                HTTP_X_FORWARDED_FOR=forged, HTTP_X_REAL_IP=forged, HTTP_FORWARDED=f"for={forged}"
            )
            return int(ask(client, f"user{n}@example.org").status_code)

        assert [attempt(n) for n in range(6)] == [302] * 5 + [429]

    def test_behind_a_proxy_each_client_counts_for_itself(self, settings: Any) -> None:
        settings.TRUSTED_PROXIES = 1

        def attempt(n: int, client: str) -> int:
            header = f"10.0.0.{n}, {client}"  # the first is what the client claims
            return int(
                ask(Client(HTTP_X_FORWARDED_FOR=header), f"u{client}{n}@example.org").status_code
            )

        assert [attempt(n, "203.0.113.1") for n in range(6)] == [302] * 5 + [429]
        assert attempt(1, "203.0.113.2") == 302

    def test_codes_can_not_be_tried_out(self) -> None:
        client = Client()
        statuses = []
        for n in range(5):
            if n % 2 == 0:
                ask(client, f"user{n}@example.org")
            statuses.append(type_code(client, "0000-0000").status_code)
        assert statuses == [422, 422, 422, 422, 429]

    def test_the_page_says_when_to_come_back(self, client: Client) -> None:
        for n in range(5):
            ask(client, f"user{n}@example.org")
        response = ask(client, "one@example.org")
        assert response.status_code == 429
        assert 50 <= int(response.headers["Retry-After"]) <= 60
        assert "try again in a minute" in response.content.decode()
        assert "no-store" in response.headers["Cache-Control"]
        client = Client(headers={"accept-language": "fr"})
        assert ask(client, "one@example.org").status_code == 429

    def test_looking_is_free(self, client: Client) -> None:
        assert {client.get("/sign-in/").status_code for _ in range(20)} == {200}

    def test_what_is_counted_lies_in_the_database_without_the_address(self, client: Client) -> None:
        """So that all processes count together, and nobody is found in it."""
        ask(client, user(email="ada@example.org").email)
        assert Tries.objects.count() == 2
        assert SharedEntry.objects.filter(cache_key__contains="request_login_code").count() == 2
        kept = repr([*Tries.objects.values(), *SharedEntry.objects.values("cache_key")])
        assert "127.0.0.1" not in kept
        assert "ada@" not in kept

    def test_they_let_go_in_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def attempt(n: int) -> int:
            return int(ask(Client(), f"user{n}@example.org").status_code)

        assert [attempt(n) for n in range(6)] == [302] * 5 + [429]
        now = time.time()
        monkeypatch.setattr(time, "time", lambda: now + 61)
        # Refused ones count too: within the hour there were six, and there may be nine.
        assert [attempt(n) for n in range(4)] == [302] * 3 + [429]
        assert int(ask(Client(), "one@example.org").headers["Retry-After"]) > 3500

    def test_a_network_of_ipv6_counts_as_one_machine(self) -> None:
        def attempt(address: str, n: int) -> int:
            return int(ask(Client(REMOTE_ADDR=address), f"user{n}@example.org").status_code)

        assert [attempt(f"2001:db8:0:1::{n}", n) for n in range(6)] == [302] * 5 + [429]
        assert attempt("2001:db8:0:2::1", 7) == 302

    def test_old_counts_are_deleted(self, client: Client) -> None:
        ask(client, "ada@example.org")
        Tries.objects.update(until=time.time() - 1)
        tidying.tidy.func()
        assert not Tries.objects.exists()


def test_who_runs_the_limits_says_so_in_the_settings(settings: Any) -> None:
    from parley.settings import base

    assert base.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    assert base.ACCOUNT_RATE_LIMITS["login_failed"].endswith("5/5m/key")
