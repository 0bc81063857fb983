from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.accounts.models import Organisation, Person
from parley.apps.convening.models import Series, Venue
from parley.apps.convening.services import directory
from parley.apps.convening.services.versions import Conflict, version_of_rows
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from parley.core.search import find
from tests import factories as make


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Person, {"name": "Antje Wiener"}),
        (Organisation, {"name": LocalText(en="UNIDIR")}),
        (Venue, {"name": LocalText(en="Palazzo Vecchio")}),
        (Series, {"title": LocalText(en="ECDD")}),
    ],
)
def test_conveners_add_entries_and_keep_them(
    world: Any, model: Any, values: dict[str, Any]
) -> None:
    for actor in world.others:
        with pytest.raises(NotAllowed):
            directory.add_entry(actor, world.dialogue, model, values)
    entry = directory.add_entry(world.alice, world.dialogue, model, values)
    noun = model._meta.model_name
    assert entry.created_by_id == world.alice.user_id
    assert world.lines() == [(f"{noun}.added", {"dialogue": world.dialogue.pk})]
    (key, value), *_rest = values.items()
    for actor in world.others:
        if not actor.is_operator:
            with pytest.raises(NotAllowed):
                directory.edit_entry(actor, entry, {key: value})
    directory.edit_entry(world.alice, entry, {"synthetic": True})
    assert world.lines()[-1] == (f"{noun}.edited", {"fields": ["synthetic"]})


def test_names_without_latin_letters_get_numbered_addresses(world: Any) -> None:
    names = ["ليلى الحداد", "黄志雄", "Jürg Lauber", "Jürg Lauber", "<b>", "---", "Person 2"]
    slugs = [
        directory.add_entry(world.alice, world.dialogue, Person, {"name": name}).slug
        for name in names
    ]
    assert slugs == [
        "person-1",
        "person-2",
        "jurg-lauber",
        "jurg-lauber-2",
        "b",
        "person-3",
        "person-2-2",
    ]


@given(st.lists(st.text(max_size=100), max_size=12))
def test_addresses_are_free_and_fit_for_a_url(texts: list[str]) -> None:
    taken: set[str] = set()
    for text in texts:
        slug = directory.free_slug(taken, text, "person")
        assert slug not in taken
        assert 0 < len(slug) <= 80
        assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")
        taken.add(slug)


def test_sessions_are_found_by_a_new_name(world: Any) -> None:
    person = make.person(name="Old Name", created_by_id=world.alice.user_id)
    session = make.contribution(make.session(world.dialogue), person=person).session
    directory.edit_entry(world.alice, person, {"name": "Canary"})
    assert {hit.object for hit in find(world.alice, "canary")} == {person, session}


def test_a_second_save_over_somebody_elses_is_refused(world: Any) -> None:
    person = make.person(created_by_id=world.alice.user_id)
    seen = directory.version_of_entry(person, ["name"])
    directory.edit_entry(world.alice, person, {"name": "First"}, seen=seen)
    with pytest.raises(Conflict):
        directory.edit_entry(world.alice, person, {"name": "Second"}, seen=seen)


def test_an_organisation_is_no_part_of_itself(world: Any) -> None:
    whole = make.organisation(created_by_id=world.alice.user_id)
    part = make.organisation(created_by_id=world.alice.user_id, parent=whole)
    for wrong in (whole, part):
        with pytest.raises(InvalidInput):
            directory.edit_entry(world.alice, whole, {"parent": wrong})


def test_rooms_in_order_and_those_in_use_stay(world: Any) -> None:
    venue = make.venue(created_by_id=world.alice.user_id)
    rooms = [{"name": LocalText(en=name), "capacity": None} for name in ("Hall", "Hall", "قاعة")]
    directory.set_rooms(world.alice, venue, rooms)
    found = list(venue.rooms.all())
    assert [room.slug for room in found] == ["hall", "hall-2", "room-1"]
    make.session(world.dialogue, room=found[1])
    seen = version_of_rows(found, directory.ROOM_FIELDS)

    last = {"id": found[2].pk, "name": LocalText(en="Small hall"), "capacity": 12}
    with pytest.raises(InvalidInput, match="in use"):
        directory.set_rooms(world.alice, venue, [last], seen=seen)
    used = {"id": found[1].pk, "name": LocalText(en="Hall"), "capacity": 80}
    directory.set_rooms(world.alice, venue, [last, used], seen=seen)
    shown = [(room.pk, room.slug, str(room.name), room.capacity) for room in venue.rooms.all()]
    assert shown == [
        (found[2].pk, "room-1", "Small hall", 12),
        (found[1].pk, "hall-2", "Hall", 80),
    ]
    with pytest.raises(Conflict):
        directory.set_rooms(world.alice, venue, [], seen=seen)


def test_a_room_of_another_venue_stays_there(world: Any) -> None:
    venue, theirs = make.venue(created_by_id=world.alice.user_id), make.room()
    row = {"id": theirs.pk, "name": LocalText(en="Mine"), "capacity": None}
    directory.set_rooms(world.alice, venue, [row])
    theirs.refresh_from_db()
    assert (str(venue.rooms.get().name), theirs.venue != venue) == ("Mine", True)


def test_organisations_read_before_a_change_make_no_circle(world: Any) -> None:
    mine = world.alice.user_id
    one, two = (make.organisation(created_by_id=mine) for _number in range(2))
    stale = Organisation.objects.get(pk=one.pk)
    directory.edit_entry(world.alice, one, {"parent": two})
    with pytest.raises(InvalidInput, match="part of itself"):
        directory.edit_entry(world.alice, two, {"parent": stale})
    # Should there be a circle already, the walk ends all the same.
    Organisation.objects.filter(pk=two.pk).update(parent=one)
    third = make.organisation(created_by_id=mine)
    with pytest.raises(InvalidInput, match="part of itself"):
        directory.edit_entry(world.alice, third, {"parent": one})
    assert directory.edit_entry(world.alice, two, {"parent": None}).parent is None
