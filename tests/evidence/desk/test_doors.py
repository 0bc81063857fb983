"""The desk of a collection opens to who keeps it, and to nobody else."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parley.apps.convening.models import Dialogue, SeatRole
from parley.core.localtext import LocalText
from tests import factories as make

pytestmark = pytest.mark.django_db
TITLE = "Hidden gathering"


@pytest.fixture
def pages() -> list[str]:
    """Every page of an unpublished collection that a dialogue's convener may see and not keep."""
    collection = make.collection(published=False, title=LocalText(en=TITLE), slug="hidden")
    dialogue = make.dialogue(slug="linked")
    collection.dialogues.add(dialogue)
    document = make.document(collection)
    position = make.position(collection, document=document)
    names = ("desk-collection", "desk-documents", "collection-edit", "collection-publish")
    names += ("collection-delete", "collection-import", "collection-export")
    names += ("document-add", "position-add", "roll-call-add")
    rows = [
        *(("document-edit", document), ("document-readings", document)),
        *(("document-delete", document), ("position-edit", position)),
        ("position-delete", position),
    ]
    found = [reverse(name, args=["hidden"]) for name in names]
    return [*found, *(reverse(name, args=["hidden", row.uid]) for name, row in rows)]


def test_a_stranger_finds_nothing_and_a_team_may_only_look(
    pages: list[str], signed_in: Any
) -> None:
    stranger, convener = make.user(is_convener=True), make.user()
    make.seat(Dialogue.objects.get(slug="linked"), convener, SeatRole.CONVENER)
    for account, status in ((stranger, 404), (convener, 403)):
        client = signed_in(account)
        responses = [client.get(page) for page in pages]
        assert {response.status_code for response in responses} == {status}
        assert not any(TITLE in response.content.decode() for response in responses)
    assert {Client().get(page).status_code for page in pages} == {404}


def test_what_stands_in_one_collection_has_no_address_in_another(signed_in: Any) -> None:
    keeper = make.user()
    mine, other = (make.collection(kept_by=keeper, slug=slug) for slug in ("mine", "other"))
    position = make.position(mine)
    client = signed_in(keeper)
    assert client.get(reverse("position-edit", args=["mine", position.uid])).status_code == 200
    assert client.get(reverse("position-edit", args=["other", position.uid])).status_code == 404
    assert other.positions.count() == 0


def test_actors_are_mended_by_operators_alone(signed_in: Any, operator: Any) -> None:
    body = make.public_body(kind="group")
    pages = [reverse(name, args=[body.slug]) for name in ("body-edit", "body-members")]
    pages.append(reverse("desk-bodies"))
    for account, status in ((make.user(is_convener=True), 403), (operator, 200)):
        client = signed_in(account)
        assert [client.get(page).status_code for page in pages] == [status] * 3
