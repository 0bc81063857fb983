"""Signing in: by a personal link, and in the demo as one of its people."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parley.apps.accounts import personas, selectors, services
from parley.apps.accounts.models import User
from parley.apps.accounts.services import signing_in
from parley.core import preview
from parley.core.actors import ANONYMOUS, Preview, system_actor
from parley.core.errors import NotAllowed
from parley.core.models import AuditRecord
from tests.accounts.conftest import with_app
from tests.factories import actor, user

pytestmark = pytest.mark.django_db
COMMAND_LINE = system_actor("command line")
HOSTILE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "http:evil.example",
    "javascript:alert(1)",
    "\thttps://evil.example",
]


def link_for(account: User) -> str:
    """The path of a fresh sign-in link."""
    return services.make_link(COMMAND_LINE, account).removeprefix("http://127.0.0.1:8000")


def who(client: Client) -> str | None:
    """The key of the account that the client is signed in to."""
    return client.session.get("_auth_user_id")


def actions() -> list[str]:
    return list(AuditRecord.objects.order_by("pk").values_list("action", flat=True))


@pytest.fixture
def _alice_and_bob() -> Iterator[None]:
    """Two personas; only Alice's account was loaded."""
    before = dict(personas._personas)
    personas._personas.clear()
    alice = personas.Persona("alice", "Alice Convener", "Convenes <both> dialogues")
    personas.register(alice, personas.Persona("bob", "Bob Absent"))
    user(email=alice.email, name="Alice")
    yield
    personas._personas.clear()
    personas._personas.update(before)


class TestLink:
    def test_signs_in_once(self, client: Client) -> None:
        account = user(name="Ada <Lovelace>")
        link = link_for(account)
        page = client.get(link)
        assert (page.status_code, who(client)) == (200, None)
        assert "Sign in as Ada &lt;Lovelace&gt;?" in page.content.decode()
        assert client.post(link).headers["Location"] == "/"
        assert who(client) == str(account.pk)
        assert actions() == ["account.link_made", "account.signed_in"]

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_a_used_link_opens_nothing(self, method: str) -> None:
        link = link_for(user())
        Client().post(link)
        thief = Client()
        response = getattr(thief, method)(link)
        assert (response.status_code, who(thief)) == (410, None)
        assert "used already" in response.content.decode()

    def test_looking_does_not_use_it_up(self, client: Client) -> None:
        link = link_for(user())
        assert [Client().get(link).status_code for _ in range(3)] == [200, 200, 200]
        client.post(link)
        assert who(client) is not None

    def test_a_second_link_dies_with_the_first(self) -> None:
        account = user()
        first, second = link_for(account), link_for(account)
        Client().post(first)
        assert Client().post(second).status_code == 410

    def test_of_two_at_the_same_moment_one_gets_in(
        self, rf: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Both have read the account before either has signed in."""
        account = user()
        token = link_for(account).split("/")[-2]
        stale = User.objects.get(pk=account.pk)
        User.objects.filter(pk=account.pk).update(last_login=timezone.now())
        monkeypatch.setattr(signing_in, "account_by_link", lambda actor, token: stale)
        request = rf.post("/")
        request.session = Client().session
        with pytest.raises(selectors.SpentLink):
            services.sign_in_by_link(ANONYMOUS, request, token)
        assert "account.signed_in" not in actions()

    def test_expires_after_fifteen_minutes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        link, now = link_for(user()), signing.time.time()
        monkeypatch.setattr(signing.time, "time", lambda: now + 14 * 60)
        assert Client().get(link).status_code == 200
        monkeypatch.setattr(signing.time, "time", lambda: now + 15 * 60 + 1)
        late = Client()
        assert (late.post(link).status_code, who(late)) == (410, None)

    def test_forged_links_are_refused(self) -> None:
        account = user()
        token = link_for(account).split("/")[-2]
        other = signing.dumps({"user": account.pk, "last": "never"}, salt="something else")
        for forged in ("x", token[:-1], token + "A", token.swapcase(), other):
            client = Client()
            response = client.post(reverse("sign-in-link", args=[forged]))
            assert (response.status_code, who(client)) == (400, None)

    def test_not_for_closed_accounts(self) -> None:
        account = user()
        link = link_for(account)
        User.objects.filter(pk=account.pk).update(is_active=False)
        client = Client()
        assert (client.post(link).status_code, who(client)) == (410, None)

    def test_only_those_who_administer_make_links(self) -> None:
        account = user()
        for somebody in (ANONYMOUS, actor(user()), actor(account), actor(user(is_convener=True))):
            with pytest.raises(NotAllowed):
                services.make_link(somebody, account)
        assert services.make_link(actor(user(is_operator=True)), account)

    def test_needs_the_page_that_was_shown(self) -> None:
        """Another site can't sign somebody in to an account of its choice."""
        link = link_for(user())
        client = Client(enforce_csrf_checks=True)
        assert (client.post(link).status_code, who(client)) == (403, None)


class TestSession:
    def test_gets_a_new_key(self, client: Client) -> None:
        client.get("/")
        session = client.session
        session["seen"] = True
        session.save()
        before = session.session_key
        client.post(link_for(user()))
        assert client.session.session_key != before
        assert not Client().session.exists(before)

    def test_keeps_nothing_of_somebody_else(self, client: Client) -> None:
        first, second = user(), user()
        client.force_login(first)
        session = client.session
        session["secret"] = "of the first"
        session.save()
        client.post(link_for(second))
        assert who(client) == str(second.pk)
        assert "secret" not in client.session

    def test_leaves_a_preview(self, client: Client) -> None:
        account = user()
        client.force_login(account)
        session = client.session
        session[preview.KEY] = vars(Preview("visitor", 7))
        session.save()
        client.post(link_for(account))
        assert preview.KEY not in client.session

    def test_ends_by_signing_out(self, client: Client) -> None:
        account = user()
        client.force_login(account)
        assert client.get("/sign-out/").status_code == 200
        assert who(client) is not None
        assert client.post("/sign-out/").headers["Location"] == "/"
        assert who(client) is None
        assert actions()[-1] == "account.signed_out"

    def test_signing_out_twice_does_no_harm(self, client: Client) -> None:
        assert client.post("/sign-out/").status_code == 302
        assert actions() == []

    def test_the_header_says_who_one_is(self, client: Client) -> None:
        page = client.get("/sign-in/").content.decode()
        assert 'href="/sign-in/"' in page
        assert 'action="/sign-out/"' not in page
        client.force_login(user(name="Ada"))
        page = client.get("/sign-in/").content.decode()
        assert "Ada" in page
        assert 'href="/sign-in/"' not in page
        assert 'action="/sign-out/"' in page


@pytest.mark.usefixtures("_alice_and_bob")
class TestPersonas:
    def test_the_page_offers_those_that_are_loaded(self, client: Client) -> None:
        page = client.get("/sign-in/?next=/outbox/").content.decode()
        assert "Sign in as Alice Convener" in page
        assert "Convenes &lt;both&gt; dialogues" in page
        assert 'name="next" value="/outbox/"' in page
        assert "Bob Absent" not in page

    def test_one_signs_in_by_a_button(self, client: Client) -> None:
        assert client.get("/demo/sign-in/alice/").status_code == 200
        assert who(client) is None
        response = client.post("/demo/sign-in/alice/", {"next": "/outbox/"})
        assert response.headers["Location"] == "/outbox/"
        assert who(client) == str(User.objects.get(name="Alice").pk)
        assert actions() == ["account.signed_in"]

    @pytest.mark.parametrize("address", HOSTILE)
    def test_never_leads_elsewhere(self, client: Client, address: str) -> None:
        response = client.post("/demo/sign-in/alice/", {"next": address})
        assert response.headers["Location"] == "/"
        page = client.get("/sign-in/", {"next": address}).content.decode()
        # The footer prints the address that the reader typed.
        assert "evil.example" not in page.split("<main")[1].split("</main>")[0]

    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize("name", ["bob", "carol", "user1"])
    def test_nobody_else_can_be_entered(self, client: Client, name: str, method: str) -> None:
        user(email="carol@example.org")
        response = getattr(client, method)(f"/demo/sign-in/{name}/")
        assert (response.status_code, who(client)) == (404, None)

    def test_a_second_factor_that_somebody_added_locks_nobody_out(self, client: Client) -> None:
        with_app(User.objects.get(name="Alice"))
        client.post("/demo/sign-in/alice/")
        assert client.get("/account/").status_code == 200

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_only_in_the_demo(self, client: Client, settings: Any, method: str) -> None:
        settings.DEMO = False
        response = getattr(client, method)("/demo/sign-in/alice/")
        assert (response.status_code, who(client)) == (404, None)
        page = client.get("/sign-in/").content.decode()
        assert "Alice" not in page
        assert "a code comes by mail" in page


class TestAccounts:
    def test_an_operator_is_made_and_promoted(self) -> None:
        services.make_convener(COMMAND_LINE, "Ada@Example.org", "Ada")
        account = services.make_operator(COMMAND_LINE, "ada@example.org")
        assert User.objects.count() == 1
        assert (account.email, account.name) == ("ada@example.org", "Ada")
        assert (account.is_operator, account.is_convener) == (True, True)
        assert not account.has_usable_password()
        assert actions() == ["account.made_convener", "account.made_operator"]

    def test_nobody_promotes_themselves(self) -> None:
        ada = user(email="ada@example.org", is_convener=True)
        for make in (services.make_operator, services.make_convener):
            with pytest.raises(NotAllowed):
                make(actor(ada), "ada@example.org")
        ada.refresh_from_db()
        assert not ada.is_operator
        assert actions() == []

    def test_a_link_is_as_young_as_said(self) -> None:
        assert timedelta(minutes=15) == selectors.LINK_LIFE
