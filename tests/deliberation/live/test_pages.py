"""The three pages, what they follow, and the short address that leads there."""

import json
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

from parley.apps.convening.models import Rule, SeatRole
from parley.apps.deliberation.models import Stance
from parley.apps.deliberation.services import live, speakers
from parley.core.live import feeds
from tests import factories as make
from tests.deliberation.live.conftest import Hall, hall

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
VIEWS = ("visitor", "participant", "projector", "console")


def parts(response: Any) -> dict[str, str]:
    return json.loads(response.content)["parts"]


def state(room: Hall, account: Any, view: str) -> Any:
    feeds.forget()
    return room.client(account).get(room.url("live-state"), {"view": view})


def first_event(response: Any) -> dict[str, Any]:
    lines = response.content.decode().splitlines()
    (data,) = (line.removeprefix("data: ") for line in lines if line.startswith("data: "))
    return json.loads(data)


def test_who_gets_which_view(room: Hall) -> None:
    room.open(1)
    facilitator = room.facilitator.user_id
    accounts = {
        "facilitator": type(room.outsider).objects.get(pk=facilitator),
        "participant": room.participants[0],
        "outsider": room.outsider,
        "nobody": None,
    }
    got = {
        who: [state(room, account, view).status_code for view in VIEWS]
        for who, account in accounts.items()
    }
    assert got == {
        "facilitator": [200, 200, 200, 200],
        "participant": [200, 200, 200, 404],
        "outsider": [404] * 4,
        "nobody": [404] * 4,
    }


def test_in_public_everyone_looks_and_nobody_reads_the_speakers() -> None:
    room = hall(rule=Rule.PUBLIC).open(1)
    live.take_speakers(room.facilitator, room.consultation, True)
    speakers.ask(make.actor(room.participants[0]), room.consultation)
    page = room.client(None).get(room.url("live")).content.decode()
    assert "Proposition 1." in page and "Person 0" not in page
    assert state(room, None, "visitor").status_code == 200
    assert state(room, None, "participant").status_code == 404
    assert "Person 0" not in state(room, None, "visitor").content.decode()
    assert "Person 0" in state(room, room.participants[1], "participant").content.decode()


def test_the_console_sees_what_the_room_does_not_yet(room: Hall) -> None:
    room.open(1)
    asked = room.consultation.propositions.get(number=1)
    for _ in range(6):
        make.stance(asked)
    facilitator = type(room.outsider).objects.get(pk=room.facilitator.user_id)
    for view in ("participant", "projector"):
        assert "live-bar" not in state(room, room.participants[0], view).content.decode()
    assert "6 answers" in parts(state(room, facilitator, "console"))["stage"]
    live.show_results(room.facilitator, room.consultation, True)
    for view in ("participant", "projector"):
        shown = parts(state(room, room.participants[0], view))["stage"]
        assert "100\xa0%" in shown.replace("&#160;", "\xa0") and "6 answers" in shown


def test_a_page_without_javascript_says_the_same(room: Hall) -> None:
    room.open(2)
    client = room.client(room.participants[0])
    page = client.get(room.url("live")).content.decode()
    assert "Proposition 2." in page and '<noscript><meta http-equiv="refresh"' in page
    action = reverse("stance", args=[*_slugs(room), 2])
    assert f'action="{action}"' in page
    done = client.post(action, {"value": "disagree", "then": "live"})
    assert (done.status_code, done["Location"]) == (302, room.url("live"))
    assert list(Stance.objects.values_list("proposition__number", "value")) == [(2, -1)]
    again = client.get(room.url("live")).content.decode()
    assert again.count('aria-pressed="true"') == 1 and "Your stance is stored" in again


def _slugs(room: Hall) -> list[str]:
    return [room.consultation.dialogue.slug, room.consultation.slug]


def test_the_facilitator_works_with_buttons(room: Hall) -> None:
    client = room.lead
    for do, number, shown in (
        ("open", None, False),
        ("next", 1, False),
        ("put:3", 3, False),
        ("show-results", 3, True),
        ("back", 2, False),
    ):
        assert client.post(room.url("live-console"), {"do": do}).status_code == 302
        put = room.room.proposition
        assert (put.number if put else None, room.room.shows_results) == (number, shown)
    page = client.get(room.url("live-console")).content.decode()
    assert room.room.code in page and 'value="next"' in page


@pytest.mark.parametrize(
    "do", ["", "fly", "put:", "put:x", "put:٣", "put:99", "timer:-5", "open:3"]
)
def test_a_button_that_there_is_not(room: Hall, do: str) -> None:
    room.open(1)
    before = room.room.version
    script = room.lead.post(room.url("live-console"), {"do": do}, HTTP_ACCEPT="application/json")
    assert script.status_code == 400 and script.json()["message"]
    assert room.lead.post(room.url("live-console"), {"do": do}).status_code == 400
    assert room.room.version == before


def test_participants_have_no_console(room: Hall) -> None:
    room.open(1)
    client = room.client(room.participants[0])
    assert client.get(room.url("live-console")).status_code == 403
    assert client.post(room.url("live-console"), {"do": "close"}).status_code == 403
    assert room.client(room.outsider).get(room.url("live-console")).status_code == 404
    assert room.room.running


def test_asking_for_the_floor(room: Hall) -> None:
    room.open(1)
    client = room.client(room.participants[0])
    closed = client.post(room.url("live-floor"), {"do": "ask"}, HTTP_ACCEPT="application/json")
    assert closed.status_code == 400
    live.take_speakers(room.facilitator, room.consultation, True)
    asked = client.post(room.url("live-floor"), {"do": "ask"}, HTTP_ACCEPT="application/json")
    assert asked.json()["speaker"] == room.room.speakers.get().pk
    page = client.get(room.url("live")).content.decode()
    assert (
        "Person 0, Institute" in page and f'data-speaker-mine="{asked.json()["speaker"]}"' in page
    )
    back = client.post(room.url("live-floor"), {"do": "step-back"})
    assert back.status_code == 302 and not room.room.speakers.exists()
    # The convener of the dialogue leads, and is not asked.
    assert room.lead.post(room.url("live-floor"), {"do": "ask"}).status_code == 403


# What pages follow


def test_a_stream_begins_with_the_state(room: Hall) -> None:
    room.open(1)
    client = room.client(room.participants[0])
    response = client.get(room.url("live-events"), {"view": "participant"})
    assert response["Content-Type"].startswith("text/event-stream")
    assert response["X-Accel-Buffering"] == "no" and "no-store" in response["Cache-Control"]
    said = first_event(response)
    assert (said["on"], said["number"]) == (True, 1) and "Proposition 1." in said["parts"]["stage"]
    version = response.message.version
    again = client.get(
        room.url("live-events"), {"view": "participant"}, headers={"Last-Event-ID": version}
    )
    assert b"data:" not in again.content


def test_asking_again_costs_nothing_while_nothing_changed(room: Hall) -> None:
    room.open(1)
    client = room.client(room.participants[0])
    first = client.get(room.url("live-state"), {"view": "participant"})
    known = {"view": "participant", "known": first["X-Live-Version"]}
    assert client.get(room.url("live-state"), known).status_code == 204
    live.forward(room.facilitator, room.consultation)
    feeds.forget()
    assert json.loads(client.get(room.url("live-state"), known).content)["number"] == 2


def test_each_reader_gets_their_language(room: Hall) -> None:
    room.consultation.propositions.filter(number=1).update(
        text={"en": "A proposition.", "ar": "مقترح."}
    )
    room.open(1)
    client = room.client(room.participants[0])
    page = client.get(
        room.url("live-state"), {"view": "participant"}, headers={"Accept-Language": "ar"}
    )
    assert "مقترح." in page.content.decode() and "A proposition." not in page.content.decode()


def test_nothing_of_a_person_is_in_what_all_get(room: Hall) -> None:
    room.open(1)
    client = room.client(room.participants[0])
    client.post(reverse("stance", args=[*_slugs(room), 1]), {"value": "agree"})
    mine = client.get(room.url("live-events"), {"view": "participant"}).content
    feeds.forget()
    theirs = room.client(room.participants[1]).get(room.url("live-events"), {"view": "participant"})
    assert mine == theirs.content and b"csrf" not in mine


def test_who_lost_access_may_not_go_on(room: Hall) -> None:
    room.open(1)
    account = room.participants[0]
    response = room.client(account).get(room.url("live-events"), {"view": "participant"})
    console = room.lead.get(room.url("live-events"), {"view": "console"})
    assert response.still() and console.still()
    account.seats.all().delete()
    account.registrations.update(state="withdrawn")
    assert not response.still()
    type(account).objects.get(pk=room.facilitator.user_id).seats.all().delete()
    assert not console.still()


def test_a_change_of_access_is_noticed(room: Hall) -> None:
    from parley.apps.convening.services import seats
    from parley.apps.deliberation.presenters.live import feed_of, look

    room.open(1)
    feed = feed_of(room.consultation, "participant")
    before = look(room.consultation.pk, [feed]).access
    live.forward(room.facilitator, room.consultation)
    assert look(room.consultation.pk, [feed]).access == before
    convener = make.user()
    make.seat(room.consultation.dialogue, convener, SeatRole.CONVENER)
    account = room.participants[0]
    seats.release(make.actor(convener), room.consultation.dialogue, account, SeatRole.PARTICIPANT)
    assert look(room.consultation.pk, [feed]).access != before


def test_a_deleted_consultation_ends_its_views(room: Hall) -> None:
    from parley.apps.deliberation.presenters.live import feed_of, look

    feed = feed_of(room.consultation, "participant")
    key = room.consultation.pk
    room.consultation.delete()
    assert json.loads(look(key, [feed]).data[feed])["on"] is False


# The short address


def test_the_code_leads_in(room: Hall) -> None:
    code = room.open().room.code
    client = room.client(room.participants[0])
    for typed in (code, code.lower(), f"{code[:3]} {code[3:]}", f"{code[:3]}-{code[3:]}"):
        assert client.get(reverse("room"), {"code": typed})["Location"] == room.url("live")
    assert client.get(reverse("room-code", args=[code]))["Location"] == room.url("live")


def test_a_visitor_signs_in_first_whatever_the_code(room: Hall) -> None:
    code = room.open().room.code
    for typed in (code, "XXXXXX"):
        answer = room.client(None).get(reverse("room-code", args=[typed]))
        assert (
            answer["Location"] == f"{reverse('sign-in')}?next={reverse('room-code', args=[typed])}"
        )


def test_a_wrong_code_and_a_closed_door_are_answered_alike(room: Hall) -> None:
    code = room.open().room.code
    client = room.client(room.outsider)
    answers = [client.get(reverse("room"), {"code": typed}) for typed in (code, "XXXXXX")]
    pages = [
        TOKEN.sub("", answer.content.decode().replace(typed, "…"))
        for answer, typed in zip(answers, (code, "XXXXXX"), strict=True)
    ]
    assert [answer.status_code for answer in answers] == [404, 404] and pages[0] == pages[1]
    live.close_room(room.facilitator, room.consultation)
    member = room.client(room.participants[0])
    assert member.get(reverse("room"), {"code": code}).status_code == 404


def test_codes_are_not_tried_without_end(room: Hall, settings: Any) -> None:
    cache.clear()
    settings.TRIES = {**settings.TRIES, "room-code": ((2, 60),)}
    code = room.open().room.code
    client = room.client(room.participants[0])
    seen = [client.get(reverse("room"), {"code": typed}).status_code for typed in ("A", "B", code)]
    assert seen == [404, 404, 429]


def test_the_consultation_leads_to_its_room(room: Hall) -> None:
    page = room.url("consultation")
    member, leader = room.client(room.participants[0]), room.lead
    assert "Live room" not in member.get(page).content.decode()
    assert room.url("live-console") in leader.get(page).content.decode()
    room.open()
    assert f'href="{room.url("live")}"' in member.get(page).content.decode()
    assert room.url("live-console") not in member.get(page).content.decode()
