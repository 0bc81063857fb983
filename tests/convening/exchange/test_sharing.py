"""Who may import what, and what happens to the entries that dialogues share."""

from typing import Any

import pytest

from parley.apps.accounts.models import Organisation, Person
from parley.apps.convening import models as m
from parley.apps.convening.exchange import export_dialogue, import_dialogue, read_document
from parley.core import search
from parley.core.actors import ANONYMOUS, Actor, Preview, actor_of
from parley.core.errors import NotAllowed
from parley.core.localtext import LocalText
from tests import factories as make
from tests.convening.exchange.helpers import (
    SYSTEM,
    UID,
    convener,
    example,
    other_dialogue,
    problems,
    session,
    stored,
)

pytestmark = pytest.mark.django_db


def test_a_convener_who_imports_convenes() -> None:
    account, actor = convener()
    dialogue = import_dialogue(actor, example()).dialogue
    assert [(seat.user, seat.role) for seat in dialogue.seats.all()] == [(account, "convener")]
    assert Person.objects.get().created_by == account


def test_the_command_line_names_a_convener() -> None:
    account = make.user()
    dialogue = import_dialogue(SYSTEM, example(), convener=account).dialogue
    assert [(seat.user, seat.role) for seat in dialogue.seats.all()] == [(account, "convener")]
    again = import_dialogue(SYSTEM, example(), convener=account)
    assert (again.changed, dialogue.seats.count()) == (False, 1)


def test_only_conveners_make_dialogues() -> None:
    preview = Actor(label="preview", preview=Preview("convener", 1))
    for actor in (ANONYMOUS, actor_of(make.user()), actor_of(make.user(is_operator=True)), preview):
        before = stored()
        with pytest.raises(NotAllowed):
            import_dialogue(actor, example())
        assert stored() == before


def test_a_convener_changes_their_own_dialogue_only() -> None:
    import_dialogue(SYSTEM, example())
    _account, stranger = convener()
    with pytest.raises(NotAllowed):
        import_dialogue(stranger, example(("title: Opening", "title: Mine")))
    assert session("opening").title == {"en": "Opening"}


def test_a_hidden_dialogue_only_says_that_its_name_is_taken() -> None:
    import_dialogue(SYSTEM, example(("status: announced", "status: draft")))
    _account, stranger = convener()
    assert problems(stranger, example()) == [
        f"dialogue.uid: '{UID}01' is taken; choose another one"
    ]
    no_uid = example((f"  uid: {UID}01\n", ""))
    assert problems(stranger, no_uid) == [
        "dialogue.slug: 'example-2027' is taken; choose another one"
    ]


def test_a_new_one_can_be_asked_for() -> None:
    _account, actor = convener()
    import_dialogue(actor, example())
    assert problems(actor, example(), only_new=True) == [
        f"dialogue.uid: '{UID}01' is taken; choose another one"
    ]


def test_a_session_of_another_dialogue_is_not_taken_over() -> None:
    import_dialogue(SYSTEM, example())
    other = example(
        (f"uid: {UID}01", f"uid: {UID}99"),
        ("slug: example-2027", "slug: other"),
        ("edition: 2", "edition: 3"),
        (f"uid: {UID}05", f"uid: {UID}98"),
    )
    _account, actor = convener()
    assert problems(actor, other) == [
        f"sessions.{slug}.uid: another dialogue has this session"
        for slug in ("opening", "night-watch", "aside")
    ]


def test_an_edition_stands_once() -> None:
    import_dialogue(SYSTEM, example())
    other = example((f"uid: {UID}01", f"uid: {UID}99"), ("slug: example-2027", "slug: other"))
    assert problems(SYSTEM, other)[0] == ("dialogue.edition: the series already has an edition 2")


def test_a_name_with_another_uid_is_another_dialogue() -> None:
    _account, actor = convener()
    import_dialogue(actor, example())
    assert problems(actor, example((f"uid: {UID}01", f"uid: {UID}99"))) == [
        (
            "dialogue.uid: the dialogue 'example-2027' has another uid; "
            "leave uid out to change that dialogue"
        )
    ]


def test_shared_entries_are_used_again() -> None:
    import_dialogue(SYSTEM, example())
    _account, actor = convener()
    import_dialogue(actor, other_dialogue())
    counts = [model.objects.count() for model in (Person, Organisation, m.Venue, m.Room, m.Series)]
    assert counts == [1, 1, 1, 1, 1]
    assert Person.objects.get().contributions.count() == 2


def test_what_others_made_is_not_changed_and_what_differs_is_named() -> None:
    import_dialogue(SYSTEM, example())
    _account, actor = convener()
    document = other_dialogue(
        ("name: Ada Example", "name: Ada Other\n    country: IT"),
        ("capacity: 80", "capacity: 90"),
        ("title: Example series", "title: Another series"),
    )
    keep = "you may not change it; write what is here, or choose another short name"
    assert problems(actor, document) == [
        f"series: 'example-series' is here already with another title, and {keep}",
        f"people.ada-example: 'ada-example' is here already with another name, country, and {keep}",
        (
            "venues.example-house.rooms.great-hall: the venue 'example-house' describes the room "
            "'great-hall' in another way"
        ),
    ]
    more = ("name: Great hall", ("name: Great hall\n        capacity: 80\n      - slug: attic\n"
            "        name: Attic"))  # fmt: skip
    attic = other_dialogue(("        capacity: 80\n", ""), more)
    assert problems(actor, attic) == [
        (
            "venues.example-house.rooms.attic: the venue 'example-house' has no room 'attic', "
            "and you may not add one"
        )
    ]


HIDDEN = [
    (Person, "people.ada-example"),
    (Organisation, "organisations.example-institute"),
    (m.Venue, "venues.example-house"),
    (m.Series, "series"),
]


@pytest.mark.parametrize("is_same", [True, False])
@pytest.mark.parametrize(("model", "path"), HIDDEN)
def test_of_what_is_hidden_only_the_name_is_said_to_be_taken(
    model: Any, path: str, is_same: bool
) -> None:
    """Whether the file says the same of it or not: else one could guess what is there."""
    import_dialogue(SYSTEM, example(("status: announced", "status: draft")))
    account, actor = convener()
    for other, _path in HIDDEN:
        other.objects.update(created_by=None if other is model else account)
    if not is_same:
        field = "title" if model is m.Series else "name"
        model.objects.update(**{field: "Other" if model is Person else LocalText(en="Other")})
    taken = f"the short name '{model.objects.get().slug}' is taken; choose another one"
    assert problems(actor, other_dialogue()) == [f"{path}: {taken}"]


def test_of_a_hidden_series_the_editions_are_not_told() -> None:
    import_dialogue(SYSTEM, example(("status: announced", "status: draft")))
    account, actor = convener()
    for model in (Person, Organisation, m.Venue):
        model.objects.update(created_by=account)
    assert problems(actor, other_dialogue(("edition: 3", "edition: 2"))) == [
        "series: the short name 'example-series' is taken; choose another one"
    ]


def test_a_hidden_room_is_none_of_the_venue() -> None:
    """Of a venue that one sees, a room behind a closed door answers as one that is not there."""
    import_dialogue(SYSTEM, example())
    closed = make.session(make.dialogue(), rule="closed_door")
    closed.room = make.room(m.Venue.objects.get(), slug="attic", name=LocalText(en="Attic"))
    closed.save()
    _account, actor = convener()

    def refusal(room: str) -> list[str]:
        more = f"        capacity: 80\n      - slug: {room}\n        name: Attic\n"
        return problems(actor, other_dialogue(("        capacity: 80\n", more)))

    assert refusal("attic") == [problem.replace("cellar", "attic") for problem in refusal("cellar")]


def test_what_stands_above_a_whole_is_not_exported_and_stays() -> None:
    """A reader sees what an organisation is a part of, but not what that is a part of."""
    dialogue = import_dialogue(SYSTEM, example()).dialogue
    top = make.organisation(slug="top", name=LocalText(en="Canary"))
    whole = make.organisation(slug="whole", parent=top)
    Organisation.objects.filter(slug="example-institute").update(parent=whole)
    account, actor = convener()
    make.seat(dialogue, account, m.SeatRole.CONVENER)
    Organisation.objects.filter(slug="whole").update(created_by=account)
    exported = export_dialogue(actor, dialogue)
    assert "parent: whole" in exported
    assert "top" not in exported.split("organisations:")[-1]
    assert "Canary" not in exported
    before = stored()
    assert not import_dialogue(actor, read_document(exported)).changed
    assert stored() == before
    assert "Canary" in export_dialogue(SYSTEM, dialogue)


def test_a_maker_changes_their_entries_and_sessions_are_found_under_the_new_name() -> None:
    _account, actor = convener()
    import_dialogue(actor, example())
    import_dialogue(actor, other_dialogue())
    import_dialogue(actor, example(("name: Ada Example", "name: Ada Lovelace")))
    assert Person.objects.get().name == "Ada Lovelace"
    found = {hit.object for hit in search.find(actor, "Lovelace") if hit.kind == "session"}
    assert found == {*m.Session.objects.filter(slug="opening")}
    assert len(found) == 2


def test_rooms_that_left_the_file_stay() -> None:
    import_dialogue(SYSTEM, example())
    venue = m.Venue.objects.get()
    attic = make.room(venue, slug="attic")
    assert not import_dialogue(SYSTEM, example()).changed
    assert attic in venue.rooms.all()


def test_parts_of_organisations_come_with_their_wholes() -> None:
    document = example(
        (
            "  - slug: example-institute\n    name: Example institute",
            (
                "  - slug: a-whole\n    name: A whole\n"
                "  - slug: example-institute\n    name: Example institute\n    parent: a-whole"
            ),
        )
    )
    dialogue = import_dialogue(SYSTEM, document).dialogue
    assert Organisation.objects.get(slug="example-institute").parent.slug == "a-whole"
    assert read_document(export_dialogue(SYSTEM, dialogue)) == document


def test_rooms_stand_in_the_order_of_their_makers_file() -> None:
    _account, actor = convener()
    attic = "      - slug: attic\n        name: Attic\n"
    import_dialogue(actor, example(("        capacity: 80\n", f"        capacity: 80\n{attic}")))
    import_dialogue(
        actor, example(("      - slug: great-hall\n", f"{attic}      - slug: great-hall\n"))
    )
    assert [room.slug for room in m.Room.objects.all()] == ["attic", "great-hall"]
