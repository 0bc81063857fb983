"""Deleting a draft: all of it goes, and nothing that is more than a draft."""

from typing import Any

import pytest
from django.test import Client

from parley.apps.accounts.models import User
from parley.apps.convening.exchange import export_dialogue, import_dialogue, read_document
from parley.apps.convening.models import (
    Dialogue,
    Session,
    Status,
)
from parley.apps.convening.services import dialogues, drafts, pictures
from parley.apps.convening.services.dialogues import Step
from parley.apps.convening.services.pictures import encoded
from parley.apps.deliberation.models import Phase
from parley.core import search
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from parley.core.models import SearchEntry
from tests import factories as make
from tests.convening.services.conftest import World
from tests.convening.services.images import jpeg

ADDRESS = "/convene/dialogues/florence/delete/"


@pytest.fixture
def draft(world: World) -> Dialogue:
    Dialogue.objects.filter(pk=world.dialogue.pk).update(status=Status.DRAFT)
    world.dialogue.refresh_from_db()
    return world.dialogue


def still_there(dialogue: Dialogue) -> bool:
    return Dialogue.objects.filter(pk=dialogue.pk).exists()


def test_it_goes_with_all_that_is_in_it(
    world: World, draft: Dialogue, django_capture_on_commit_callbacks: Any
) -> None:
    session = make.session(draft, title=LocalText({"en": "Canary session"}))
    make.consultation(draft, session=session, phase=Phase.DRAFT)
    alt = {"alt": LocalText({"en": "A hall"})}
    picture = pictures.add(world.alice, draft, alt, source=encoded(jpeg()))
    search.rebuild()
    assert picture.image.storage.exists(picture.image.name)
    with django_capture_on_commit_callbacks(execute=True):
        drafts.delete(world.alice, draft)
    assert not picture.image.storage.exists(picture.image.name)
    assert not still_there(draft)
    assert not Session.objects.filter(pk=session.pk).exists()
    assert not SearchEntry.objects.filter(words__contains="canary").exists()
    assert world.lines()[-1][0] == "dialogue.deleted"


def test_others_may_not(world: World, draft: Dialogue) -> None:
    for other in world.others:
        with pytest.raises(NotAllowed):
            drafts.delete(other, draft)
    assert still_there(draft)


@pytest.mark.parametrize("status", [s for s in Status if s != Status.DRAFT])
def test_what_is_announced_stays(world: World, status: Status) -> None:
    Dialogue.objects.filter(pk=world.dialogue.pk).update(status=status)
    with pytest.raises(InvalidInput, match="has been announced"):
        drafts.delete(world.alice, world.dialogue)
    assert still_there(world.dialogue)


def test_what_was_announced_once_stays(world: World, draft: Dialogue) -> None:
    dialogues.take_step(world.alice, draft, Step.ANNOUNCE)
    dialogues.take_step(world.alice, draft, Step.UNPUBLISH)
    with pytest.raises(InvalidInput, match="has been announced"):
        drafts.delete(world.alice, draft)
    assert still_there(draft)


def test_what_a_file_took_back_stays(world: World, draft: Dialogue) -> None:
    dialogues.take_step(world.alice, draft, Step.ANNOUNCE)
    draft.refresh_from_db()
    there = export_dialogue(world.alice, draft)
    import_dialogue(world.alice, read_document(there.replace("status: announced", "status: draft")))
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT
    with pytest.raises(InvalidInput, match="has been announced"):
        drafts.delete(world.alice, draft)


def test_what_people_gave_stays(world: World, draft: Dialogue) -> None:
    make.consultation(draft, phase=Phase.CLOSED)
    with pytest.raises(InvalidInput, match="it stays with that: consultations"):
        drafts.delete(world.alice, draft)
    make.registration(make.group(draft))
    with pytest.raises(InvalidInput, match="registrations, consultations"):
        drafts.delete(world.alice, draft)
    assert still_there(draft)


def test_the_page_asks_first_and_offers_the_file(
    world: World, draft: Dialogue, signed_in: Any
) -> None:
    client = signed_in(User.objects.get(pk=world.alice.user_id))
    assert ADDRESS in client.get("/convene/dialogues/florence/").content.decode()
    asked = client.get(ADDRESS).content.decode()
    assert "/convene/dialogues/florence/export.yaml" in asked
    assert still_there(draft)
    done = client.post(ADDRESS, follow=True)
    assert done.redirect_chain == [("/convene/", 302)]
    assert "has been deleted" in done.content.decode()
    assert Client().get("/dialogues/florence/").status_code == 404


def test_the_page_says_why_not(world: World, signed_in: Any) -> None:
    client = signed_in(User.objects.get(pk=world.alice.user_id))
    assert ADDRESS not in client.get("/convene/dialogues/florence/").content.decode()
    for response in (client.get(ADDRESS), client.post(ADDRESS)):
        page = response.content.decode()
        assert "has been announced" in page
        assert "Delete it" not in page
    assert response.status_code == 422
    assert still_there(world.dialogue)
