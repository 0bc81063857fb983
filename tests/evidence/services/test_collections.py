"""Who keeps a collection, who else sees it, and where it may be shown."""

import pytest
from django.http import Http404

from parley.apps.accounts.models import User
from parley.apps.convening.models import SeatRole
from parley.apps.evidence import models as m
from parley.apps.evidence.selectors import keeping
from parley.apps.evidence.selectors.collections import collection_for
from parley.apps.evidence.services import collections as services
from parley.core.actors import ANONYMOUS, Actor
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests import factories as make

pytestmark = pytest.mark.django_db
VOTES = {"kind": "votes", "title": LocalText(en="Roll calls")}


@pytest.fixture
def keeper() -> Actor:
    return make.actor(make.user(is_convener=True))


def test_conveners_and_rapporteurs_make_collections_and_nobody_else(keeper: Actor) -> None:
    rapporteur, participant = make.user(), make.user()
    dialogue = make.dialogue()
    make.seat(dialogue, rapporteur, SeatRole.RAPPORTEUR)
    make.seat(dialogue, participant, SeatRole.PARTICIPANT)
    for account in (keeper, make.actor(rapporteur)):
        assert services.add_collection(account, VOTES).kept_by_id == account.user_id
    for nobody in (make.actor(participant), make.actor(make.user()), ANONYMOUS):
        with pytest.raises(NotAllowed):
            services.add_collection(nobody, VOTES)
    assert set(m.Collection.objects.values_list("slug", flat=True)) == {
        "roll-calls",
        "roll-calls-2",
    }


def test_until_it_is_published_only_its_keeper_and_its_dialogues_teams_see_it(
    keeper: Actor,
) -> None:
    mine, other = make.dialogue(), make.dialogue()
    convener, stranger = make.user(), make.user()
    make.seat(mine, convener, SeatRole.CONVENER)
    make.seat(other, stranger, SeatRole.CONVENER)
    collection = make.collection(published=False, kept_by_id=keeper.user_id)
    collection.dialogues.add(mine)
    for actor in (keeper, make.actor(convener)):
        assert collection_for(actor, collection.slug) == collection
    for actor in (make.actor(stranger), ANONYMOUS):
        with pytest.raises(Http404):
            collection_for(actor, collection.slug)
    assert keeping.of_dialogues(make.actor(convener)) == [collection]
    assert keeping.of_dialogues(make.actor(stranger)) == []
    services.publish(keeper, collection)
    assert collection_for(ANONYMOUS, collection.slug) == collection
    services.unpublish(keeper, collection)
    with pytest.raises(Http404):
        collection_for(ANONYMOUS, collection.slug)


@pytest.mark.parametrize(
    "service", [services.publish, services.unpublish, services.delete_collection]
)
def test_a_dialogues_team_changes_nothing_in_what_others_keep(service: object) -> None:
    convener = make.user(is_convener=True)
    collection = make.collection(kept_by=make.user())
    dialogue = make.dialogue()
    make.seat(dialogue, convener, SeatRole.CONVENER)
    collection.dialogues.add(dialogue)
    with pytest.raises(NotAllowed):
        service(make.actor(convener), collection)  # type: ignore[operator]
    with pytest.raises(NotAllowed):
        services.edit_collection(make.actor(convener), collection, {"source": "me"})
    assert list(m.Collection.objects.values_list("source", "published")) == [("", True)]


def test_a_collection_is_linked_to_dialogues_of_ones_own_and_keeps_other_links(
    keeper: Actor,
) -> None:
    mine, theirs = make.dialogue(), make.dialogue()
    make.seat(mine, User.objects.get(is_convener=True), SeatRole.CONVENER)
    collection = make.collection(kept_by_id=keeper.user_id)
    collection.dialogues.add(theirs)
    with pytest.raises(InvalidInput, match="that you convene or report"):
        services.edit_collection(keeper, collection, {}, [mine, theirs])
    assert services.edit_collection(keeper, collection, {}, [mine]) == ["dialogues"]
    assert set(collection.dialogues.all()) == {mine, theirs}
    services.edit_collection(keeper, collection, {}, [])
    assert list(collection.dialogues.all()) == [theirs]


def test_what_a_collection_is_of_stays(keeper: Actor) -> None:
    with pytest.raises(InvalidInput, match="Choose the norm"):
        services.add_collection(keeper, {**VOTES, "kind": "positions"})
    collection = make.collection(kept_by_id=keeper.user_id)
    with pytest.raises(InvalidInput, match="stays of its kind"):
        services.edit_collection(keeper, collection, {"kind": "votes"})
    make.document(collection)
    with pytest.raises(InvalidInput, match="hang on the norm"):
        services.edit_collection(keeper, collection, {"norm": make.norm()})


def test_every_change_is_recorded_and_counts_up(keeper: Actor) -> None:
    collection = services.add_collection(keeper, VOTES)
    services.edit_collection(keeper, collection, {"licence": "CC0"})
    services.edit_collection(keeper, collection, {"licence": "CC0"})  # changes nothing
    services.publish(keeper, collection)
    services.publish(keeper, collection)
    services.unpublish(keeper, collection)
    collection.refresh_from_db()
    assert collection.revision == 4
    actions = AuditRecord.objects.filter(subject_id=str(collection.pk)).order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "collection.added",
        "collection.edited",
        "collection.published",
        "collection.unpublished",
    ]


def test_what_is_published_is_not_deleted_and_actors_outlive_their_collections(
    keeper: Actor,
) -> None:
    collection = make.collection(kept_by_id=keeper.user_id)
    document = make.document(collection)
    make.position(collection, document=document)
    make.reading(document)
    with pytest.raises(InvalidInput, match="Unpublish it first"):
        services.delete_collection(keeper, collection)
    services.unpublish(keeper, collection)
    services.delete_collection(keeper, collection)
    assert not m.Collection.objects.exists()
    assert not m.Document.objects.exists()
    assert m.PublicBody.objects.exists()
