"""Pages made once for all visitors: never stale after a change, never anybody's own."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from parley.apps.accounts.models import User
from parley.apps.convening.models import Dialogue, Rule, SeatRole
from parley.core import audit
from parley.core.actors import system_actor
from parley.core.localtext import LocalText
from tests import factories as make

pytestmark = pytest.mark.django_db
KEPT = {
    **settings.CACHES,
    "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}


@pytest.fixture(autouse=True)
def kept_pages() -> Iterator[None]:
    with override_settings(CACHES=KEPT):
        caches["pages"].clear()
        yield
        caches["pages"].clear()


@pytest.fixture
def dialogue() -> Dialogue:
    made = make.dialogue(title=LocalText(en="First title", fr="Premier titre"))
    audit.record(system_actor("test"), "dialogue.created", made)
    return made


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_second_visitor_costs_one_query(dialogue: Dialogue) -> None:
    address = f"/dialogues/{dialogue.slug}/"
    first = Client().get(address)
    assert queries(Client(), address) == 1
    assert Client().get(address).content == first.content
    assert Client().head(address).content == b""


def test_a_recorded_change_is_seen_at_once(dialogue: Dialogue) -> None:
    address = f"/dialogues/{dialogue.slug}/"
    assert b"First title" in Client().get(address).content
    dialogue.status = "draft"
    dialogue.save()
    audit.record(system_actor("test"), "dialogue.unpublished", dialogue)
    assert Client().get(address).status_code == 404


def test_what_somebody_signed_in_sees_is_never_kept(dialogue: Dialogue, signed_in) -> None:
    make.session(dialogue, rule=Rule.CLOSED_DOOR, title=LocalText(en="Canary"))
    convener: User = make.user()
    make.seat(dialogue, convener, SeatRole.CONVENER)
    address = f"/dialogues/{dialogue.slug}/programme/"
    assert b"Canary" in signed_in(convener).get(address).content
    assert b"Canary" not in Client().get(address).content
    assert b"Canary" in signed_in(convener).get(address).content


def test_languages_and_zones_have_pages_of_their_own(dialogue: Dialogue) -> None:
    make.session(dialogue)
    address = f"/dialogues/{dialogue.slug}/"
    french = Client(headers={"accept-language": "fr"})
    tokyo = Client()
    tokyo.cookies["parley_zone"] = "Asia/Tokyo"
    pages = [client.get(address).content.decode() for client in (Client(), french, tokyo)]
    assert ["Premier titre" in page for page in pages] == [False, True, False]
    assert ["Asia/Tokyo" in page for page in pages] == [False, False, True]


def test_a_page_with_a_token_of_ones_own_is_not_kept() -> None:
    one, other = Client(), Client()
    pages = [client.get("/time-zone/") for client in (one, other)]
    assert all("csrftoken" in page.cookies for page in pages)
    assert pages[0].cookies["csrftoken"].value != pages[1].cookies["csrftoken"].value
    assert not one.get("/").cookies
