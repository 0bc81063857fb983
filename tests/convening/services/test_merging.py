"""Taking entries out of the directory: what keeps one there, and what becomes of two."""

from datetime import date
from typing import Any

import pytest

from parley.apps.accounts.models import FormerSlug, Organisation, Person
from parley.apps.convening.models import Contribution, Host, Room, Seat, SeatRole, Series, Venue
from parley.apps.convening.selectors.merging import Conflict, entries_to_merge, plan_of
from parley.apps.convening.selectors.references import references_to
from parley.apps.convening.services import directory, merging
from parley.core import search
from parley.core.actors import Actor, Preview
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from parley.core.models import SearchEntry
from tests import factories as make

MAKERS: dict[type[Any], Any] = {
    Person: make.person,
    Organisation: make.organisation,
    Venue: make.venue,
    Series: make.series,
}


def use(model: type[Any], entry: Any, dialogue: Any) -> None:
    """Let something refer to the entry."""
    if model is Person:
        make.contribution(make.session(dialogue), person=entry)
    elif model is Organisation:
        Host.objects.create(dialogue=dialogue, organisation=entry, role="organiser")
    elif model is Venue:
        make.session(dialogue, room=make.room(entry))
    else:
        type(dialogue).objects.filter(pk=dialogue.pk).update(series=entry)


@pytest.fixture
def own(world: Any) -> Any:
    """own(model, **fields) → an entry that Alice has made."""

    def made(model: type[Any], **fields: Any) -> Any:
        return MAKERS[model](created_by_id=world.alice.user_id, **fields)

    return made


@pytest.mark.parametrize("model", MAKERS)
def test_only_what_nothing_refers_to_is_deleted(world: Any, own: Any, model: type[Any]) -> None:
    entry, other = own(model), own(model)
    search.index(entry)
    use(model, entry, world.dialogue)
    with pytest.raises(InvalidInput):
        merging.delete_entry(world.alice, entry)
    merging.delete_entry(world.alice, other)
    assert [*model.objects.filter(pk__in=[entry.pk, other.pk])] == [entry]
    assert world.lines() == [(f"{model._meta.model_name}.deleted", {})]


def test_a_deleted_entry_is_no_longer_found(world: Any, own: Any) -> None:
    person = own(Person, name="Canary")
    search.index(person)
    make.affiliation(person, make.organisation())
    merging.delete_entry(world.alice, person)
    assert not SearchEntry.objects.filter(words__contains="canary").exists()


@pytest.mark.parametrize("model", MAKERS)
def test_only_its_maker_and_operators_delete_or_merge(
    world: Any, own: Any, model: type[Any]
) -> None:
    entry, other = own(model), own(model)
    use(model, entry, world.dialogue)
    use(model, other, world.dialogue)
    for actor in world.others:
        if not actor.is_operator:
            with pytest.raises(NotAllowed):
                merging.delete_entry(actor, entry)
            with pytest.raises(NotAllowed):
                merging.merge(actor, entry, other)


def test_merging_needs_the_right_on_both(world: Any, own: Any) -> None:
    mine, theirs = own(Person), make.person(created_by=make.user())
    for pair in ((mine, theirs), (theirs, mine)):
        with pytest.raises(NotAllowed):
            merging.merge(world.alice, *pair)
    assert entries_to_merge(world.alice, mine).by_label == {}


def test_a_preview_merges_nothing(world: Any, own: Any) -> None:
    preview = Actor(user_id=world.alice.user_id, preview=Preview("convener", world.dialogue.pk))
    with pytest.raises(NotAllowed):
        merging.merge(preview, own(Person), own(Person))


def test_what_one_may_not_see_is_counted_and_not_named(world: Any, own: Any) -> None:
    person = own(Person)
    seen = make.contribution(make.session(world.dialogue, rule="closed_door"), person=person)
    for rule in ("closed_door", ""):
        make.contribution(make.session(make.dialogue(), rule=rule), person=person)
    found = references_to(world.alice, person)
    assert (found.rows, found.unseen, found.has_account) == ((seen,), 2, False)


def test_an_organisation_is_needed_by_its_parts_and_its_people(world: Any, own: Any) -> None:
    whole = own(Organisation)
    part = own(Organisation, parent=whole)
    hidden = make.person(created_by=make.user())
    make.affiliation(hidden, whole)
    found = references_to(world.alice, whole)
    assert (found.rows, found.unseen) == ((part,), 1)


def test_an_account_keeps_its_person(world: Any, own: Any) -> None:
    person = own(Person, user=make.user())
    with pytest.raises(InvalidInput):
        merging.delete_entry(world.alice, person)


def test_everything_of_one_person_becomes_the_others(world: Any, own: Any) -> None:
    account, institute = make.user(), make.organisation()
    kept = own(Person, slug="ada", name="Ada", country="IT")
    gone = own(Person, slug="ada-2", name="A. Canary", country="FR", honorific="Prof.")
    Person.objects.filter(pk=gone.pk).update(user=account)
    gone.refresh_from_db()
    session, elsewhere = make.session(world.dialogue), make.session(make.dialogue())
    same = {"session": session, "role": "chair", "organisation": institute}
    stays = make.contribution(person=kept, **same)
    make.contribution(person=gone, **same)
    moves = make.contribution(elsewhere, person=gone, honorific="Dr.")
    for person in (kept, gone):
        make.affiliation(person, institute, position=LocalText(en="Director"))
    make.affiliation(gone, institute, since=date(2020, 1, 1))
    for row in (kept, gone, session, elsewhere):
        search.index(row)
    convener = {"user_id": world.alice.user_id, "role": SeatRole.CONVENER}
    Seat.objects.create(dialogue=elsewhere.dialogue, **convener)

    plan = plan_of(world.alice, kept, gone)
    assert (plan.conflicts, plan.doubles, plan.filled) == ((), 2, ("honorific",))
    assert plan.moving.has_account
    merging.merge(world.alice, kept, gone)

    kept.refresh_from_db()
    assert (kept.name, kept.country, kept.honorific, kept.user) == ("Ada", "IT", "Prof.", account)
    assert [*Contribution.objects.order_by("pk")] == [stays, moves]
    assert {part.person for part in Contribution.objects.all()} == {kept}
    assert Contribution.objects.get(pk=moves.pk).honorific == "Dr."
    assert [a.since for a in kept.affiliations.all()] == [None, date(2020, 1, 1)]
    assert not Person.objects.filter(pk=gone.pk).exists()
    data = {"former": gone.pk, "fields": ["honorific"]}
    affected = sorted([world.dialogue.pk, elsewhere.dialogue_id])
    assert world.lines() == [("person.merged", {**data, "dialogue": key}) for key in affected]
    assert not SearchEntry.objects.filter(words__contains="canary").exists()
    assert elsewhere in {hit.object for hit in search.find(world.alice, "Ada")}


def test_everything_of_one_organisation_becomes_the_others(world: Any, own: Any) -> None:
    kept = own(Organisation, acronym="EUI")
    above = own(Organisation)
    gone = own(Organisation, acronym="E.U.I.", website="https://example.org", parent=above)
    part = own(Organisation, parent=gone)
    for organisation, role in ((kept, "organiser"), (gone, "organiser"), (gone, "funder")):
        Host.objects.create(dialogue=world.dialogue, organisation=organisation, role=role)
    speaker = make.person()
    make.contribution(make.session(world.dialogue), person=speaker, organisation=gone)
    make.affiliation(speaker, gone)
    merging.merge(world.alice, kept, gone)
    for row in (kept, part):
        row.refresh_from_db()
    assert (kept.acronym, kept.website, kept.parent) == ("EUI", "https://example.org", above)
    assert part.parent == kept
    assert sorted(h.role for h in Host.objects.filter(organisation=kept)) == ["funder", "organiser"]
    assert [c.organisation for c in Contribution.objects.all()] == [kept]
    assert [a.organisation for a in speaker.affiliations.all()] == [kept]


def test_rooms_of_the_same_name_are_the_same(world: Any, own: Any) -> None:
    kept, gone = own(Venue), own(Venue, city="Florence")
    hall, attic = LocalText(en="Hall"), LocalText(en="Attic")
    ours = make.room(kept, slug="hall", name=hall)
    other = make.room(kept, slug="attic", name=attic)
    double = make.room(gone, slug="hall", name=hall)
    moving = make.room(gone, slug="attic", name=LocalText(en="Another attic"))
    first, second = (make.session(world.dialogue, room=room) for room in (double, moving))
    merging.merge(world.alice, kept, gone)
    for session in (first, second):
        session.refresh_from_db()
    assert (first.room, second.room) == (ours, moving)
    assert (first.sequence, second.sequence) == (1, 1)
    rooms = [(room, room.slug) for room in Room.objects.filter(venue=kept)]
    assert rooms == [(ours, "hall"), (other, "attic"), (moving, "attic-2")]
    kept.refresh_from_db()
    assert kept.city == "Florence"


def conflicts(actor: Actor, kept: Any, gone: Any) -> tuple[Conflict, ...]:
    """What the plan says is in the way; and the service refuses just then."""
    found = plan_of(actor, kept, gone).conflicts
    if found:
        with pytest.raises(InvalidInput):
            merging.merge(actor, kept, gone)
        assert type(gone).objects.filter(pk=gone.pk).exists()
    return found


def test_two_accounts_are_two_people(world: Any, own: Any) -> None:
    pair = own(Person, user=make.user()), own(Person, user=make.user())
    assert conflicts(world.alice, *pair) == (Conflict.TWO_ACCOUNTS,)


def test_nobody_is_merged_with_themselves(world: Any, own: Any) -> None:
    person = own(Person)
    assert conflicts(world.alice, person, Person.objects.get(pk=person.pk)) == (Conflict.SAME,)


@pytest.mark.parametrize("synthetic", [True, False])
def test_the_invented_stays_apart_from_the_real(world: Any, own: Any, synthetic: bool) -> None:
    pair = own(Person, synthetic=synthetic), own(Person, synthetic=not synthetic)
    assert conflicts(world.alice, *pair) == (Conflict.SYNTHETIC,)


def test_a_whole_does_not_become_one_of_its_parts(world: Any, own: Any) -> None:
    whole = own(Organisation)
    middle = own(Organisation, parent=whole)
    part = own(Organisation, parent=middle)
    assert conflicts(world.alice, part, whole) == (Conflict.PART_OF,)
    assert conflicts(world.alice, middle, whole) == (Conflict.PART_OF,)
    merging.merge(world.alice, whole, middle)
    part.refresh_from_db()
    whole.refresh_from_db()
    assert (part.parent, whole.parent) == (whole, None)


@pytest.mark.parametrize("linked", ["kept", "gone"])
def test_merging_opens_nobody_elses_closed_door(world: Any, own: Any, linked: str) -> None:
    """Alice has an entry that is hers, and one that Bob invites behind his closed door."""
    account = type(make.user()).objects.get(pk=world.alice.user_id)
    mine, invited = own(Person, user=account), own(Person)
    closed = make.session(make.dialogue(), rule="closed_door")
    make.contribution(closed, person=invited)
    kept, gone = (mine, invited) if linked == "kept" else (invited, mine)
    assert conflicts(world.alice, kept, gone) == (Conflict.OPENS_DOORS,)
    operator = make.actor(make.user(is_operator=True))
    assert plan_of(operator, kept, gone).conflicts == ()


def test_one_may_open_ones_own_door(world: Any, own: Any) -> None:
    mine, invited = own(Person, user=make.user()), own(Person)
    make.contribution(make.session(world.dialogue, rule="closed_door"), person=invited)
    assert conflicts(world.alice, mine, invited) == ()


def test_old_addresses_lead_to_the_last_entry_that_was_kept(world: Any, own: Any) -> None:
    first, second, third = (own(Person, slug=slug) for slug in ("one", "two", "three"))
    merging.merge(world.alice, second, first)
    merging.merge(world.alice, third, second)
    former = FormerSlug.objects.order_by("slug").values_list("slug", "entry")
    assert [*former] == [("one", third.pk), ("two", third.pk)]
    merging.delete_entry(world.alice, third)
    assert not FormerSlug.objects.exists()


def test_no_new_entry_takes_a_former_address(world: Any, own: Any) -> None:
    gone = own(Person, slug="ada")
    merging.merge(world.alice, own(Person), gone)
    assert directory.add_entry(world.alice, world.dialogue, Person, {"name": "Ada"}).slug == "ada-2"
