"""The interface's language: what the account remembers, unless the reader has just chosen."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from parley.apps.accounts import services
from parley.apps.accounts.models import User
from parley.core import preview
from parley.core.actors import ANONYMOUS, system_actor
from parley.core.models import AuditRecord
from tests import factories as make

pytestmark = pytest.mark.django_db
COMMAND_LINE = system_actor("command line")
COOKIE = settings.LANGUAGE_COOKIE_NAME


@pytest.fixture(autouse=True)
def _the_next_test_is_in_english() -> Iterator[None]:
    """A request leaves its language behind."""
    with translation.override("en"):
        yield


def sign_in(client: Client, account: User) -> Any:
    link = services.make_link(COMMAND_LINE, account).removeprefix("http://127.0.0.1:8000")
    return client.post(link)


def choose(client: Client, code: str) -> None:
    client.post("/language/", {"language": code, "next": "/"})


def remembered(account: User) -> str:
    account.refresh_from_db()
    return str(account.language)


def test_signing_in_switches_to_the_accounts_language() -> None:
    client = Client(headers={"accept-language": "ar"})
    sign_in(client, make.user(language="fr"))
    assert '<html lang="fr"' in client.get("/").content.decode()


def test_what_was_chosen_just_now_stays() -> None:
    client, account = Client(), make.user(language="fr")
    choose(client, "ar")
    assert COOKIE not in sign_in(client, account).cookies
    assert '<html lang="ar"' in client.get("/").content.decode()
    assert remembered(account) == "fr"


def test_a_choice_of_an_earlier_day_gives_way() -> None:
    client, account = Client(), make.user(language="fr")
    choose(client, "ar")
    del client.cookies["parley_language_chosen"]  # the browser was closed
    sign_in(client, account)
    assert '<html lang="fr"' in client.get("/").content.decode()


def test_who_never_chose_keeps_what_the_browser_says() -> None:
    client = Client(headers={"accept-language": "fr"})
    assert COOKIE not in sign_in(client, make.user()).cookies
    assert '<html lang="fr"' in client.get("/").content.decode()


def test_an_account_learns_what_its_owner_chooses(signed_in: Any) -> None:
    account = make.user()
    client = signed_in(account)
    choose(client, "ar")
    choose(client, "ar")
    assert remembered(account) == "ar"
    lines = AuditRecord.objects.values_list("action", "actor_user", "data")
    assert [*lines] == [("account.language_chosen", account.pk, {})]


def test_the_first_choice_of_a_visitor_is_remembered_at_the_first_sign_in() -> None:
    client, account = Client(), make.user()
    choose(client, "ar")
    sign_in(client, account)
    assert remembered(account) == "ar"


def test_the_next_person_at_the_same_browser_has_not_chosen() -> None:
    client, first, second = Client(), make.user(), make.user(language="fr")
    sign_in(client, first)
    choose(client, "ar")
    client.post("/sign-out/")
    sign_in(client, second)
    assert '<html lang="fr"' in client.get("/").content.decode()
    assert (remembered(first), remembered(second)) == ("ar", "fr")


def test_a_preview_and_a_visitor_leave_nothing(signed_in: Any) -> None:
    account = make.user()
    dialogue = make.dialogue()
    make.seat(dialogue, account, "convener")
    client = signed_in(account)
    session = client.session
    session[preview.KEY] = {"persona": "visitor", "dialogue_id": dialogue.pk}
    session.save()
    choose(client, "ar")
    choose(Client(), "ar")
    services.remember_language(ANONYMOUS, "ar")
    assert remembered(account) == ""
    assert not AuditRecord.objects.exists()


def test_cookies_that_name_no_language_are_no_choice() -> None:
    client, account = Client(), make.user(language="fr")
    client.cookies["parley_language_chosen"] = "tlh"
    sign_in(client, account)
    assert '<html lang="fr"' in client.get("/").content.decode()
