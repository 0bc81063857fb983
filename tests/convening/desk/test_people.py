"""Seats, closed doors, and the directory, as the desk shows them."""

from typing import Any

from parley.apps.accounts.models import Organisation, Person
from parley.apps.convening.models import Dialogue, Seat, SeatRole, Series, SessionSeat, Venue
from tests import factories as make

BASE = "/convene/dialogues/florence/"


def test_a_seat_is_given_and_taken(desk: Any, bob: Any) -> None:
    desk.post(f"{BASE}people/", {"email": "BOB@example.org", "role": "facilitator"})
    seat = Seat.objects.get(user=bob)
    page = desk.client.get(f"{BASE}people/").content.decode()
    assert "bob@example.org" in page
    desk.post(f"{BASE}people/dismiss/", {"seat": seat.pk})
    assert not Seat.objects.filter(user=bob).exists()


def test_an_unknown_address_is_said_to_be_and_kept(desk: Any) -> None:
    data = {"email": "nobody@example.org", "role": "convener"}
    response = desk.post(f"{BASE}people/", data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "There is no account with this address." in page
    assert 'value="nobody@example.org"' in page


def test_the_last_convener_stays(desk: Any) -> None:
    own = Seat.objects.get(user=desk.user)
    response = desk.client.post(f"{BASE}people/dismiss/", {"seat": own.pk}, follow=True)
    assert "A dialogue needs a convener." in response.content.decode()
    assert Seat.objects.filter(pk=own.pk).exists()


def test_giving_up_ones_own_seat_leads_to_the_desk(desk: Any, bob: Any) -> None:
    make.seat(desk.dialogue, bob, SeatRole.CONVENER)
    own = Seat.objects.get(user=desk.user)
    assert desk.post(f"{BASE}people/dismiss/", {"seat": own.pk})["Location"] == "/convene/"
    for wrong in ("", "x", "-1", "99999999999999999999"):
        assert desk.post(f"{BASE}people/dismiss/", {"seat": wrong}).status_code in {302, 403, 404}


def test_operators_appoint_but_read_nothing(desk: Any, operator: Any, signed_in: Any) -> None:
    Dialogue.objects.update(status="draft")
    make.contribution(make.session(desk.dialogue), person=make.person(name="Canary Speaker"))
    client = signed_in(operator)
    assert "Florence Dialogue" in client.get("/convene/").content.decode()
    page = client.get(f"{BASE}people/")
    assert page.status_code == 200
    assert "Canary" not in page.content.decode()
    assert client.get(BASE).status_code == 403
    client.post(f"{BASE}people/", {"email": operator.email, "role": "convener"})
    assert client.get(BASE).status_code == 200
    assert "gave" in client.get(f"{BASE}history/").content.decode()


def test_people_are_let_in_by_a_closed_door(desk: Any, bob: Any, signed_in: Any) -> None:
    session = make.session(desk.dialogue, slug="closed", rule="closed_door")
    address = f"{BASE}sessions/closed/seats/"
    assert "Nobody has a seat yet" not in desk.client.get(address).content.decode()
    desk.post(address, {"users": [bob.pk]})
    assert SessionSeat.objects.count() == 0  # without a seat in the dialogue there is no choice

    make.seat(desk.dialogue, bob, SeatRole.PARTICIPANT)
    page = "/dialogues/florence/sessions/closed/"
    assert signed_in(bob).get(page).status_code == 404
    desk.post(address, {"users": [bob.pk]})
    assert list(session.seats.values_list("user", flat=True)) == [bob.pk]
    assert signed_in(bob).get(page).status_code == 200
    assert desk.client.get(address).context["form"]["users"].value() == [bob.pk]
    desk.post(address, {})
    assert signed_in(bob).get(page).status_code == 404


def test_entries_are_added_from_a_dialogue(desk: Any) -> None:
    adds = {
        "people/add/": {"name": "Antje Wiener", "country": "DE"},
        "organisers/add/": {"name_en": "UNIDIR", "kind": "intergovernmental"},
        "places/add/": {"name_en": "Palazzo Vecchio", "city": "Florence"},
        "series/add/": {"title_en": "ECDD"},
    }
    where = {tail: desk.post(BASE + tail, data)["Location"] for tail, data in adds.items()}
    assert where == {
        "people/add/": f"{BASE}people/",
        "organisers/add/": f"{BASE}organisers/",
        "places/add/": "/convene/venues/palazzo-vecchio/rooms/",
        "series/add/": f"{BASE}facts/",
    }
    made = [m.objects.get().created_by for m in (Person, Organisation, Venue, Series)]
    assert made == [desk.user] * 4
    listed = desk.client.get("/convene/directory/").content.decode()
    for name in ("Antje Wiener", "UNIDIR", "Palazzo Vecchio", "ECDD"):
        assert name in listed


def test_entries_are_edited_by_who_keeps_them(desk: Any, bob: Any, signed_in: Any) -> None:
    person = make.person(slug="wiener", name="A. Wiener", created_by=desk.user)
    make.contribution(make.session(desk.dialogue), person=person)
    address = "/convene/people/wiener/"
    version = desk.client.get(address).context["version"]
    assert desk.post(address, {"name": "Antje Wiener", "seen": version}).status_code == 302
    person.refresh_from_db()
    assert person.name == "Antje Wiener"
    assert desk.post(address, {"name": "Other", "seen": version}).status_code == 409
    assert signed_in(bob).get(address).status_code == 403
    assert signed_in(bob).post(address, {"name": "x"}).status_code == 403


def test_rooms_of_a_venue(desk: Any) -> None:
    make.venue(slug="badia", created_by=desk.user)
    address = "/convene/venues/badia/rooms/"
    data = {
        "rows-TOTAL_FORMS": 2,
        "rows-INITIAL_FORMS": 0,
        "rows-0-name_en": "Refettorio",
        "rows-0-capacity": 80,
        "seen": desk.client.get(address).context["version"],
    }
    assert desk.post(address, data).status_code == 302
    room = Venue.objects.get().rooms.get()
    assert (room.slug, room.capacity) == ("refettorio", 80)
    page = desk.client.get(f"{BASE}places/").content.decode()
    assert "Refettorio" in page
    form = desk.client.get(f"{BASE}programme/add/").context["form"]
    assert [label for _key, label in form.fields["room"].choices][1:] == [
        f"{room.venue.name} – Refettorio"
    ]


def test_the_synthetic_mark_is_offered_only_in_synthetic_dialogues(desk: Any) -> None:
    address = f"{BASE}people/add/"
    data = {"name": "Invented", "synthetic": "on"}
    assert "synthetic" not in desk.client.get(address).context["form"].fields
    desk.post(address, data)
    assert not Person.objects.get().synthetic
    Dialogue.objects.update(synthetic=True)
    desk.post(address, {**data, "name": "Also invented"})
    assert Person.objects.get(name="Also invented").synthetic


def test_a_room_behind_somebody_elses_closed_door_is_not_listed(desk: Any) -> None:
    venue = make.venue()
    shared = make.room(venue, name={"en": "Refettorio"})
    make.session(desk.dialogue, room=shared)
    secret = make.room(venue, name={"en": "Canary cellar"})
    closed = make.session(make.dialogue(), rule="closed_door", room=secret)
    page = desk.client.get(f"{BASE}places/").content.decode()
    assert "Refettorio" in page
    assert "Canary" not in page
    closed.dialogue = desk.dialogue
    closed.save()
    assert "Canary cellar" in desk.client.get(f"{BASE}places/").content.decode()
