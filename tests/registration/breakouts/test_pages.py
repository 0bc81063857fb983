"""The convener's board, and what participants find on their own page."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from parley.apps.convening.models import ContributionRole, Rule, SessionKind
from parley.apps.registration.models import BreakoutPlace, BreakoutRound, Listing, State, Work
from parley.apps.registration.services import breakouts
from tests import factories as make
from tests.registration.breakouts.conftest import Scene

pytestmark = pytest.mark.django_db


def url(scene: Scene, name: str = "", *more: Any) -> str:
    name = f"registration-breakout-{name}" if name else "registration-breakout"
    return reverse(name, args=[scene.host.dialogue.slug, scene.round.uid, *more])


def text_of(response: Any) -> str:
    """The words of the page, tags left out."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def published(scene: Scene, **rooms: int) -> None:
    """Name=number of room: placed by hand and published."""
    for name, room in rooms.items():
        person = next(p for p in scene.people if p.name == name)
        breakouts.move(scene.host.actor, scene.round, person.uid, scene.rooms[room].pk)
    breakouts.publish(scene.host.actor, scene.round)


def test_a_round_is_begun_for_a_session_that_has_rooms(scene: Scene) -> None:
    page, dialogue = reverse("registration-breakouts", args=["florence"]), scene.host.dialogue
    assert "Arrange break-outs" not in text_of(scene.host.client.get(page))
    other = make.session(dialogue, title={"en": "Second day"}, kind=SessionKind.PLENARY)
    for _n in range(2):
        make.session(dialogue, kind=SessionKind.BREAK_OUT, parent=other)
    assert "Second day" in text_of(scene.host.client.get(page))
    assert scene.host.client.post(page, {"session": scene.plenary.pk}).status_code == 422
    response = scene.host.client.post(page, {"session": other.pk})
    row = BreakoutRound.objects.get(session=other)
    assert response["Location"].endswith(f"{row.uid}/")


def test_without_rooms_the_page_says_how_to_make_them(host: Any) -> None:
    response = host.client.get(reverse("registration-breakouts", args=["florence"]))
    assert "No session breaks out yet" in text_of(response)


def test_the_board_is_asked_filled_moved_and_undone_without_javascript(scene: Scene) -> None:
    client = scene.host.client
    scene.crowd(6)
    assert "Without a room" in text_of(client.get(url(scene)))
    assert client.post(url(scene, "ask")).status_code == 302
    shown = text_of(client.get(url(scene)))
    assert "0 points" in shown and "it is proven that none has fewer" in shown
    assert shown.count("2 of 4") == 3
    assert "Without a room" not in shown
    person = scene.people[0]
    place = BreakoutPlace.objects.get(registration=person)
    (to, _other) = (room for room in scene.rooms if room.pk != place.room_id)
    response = client.post(url(scene, "move"), {"person": person.uid, "room": to.pk}, follow=True)
    shown = text_of(response)
    assert re.search(r"This costs \d+ points", shown)
    assert f"People in {to.title}: 1 above the even share" in shown
    assert "It had 0 points; with what has changed since there are" in shown
    assert "1 person is back." in text_of(client.post(url(scene, "undo"), follow=True))


def test_a_script_gets_the_part_of_the_page_that_changed(scene: Scene) -> None:
    scene.person("Ada")
    headers = {"HX-Request": "true"}
    given = {"person": scene.people[0].uid, "room": scene.rooms[0].pk}
    response = scene.host.client.post(url(scene, "move"), given, headers=headers)
    body = response.content.decode()
    assert response.status_code == 200
    assert body.strip().startswith('<div id="board"') and "data-said" in body
    scene.rooms[1].capacity = 0
    scene.rooms[1].save()
    given["room"] = scene.rooms[1].pk
    response = scene.host.client.post(url(scene, "move"), given, headers=headers)
    assert response.status_code == 422
    assert "This room is full" in response.content.decode()


def test_while_a_proposal_is_made_the_board_says_how_far_and_looks_again(scene: Scene) -> None:
    scene.crowd(1)
    BreakoutRound.objects.update(work=Work.RUNNING, stage="best")
    body = scene.host.client.get(url(scene)).content.decode()
    assert "Looking for the best arrangement" in body and 'hx-trigger="every 1s"' in body
    assert 'hx-trigger="every 1s"' not in _idle(scene)


def _idle(scene: Scene) -> str:
    BreakoutRound.objects.update(work=Work.DONE, stage="")
    return str(scene.host.client.get(url(scene)).content.decode())


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ({"changed": True}, "Somebody moved people"),
        ({}, "Please ask again"),
        ({"rooms": [0], "people": 5, "places": 4}, "5 people can only go to these rooms"),
    ],
)
def test_a_proposal_that_failed_says_why(scene: Scene, trouble: dict[str, Any], words: str) -> None:
    BreakoutRound.objects.update(work=Work.FAILED, trouble=trouble)
    assert words in text_of(scene.host.client.get(url(scene)))


def test_where_the_best_is_not_proven_the_gap_is_stated(scene: Scene) -> None:
    scene.crowd(3)
    scene.host.client.post(url(scene, "ask"))
    BreakoutRound.objects.update(cost=40, bound=38, pins=1)
    shown = text_of(scene.host.client.get(url(scene)))
    assert "at most 2 points from the best possible (5 %)" in shown
    assert "1 person was kept in their room." in shown


def test_the_page_of_a_person_has_the_price_of_each_room_and_the_pin(scene: Scene) -> None:
    scene.crowd(6)
    client, person = scene.host.client, scene.people[0]
    client.post(url(scene, "ask"))
    page = url(scene, "person", person.uid)
    shown = text_of(client.get(page))
    assert "is here now" in shown and "This costs" in shown
    assert client.post(page, {}).status_code == 422
    assert client.get(url(scene, "person", uuid4())).status_code == 404
    client.post(page, {"pin": "on"})
    assert BreakoutPlace.objects.get(registration=person).pinned
    assert "Kept here" in text_of(client.get(url(scene)))
    client.post(page, {"pin": "off"})
    to = next(
        room
        for room in scene.rooms
        if room.pk != BreakoutPlace.objects.get(registration=person).room_id
    )
    response = client.post(page, {"room": to.pk})
    assert response["Location"] == url(scene)
    assert BreakoutPlace.objects.get(registration=person).room == to


def test_what_counts_is_saved_and_two_who_save_at_once_are_told(scene: Scene) -> None:
    client, page = scene.host.client, url(scene, "settings")
    version = re.search(r'name="seen" value="(\w+)"', client.get(page).content.decode())
    assert version is not None
    given = {
        "seen": version[1],
        "takes_wishes": "on",
        "weigh_wishes": 5,
        "weigh_groups": 0,
        "weigh_countries": 2,
        "weigh_organisations": 2,
        "weigh_sizes": 1,
        "seed": 9,
    }
    assert client.post(page, given)["Location"] == url(scene)
    scene.round.refresh_from_db()
    assert (scene.round.takes_wishes, scene.round.weigh_wishes, scene.round.seed) == (True, 5, 9)
    assert client.post(page, {**given, "seed": 3}).status_code == 409


def test_publishing_asks_first_and_the_board_says_who_has_not_been_told(scene: Scene) -> None:
    client = scene.host.client
    assert client.post(url(scene, "publish")).status_code == 422
    scene.person("Ada")
    breakouts.move(scene.host.actor, scene.round, scene.people[0].uid, scene.rooms[0].pk)
    assert "1 person sees their room" in text_of(client.get(url(scene, "publish")))
    response = client.post(url(scene, "publish"), follow=True)
    assert "1 person can see their room now." in text_of(response)
    breakouts.move(scene.host.actor, scene.round, scene.people[0].uid, scene.rooms[1].pk)
    assert "1 person has not been told yet" in text_of(client.get(url(scene)))


def test_removing_asks_first(scene: Scene) -> None:
    assert scene.host.client.get(url(scene, "remove")).status_code == 200
    assert BreakoutRound.objects.exists()
    response = scene.host.client.post(url(scene, "remove"), follow=True)
    assert "no longer arranged" in text_of(response)
    assert not BreakoutRound.objects.exists()


def test_the_board_takes_as_many_queries_for_many_people_as_for_few(
    scene: Scene, django_assert_num_queries: Any
) -> None:
    client, counts = scene.host.client, []
    for number in (2, 8):
        scene.crowd(number)
        client.post(url(scene, "ask"))
        with django_assert_num_queries(30, exact=False) as queries:
            client.get(url(scene))
        counts.append(len(queries))
    assert counts[0] == counts[1]


# Those who take part


def test_ones_own_page_offers_wishes_and_then_tells_the_room(scene: Scene, signed_in: Any) -> None:
    ada = scene.person("Ada")
    client, mine = signed_in(ada.user), reverse("my-registration", args=["florence"])
    assert "My break-out" not in text_of(client.get(mine))
    BreakoutRound.objects.update(takes_wishes=True)
    assert "Say what I wish" in text_of(client.get(mine))
    page = reverse("breakout-wishes", args=["florence", scene.round.uid])
    a, b = (room.pk for room in scene.rooms[:2])
    response = client.post(page, {"wish_1": b, "wish_2": b})
    assert response.status_code == 422 and "each room once" in text_of(response)
    assert client.post(page, {"wish_1": "", "wish_2": b, "wish_3": a})["Location"] == mine
    assert re.search(r"You wish: Room B Room A", text_of(client.get(mine)))
    published(scene, Ada=2)
    shown = text_of(client.get(mine))
    assert f"My break-out {scene.plenary.title} Room C" in shown and "You wish" not in shown
    assert "not taken now" in text_of(client.get(page))


def test_who_does_not_come_finds_nothing_of_it(scene: Scene, signed_in: Any) -> None:
    asked = scene.person("Asked", state=State.SUBMITTED)
    BreakoutRound.objects.update(takes_wishes=True)
    client = signed_in(asked.user)
    assert "My break-out" not in text_of(client.get(reverse("my-registration", args=["florence"])))
    page = reverse("breakout-wishes", args=["florence", scene.round.uid])
    assert client.get(page).status_code == 404
    assert scene.host.client.get(page).status_code == 404  # a convener comes to no room


def test_names_in_a_room_follow_who_asks(scene: Scene, signed_in: Any) -> None:
    ada = scene.person("Ada", listing=Listing.NOBODY)
    scene.person("Bob", listing=Listing.GROUP)
    scene.person("Chidi", group=1, listing=Listing.GROUP)
    scene.person("Dana", group=1, listing=Listing.PARTICIPANTS)
    eva = scene.person("Eva", group=1)
    chair = make.user(name="Chair")
    profile = make.person(user=chair)
    make.contribution(scene.rooms[0], person=profile, role=ContributionRole.MODERATOR)
    speaker = make.user(name="Speaker")
    make.contribution(scene.rooms[0], person=make.person(user=speaker))
    for name in ("Ada", "Bob", "Chidi", "Dana"):
        person = next(p for p in scene.people if p.name == name)
        breakouts.move(scene.host.actor, scene.round, person.uid, scene.rooms[0].pk)
    page = reverse("breakout-room", args=["florence", "room-a"])
    everybody = {
        "convener": scene.host.client,
        "chair": signed_in(chair),
        "speaker": signed_in(speaker),
        "ada": signed_in(ada.user),
        "eva": signed_in(eva.user),
    }

    def names(client: Any) -> set[str] | int:
        response = client.get(page)
        if response.status_code != 200:
            return int(response.status_code)
        listed = response.content.decode().partition('<ul class="points">')[2]
        return set(re.findall(r"Ada|Bob|Chidi|Dana|Eva", listed.partition("</ul>")[0]))

    draft = {who: names(client) for who, client in everybody.items()}
    assert draft == {"convener": set(), "chair": set(), "speaker": 404, "ada": 404, "eva": 404}
    published(scene, Eva=1)
    assert {who: names(client) for who, client in everybody.items()} == {
        "convener": {"Ada", "Bob", "Chidi", "Dana"},
        "chair": {"Ada", "Bob", "Chidi", "Dana"},
        "speaker": 404,
        "ada": {"Ada", "Bob", "Dana"},
        "eva": 404,
    }


def test_the_page_of_a_room_leads_to_its_names_for_those_who_may(
    scene: Scene, signed_in: Any
) -> None:
    scene.rooms[0].rule = Rule.PUBLIC
    scene.rooms[0].save()
    ada, eva = scene.person("Ada"), scene.person("Eva")
    published(scene, Ada=0, Eva=1)
    page = reverse("session", args=["florence", "room-a"])
    assert "Who is in this room" in text_of(signed_in(ada.user).get(page))
    assert "Who is in this room" not in text_of(signed_in(eva.user).get(page))
    assert "Who is in this room" in text_of(scene.host.client.get(page))


def test_before_a_session_is_removed_its_break_outs_are_named(scene: Scene) -> None:
    for name in ("Ada", "Ben", "Cleo"):
        scene.person(name)
    other = make.session(scene.host.dialogue, slug="other")
    published(scene, Ada=0, Ben=0, Cleo=1)

    def asked(session: Any) -> str:
        address = reverse("session-remove", args=["florence", session.slug])
        return text_of(scene.host.client.get(address))

    whole = asked(scene.plenary)
    title = str(scene.plenary.title)
    assert f"The break-outs of “{title}” go with it: who is in which room" in whole
    assert "People who are placed there: 3. They have been told their rooms already." in whole
    room = asked(scene.rooms[0])
    assert f"The break-outs of “{title}” lose rooms, and who is placed in them has none." in room
    assert "People who are placed there: 2." in room
    empty = asked(scene.rooms[2])
    assert "break-outs of" not in empty
    assert "break-outs" not in asked(other)
    # Asking has removed nothing.
    assert BreakoutPlace.objects.count() == 3
