"""Into a session's online room: who, when, by which address; what is noted of it."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.test import Client
from django.urls import reverse

from parley.apps.convening.models import Rule, SeatRole, Session, Status
from parley.apps.registration.models import Attendance, Meeting, MeetingKind, Mode, State
from parley.apps.registration.presenters import rooms as present
from parley.apps.registration.selectors import rooms
from parley.apps.registration.selectors.rooms import Door
from parley.apps.registration.services import joining
from parley.core.actors import ANONYMOUS
from parley.core.errors import NotAllowed
from parley.core.models import AuditRecord
from tests import factories as make

pytestmark = pytest.mark.django_db

LINK = "https://meet.example/canaryroom"
START = datetime(2027, 5, 12, 11, tzinfo=UTC)
END = START + timedelta(hours=1)
SECRET = "s" * 40


@pytest.fixture
def jitsi(settings: Any) -> None:
    settings.JITSI_DOMAIN, settings.JITSI_APP_ID = "meet.example", "parley"
    settings.JITSI_SECRET = SECRET


def talk(**fields: Any) -> Session:
    """A public session with a link, in a dialogue that takes registrations."""
    dialogue = fields.pop("dialogue", None) or make.dialogue()
    make.group(dialogue)
    return make.session(dialogue, join_url=LINK, **fields)


def approved(session: Session, state: str = State.APPROVED, **fields: Any) -> Any:
    group = session.dialogue.groups.get()
    return make.registration(group, state=state, **fields)


def page(account: Any, session: Session) -> str:
    client = Client()
    if account is not None:
        client.force_login(account)
    address = reverse("session", args=[session.dialogue.slug, session.slug])
    return client.get(address).content.decode()


def join_address(session: Session) -> str:
    return reverse("session-join", args=[session.dialogue.slug, session.slug])


def test_the_way_in_appears_shortly_before_and_goes_at_the_end(now: Any) -> None:
    session = talk()
    account, seen = approved(session).user, []
    for moment in (
        START - timedelta(minutes=15, seconds=1),
        START - timedelta(minutes=15),
        END - timedelta(seconds=1),
        END,
    ):
        now(moment)
        seen.append(join_address(session) in page(account, session))
    assert seen == [False, True, True, False]


@pytest.mark.parametrize("name", ["Pacific/Kiritimati", "Asia/Kathmandu", "Pacific/Pago_Pago"])
def test_where_only_the_day_is_known_the_door_is_open_all_that_day_in_the_dialogues_zone(
    name: str,
) -> None:
    session = talk(
        dialogue=make.dialogue(time_zone=name),
        starts_at=None,
        ends_at=None,
        day=date(2027, 5, 12),
    )
    window = rooms.window_of(session)
    assert window is not None
    zone = session.dialogue.zone
    begin = datetime(2027, 5, 12, tzinfo=zone)
    doors = [window.door(begin + by) for by in (timedelta(0), timedelta(hours=23, minutes=59))]
    assert doors == [Door.OPEN, Door.OPEN]
    assert window.door(begin - timedelta(seconds=1)) is Door.NOT_YET
    assert window.door(begin + timedelta(days=1)) is Door.OVER


def test_without_a_time_no_door_opens(now: Any) -> None:
    now(START)
    session = talk(starts_at=None, ends_at=None)
    account = approved(session).user
    assert join_address(session) not in page(account, session)
    with pytest.raises(NotAllowed, match="not open now"):
        joining.enter(make.actor(account), rooms.meeting_of(session))


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"cancelled": True}, Status.OPEN), ({}, Status.CANCELLED), ({}, Status.DRAFT)],
)
def test_what_does_not_take_place_has_no_room(
    fields: dict[str, Any], status: str, now: Any
) -> None:
    now(START)
    session = talk(dialogue=make.dialogue(status=status), **fields)
    convener = make.user()
    make.seat(session.dialogue, convener, SeatRole.CONVENER)
    client = Client()
    client.force_login(convener)
    assert LINK not in page(convener, session)
    said = client.post(join_address(session)).content.decode()
    assert ("no online room" in said, LINK in said) == (True, False)


def test_of_those_who_see_a_public_session_only_those_of_the_dialogue_enter(now: Any) -> None:
    now(START)
    session = talk()
    dialogue = session.dialogue
    speaker = make.user()
    make.contribution(make.session(dialogue), person=make.person(user=speaker))
    people = {
        "speaker": speaker,
        "outsider": make.user(),
        "somebody else's guest": approved(talk()).user,
        **{state: approved(session, state).user for state in State},
        **{role: make.user() for role in SeatRole},
    }
    for role in SeatRole:
        make.seat(dialogue, people[role], role)
    enter = {
        who for who, account in people.items() if join_address(session) in page(account, session)
    }
    assert enter == {
        "speaker",
        State.APPROVED,
        State.ATTENDED,
        SeatRole.CONVENER,
        SeatRole.FACILITATOR,
        SeatRole.RAPPORTEUR,
        SeatRole.PARTICIPANT,
    }
    assert join_address(session) not in page(None, session)
    for who, account in people.items():
        client = Client()
        client.force_login(account)
        response = client.post(join_address(session))
        assert (response.status_code, LINK in response.content.decode()) == (
            (200, True) if who in enter else (403, False)
        ), who
    assert Client().get(join_address(session)).status_code == 302


def test_no_page_says_where_it_is_but_the_one_that_leads_there(now: Any) -> None:
    now(START)
    session = talk()
    account = approved(session).user
    assert LINK not in page(account, session)
    now(START - timedelta(hours=2))
    client = Client()
    client.force_login(account)
    early = client.get(join_address(session)).content.decode()
    assert LINK not in early
    assert "The room opens on" in early
    assert LINK not in client.post(join_address(session)).content.decode()
    assert not Attendance.objects.exists()


def test_a_closed_door_stays_closed_for_other_participants(now: Any) -> None:
    now(START)
    session = talk(rule=Rule.CLOSED_DOOR)
    registration = approved(session)
    make.seat(session.dialogue, registration.user, SeatRole.PARTICIPANT)
    client = Client()
    client.force_login(registration.user)
    assert client.post(join_address(session)).status_code == 404
    session.seats.create(user=registration.user)
    assert LINK in client.post(join_address(session)).content.decode()


def test_where_nobody_registers_a_public_session_is_open_to_all(now: Any) -> None:
    now(START)
    session = make.session(make.dialogue(), join_url=LINK)
    assert join_address(session) in page(None, session)
    assert f'content="0; url={LINK}"' in Client().post(join_address(session)).content.decode()
    hidden = make.session(session.dialogue, join_url=LINK, rule=Rule.PARTICIPANTS, listed=True)
    assert Client().get(join_address(hidden)).status_code == 302
    assert not Attendance.objects.exists()


def test_the_first_time_is_noted_and_nothing_of_it_names_anybody(now: Any) -> None:
    now(START)
    session, other = talk(), None
    registration = approved(session, name="Canary Person")
    client = Client()
    client.force_login(registration.user)
    assert client.get(join_address(session)).status_code == 200
    assert not Attendance.objects.exists()
    other = make.session(session.dialogue, join_url=LINK)
    for row in (session, session, other):
        response = client.post(join_address(row))
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    registration.refresh_from_db()
    assert registration.state == State.ATTENDED
    noted = Attendance.objects.values_list("registration", "session", "day", "by")
    day, by = date(2027, 5, 12), registration.user_id
    assert set(noted) == {(registration.pk, row.pk, day, by) for row in (session, other)}
    assert registration.mails.count() == 0
    said = AuditRecord.objects.filter(action__startswith="attendance").values_list(
        "data", flat=True
    )
    assert "Canary" not in str(list(said))
    assert len(said) == 2


def test_ones_own_page_has_the_rooms_that_one_may_enter(now: Any) -> None:
    session = talk()
    registration = approved(session, time_zone="Asia/Tokyo")
    later = make.session(session.dialogue, join_url=LINK)
    later.starts_at, later.ends_at = START + timedelta(days=2), END + timedelta(days=2)
    later.save()
    hidden = make.session(session.dialogue, join_url=LINK, rule=Rule.CLOSED_DOOR)
    make.session(session.dialogue, join_url=LINK, cancelled=True)
    make.session(session.dialogue)
    now(START - timedelta(hours=2))
    client = Client()
    client.force_login(registration.user)
    address = reverse("my-registration", args=[session.dialogue.slug])
    early = client.get(address).content.decode()
    assert (join_address(session) in early, "19:45" in early) == (False, True)
    now(START)
    during = client.get(address).content.decode()
    assert during.count("/join/") == during.count(join_address(session)) == 1
    assert join_address(hidden) not in during
    rooms_of = {}
    for mode in Mode:
        registration.mode = mode
        panel = present.own_panel(make.actor(registration.user), registration)
        assert panel is not None
        rooms_of[mode.value] = [room["title"] for room in panel["rooms"]]
    assert rooms_of == {
        "in_person": [str(session.title)],
        "online": [str(session.title), str(later.title)],
    }
    assert LINK not in during


def test_moderators_come_an_hour_before(now: Any) -> None:
    session = talk()
    chair, panellist, facilitator = make.user(), make.user(), make.user()
    make.contribution(session, person=make.person(user=chair), role="chair")
    make.contribution(session, person=make.person(user=panellist))
    make.seat(session.dialogue, facilitator, SeatRole.FACILITATOR)
    now(START - timedelta(minutes=59))
    shown = [join_address(session) in page(a, session) for a in (chair, panellist, facilitator)]
    assert shown == [True, False, True]


def test_a_preview_enters_nothing(now: Any) -> None:
    now(START)
    session, convener = talk(), make.user(is_convener=True)
    make.seat(session.dialogue, convener, SeatRole.CONVENER)
    client = Client()
    client.force_login(convener)
    client.post(reverse("preview-start", args=[session.dialogue.slug]), {"persona": "participant"})
    response = client.post(join_address(session))
    assert response.status_code == 403
    assert LINK not in response.content.decode()


def test_jitsis_token_is_for_this_room_this_person_this_session(now: Any, jitsi: None) -> None:
    now(START + timedelta(minutes=5))
    session = talk()
    Meeting.objects.create(session=session, kind=MeetingKind.JITSI, room="plenary")
    registration = approved(session, name="نور الهاشمي")
    chair = make.user(name="Chair")
    make.contribution(session, person=make.person(user=chair), role="chair")
    address = joining.enter(make.actor(registration.user), rooms.meeting_of(session))
    parts = urlsplit(address)
    (token,) = parse_qs(parts.query)["jwt"]
    claims = jwt.decode(
        token,
        SECRET,
        algorithms=["HS256"],
        audience="parley",
        issuer="parley",
        options={"verify_exp": False, "verify_nbf": False},
    )
    assert f"{parts.scheme}://{parts.netloc}" == "https://meet.example"
    assert parts.path == f"/{claims['room']}"
    assert claims["room"].startswith("plenary-")
    assert claims["sub"] == "meet.example"
    assert claims["exp"] == (END + timedelta(minutes=1)).timestamp()
    assert claims["nbf"] == (START + timedelta(minutes=4)).timestamp()
    assert claims["context"]["user"] | {"id": ""} == {
        "id": "",
        "name": "نور الهاشمي",
        "affiliation": "member",
        "moderator": "false",
    }
    assert SECRET not in address
    assert registration.user.email not in str(claims)
    by_chair = joining.enter(make.actor(chair), rooms.meeting_of(session))
    user = jwt.decode(by_chair.rpartition("jwt=")[2], options={"verify_signature": False})[
        "context"
    ]["user"]
    assert (user["name"], user["affiliation"], user["moderator"]) == ("Chair", "owner", "true")
    assert user["id"] != claims["context"]["user"]["id"]


def test_no_other_dialogue_gets_into_a_room_by_choosing_its_name() -> None:
    one, same, other = talk(), None, talk()
    same = make.session(one.dialogue)
    names = [
        joining.room_name(Meeting(session=session, room="plenary"))
        for session in (one, same, other)
    ]
    assert names[0] == names[1] != names[2]
    alone = {joining.room_name(Meeting(session=session)) for session in (one, same, other)}
    assert len(alone) == 3


def test_a_kind_without_its_server_is_neither_offered_nor_entered(now: Any, jitsi: None) -> None:
    now(START)
    session, convener = talk(), make.user()
    make.seat(session.dialogue, convener, SeatRole.CONVENER)
    assert [kind.value for kind in rooms.kinds()] == ["link", "jitsi"]
    Meeting.objects.create(session=session, kind=MeetingKind.BBB)
    assert rooms.room_for(make.actor(convener), rooms.meeting_of(session), START) is None
    assert rooms.room_for(ANONYMOUS, rooms.meeting_of(talk()), START) is None


def test_the_convener_says_how_a_session_meets(jitsi: None) -> None:
    session, convener = talk(), make.user()
    make.seat(session.dialogue, convener, SeatRole.CONVENER)
    client = Client()
    client.force_login(convener)
    address = reverse("registration-room", args=[session.dialogue.slug, session.slug])
    shown = client.get(address).content.decode()
    assert ("Jitsi Meet" in shown, "BigBlueButton" in shown) == (True, False)
    for given, status in (
        ({"kind": "bbb", "room": "a"}, 422),
        ({"kind": "jitsi", "room": "No good"}, 422),
        ({"kind": "jitsi", "room": "plenary"}, 302),
    ):
        (seen,) = re.findall(r'name="seen" value="([^"]*)"', shown)
        assert client.post(address, {**given, "seen": seen}).status_code == status
    assert Meeting.objects.values_list("session", "kind", "room").get() == (
        session.pk,
        "jitsi",
        "plenary",
    )
    overview = reverse("registration-rooms", args=[session.dialogue.slug])
    assert "meet.example" in client.get(overview).content.decode()
