"""Where one is signed in: listed, ended one by one or all; one's name and language."""

from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from parley.apps.accounts import services
from parley.apps.accounts.devices import device
from parley.apps.accounts.models import User
from parley.apps.convening.models import SeatRole
from parley.core import preview
from parley.core.actors import ANONYMOUS
from parley.core.errors import NotAllowed
from parley.core.models import AuditRecord
from tests import factories as make
from tests.accounts.conftest import actions, sign_in, who
from tests.factories import actor, user

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0"
)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox on Linux"),
        (SAFARI, "Safari on iPhone"),
        (EDGE, "Edge on Windows"),
        ("curl/8.5.0", "Unknown device"),
        ("<script>", "Unknown device"),
        ("", "Unknown device"),
    ],
)
def test_devices_are_named_as_their_owners_name_them(agent: str, name: str) -> None:
    assert device(agent) == name


class TestList:
    def test_shows_each_device_of_ones_own(self) -> None:
        account = user()
        laptop, phone = (
            Client(headers={"user-agent": FIREFOX}),
            Client(headers={"user-agent": SAFARI}),
        )
        sign_in(laptop, account)
        sign_in(phone, account)
        sign_in(Client(headers={"user-agent": EDGE}), user())
        page = laptop.get("/account/").content.decode()
        assert page.count("Firefox on Linux") == 1
        assert "Safari on iPhone" in page
        assert "Edge on Windows" not in page
        assert page.count("this device") == 1

    def test_forgets_those_that_ended(self) -> None:
        account = user()
        first, second = Client(), Client()
        sign_in(first, account)
        sign_in(second, account)
        first.post("/sign-out/")
        second.get("/account/")
        assert UserSession.objects.get().session_key == second.session.session_key

    def test_costs_a_write_every_few_minutes_only(
        self, client: Client, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sign_in(client, user())
        first = UserSession.objects.get().last_seen_at
        # The session, its account, and whether it has dialogues to be led to.
        with django_assert_num_queries(3):
            client.get("/sign-out/")
        assert UserSession.objects.get().last_seen_at == first
        session = client.session
        session["noted_at"] -= 301
        session.save()
        client.get("/sign-out/")
        assert UserSession.objects.get().last_seen_at > first


class TestEnding:
    def two(self, account: User) -> tuple[Client, Client]:
        first, second = Client(), Client()
        sign_in(first, account)
        sign_in(second, account)
        return first, second

    def test_one(self) -> None:
        account = user()
        first, second = self.two(account)
        row = UserSession.objects.get(session_key=second.session.session_key)
        assert first.post(f"/account/sessions/{row.pk}/end/").headers["Location"] == "/account/"
        assert second.get("/account/").status_code == 302
        assert first.get("/account/").status_code == 200
        line = AuditRecord.objects.latest("pk")
        assert (line.action, line.actor_user) == ("account.session_ended", account.pk)
        assert str(second.session.session_key) not in repr(vars(line))

    def test_all_others(self) -> None:
        account = user()
        first, second = self.two(account)
        stranger = Client()
        sign_in(stranger, user())
        first.post("/account/sessions/end/")
        assert [c.get("/account/").status_code for c in (first, second, stranger)] == [
            200,
            302,
            200,
        ]

    def test_nobody_elses(self) -> None:
        """An operator neither."""
        mine, other = Client(), Client()
        sign_in(mine, user())
        operator = user(is_operator=True)
        sign_in(other, operator)
        row = UserSession.objects.get(session_key=mine.session.session_key)
        assert other.post(f"/account/sessions/{row.pk}/end/").status_code == 404
        with pytest.raises(NotAllowed):
            services.end_session(actor(operator), row)
        with pytest.raises(NotAllowed):
            services.end_session(ANONYMOUS, row)
        assert mine.get("/account/").status_code == 200

    def test_not_by_a_look(self) -> None:
        first, second = self.two(user())
        row = UserSession.objects.get(session_key=second.session.session_key)
        assert first.get(f"/account/sessions/{row.pk}/end/").status_code == 405
        assert first.get("/account/sessions/end/").status_code == 405
        assert second.get("/account/").status_code == 200


class TestAccount:
    def test_name_and_language_can_be_changed(self, signed_in: Any) -> None:
        account = user(name="Ada")
        client = signed_in(account)
        response = client.post("/account/", {"name": " Ada   Lovelace ", "language": "fr"})
        assert response.headers["Location"] == "/account/"
        account.refresh_from_db()
        assert (account.name, account.language) == ("Ada Lovelace", "fr")
        assert '<html lang="fr"' in client.get("/account/").content.decode()
        assert actions() == ["account.renamed", "account.language_chosen"]

    def test_what_can_not_be_taken_is_said(self, signed_in: Any) -> None:
        account = user(name="Ada")
        client = signed_in(account)
        response = client.post("/account/", {"name": "x" * 201, "language": "tlh"})
        assert response.status_code == 422
        assert 'id="id_name_error"' in response.content.decode()
        account.refresh_from_db()
        assert (account.name, account.language) == ("Ada", "")

    def test_only_ones_own(self) -> None:
        account = user(name="Ada")
        for somebody in (ANONYMOUS, actor(user(is_operator=True))):
            with pytest.raises(NotAllowed):
                services.change_name(somebody, account, "Eve")

    def test_a_preview_has_no_account(self, signed_in: Any) -> None:
        """Whoever looks through somebody else's eyes changes nothing of their own."""
        account, dialogue = user(email="ada@example.org"), make.dialogue()
        make.seat(dialogue, account, SeatRole.CONVENER)
        client = signed_in(account)
        client.post(f"/convene/dialogues/{dialogue.slug}/preview/", {"persona": "visitor"})
        assert client.session[preview.KEY]["persona"] == "visitor"
        for address in ("/account/", "/account/app/", "/account/recovery-codes/"):
            assert client.get(address).headers["Location"].startswith("/sign-in/?next=")
        assert client.post("/account/sessions/end/").status_code == 403
        page = client.get("/sign-in/?next=/account/").content.decode()
        assert "You are signed in as" in page

    def test_is_linked_where_one_signs_out(self, signed_in: Any) -> None:
        page = signed_in(user()).get("/").content.decode()
        assert 'href="/account/"' in page
        assert 'href="/account/"' not in Client().get("/").content.decode()


class TestMaking:
    def test_an_account_for_somebody_who_has_proven_the_address(self) -> None:
        account = services.account_for("Ada@Example.org", "Ada", "fr")
        assert (account.email, account.name, account.language) == ("ada@example.org", "Ada", "fr")
        assert not account.has_usable_password()
        assert actions() == ["account.made"]

    def test_finds_the_one_that_is_there_and_leaves_it(self) -> None:
        known = user(email="ada@example.org", name="Ada", is_convener=True)
        assert services.account_for("ADA@example.org", "Eve", "ar") == known
        known.refresh_from_db()
        assert (known.name, known.language, known.is_convener) == ("Ada", "", True)
        assert actions() == []

    def test_with_a_language_that_is_spoken_here(self) -> None:
        assert services.account_for("ada@example.org", language="tlh").language == ""

    def test_signs_in_but_not_a_closed_one(self, rf: Any) -> None:
        request = rf.post("/")
        request.session = Client().session
        request.user = None
        closed = user(is_active=False)
        with pytest.raises(NotAllowed):
            services.sign_in(request, closed, by="invitation")
        assert who(Client()) is None
