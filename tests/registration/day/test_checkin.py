"""The door: badges and names, taken once, from phones that may have been away."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.convening.models import SeatRole
from parley.apps.registration.models import Attendance, Mode, Registration, State
from parley.apps.registration.presenters import checkin as present
from parley.apps.registration.selectors import attendance as find
from parley.apps.registration.selectors import codes
from parley.apps.registration.services import attendance, checkin
from parley.apps.registration.services.checkin import Note, Outcome
from parley.core.errors import NotAllowed
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests import factories as make

pytestmark = pytest.mark.django_db
MORNING = datetime(2027, 5, 12, 7, tzinfo=UTC)


class Door:
    """A dialogue with a convener at its door."""

    def __init__(self, **fields: Any) -> None:
        self.dialogue = make.dialogue(**fields)
        self.group = make.group(self.dialogue, name=LocalText(en="Government"))
        self.account = make.user()
        make.seat(self.dialogue, self.account, SeatRole.CONVENER)
        self.actor = make.actor(self.account)
        self.opening = find.opening_at(self.actor, self.dialogue.slug)

    def guest(self, state: str = State.APPROVED, **fields: Any) -> Registration:
        return make.registration(self.group, state=state, **fields)

    def take(self, at: datetime = MORNING, key: UUID | None = None, **what: Any) -> Outcome:
        (answer,) = checkin.take(self.actor, self.opening, [Note(key or uuid4(), at, **what)])
        return answer.outcome

    def here(self, at: datetime = MORNING) -> list[str]:
        people = find.expected_for(self.actor, self.opening, at)
        return [one.name for one in people if one.here_since]


@pytest.fixture
def door(now: Any) -> Door:
    now(MORNING)
    return Door()


def test_a_badge_is_known_by_its_code_alone(door: Door) -> None:
    guest = door.guest(name="Ada Guest")
    code = codes.code_of(guest)
    assert door.take(code=code) is Outcome.IN
    guest.refresh_from_db()
    assert (guest.state, door.here()) == (State.ATTENDED, ["Ada Guest"])
    assert guest.mails.count() == 0
    assert "Ada" not in code
    assert str(guest.pk) not in code


def test_a_second_scan_says_so_and_counts_nothing(door: Door) -> None:
    code = codes.code_of(door.guest())
    assert door.take(code=code) is Outcome.IN
    later = MORNING + timedelta(minutes=5)
    assert door.take(later, code=code.lower()) is Outcome.AGAIN
    assert [row.at for row in Attendance.objects.all()] == [MORNING]


def test_the_same_note_sent_twice_is_one_even_when_taken_back_in_between(door: Door) -> None:
    guest, key = door.guest(), uuid4()
    code = codes.code_of(guest)
    assert door.take(key=key, code=code) is Outcome.IN
    assert door.take(key=key, code=code) is Outcome.AGAIN
    assert checkin.undo(door.actor, door.opening, guest.uid) is True
    assert door.take(key=key, code=code) is Outcome.UNDONE
    guest.refresh_from_db()
    assert (guest.state, door.here()) == (State.APPROVED, [])
    assert door.take(code=code) is Outcome.IN
    assert Attendance.objects.count() == 2


@pytest.mark.parametrize(
    "state",
    [State.SUBMITTED, State.DECLINED, State.WAITLISTED, State.CANCELLED, State.OFFERED],
)
def test_whoever_is_not_expected_does_not_come_in(door: Door, state: str) -> None:
    offer = MORNING if state == State.OFFERED else None
    guest = door.guest(state, offer_ends_at=offer)
    assert door.take(code=codes.code_of(guest)) is Outcome.NOT_EXPECTED
    assert door.take(who=guest.uid) is Outcome.NOT_EXPECTED
    assert not Attendance.objects.exists()


def test_another_dialogues_badge_is_told_apart_and_names_nobody(door: Door, now: Any) -> None:
    stranger = Door().guest(name="Canary Stranger")
    client = Client()
    client.force_login(door.account)
    for what, outcome in (
        ({"code": codes.code_of(stranger)}, "elsewhere"),
        ({"who": str(stranger.uid)}, "unknown"),
        ({"code": "A" * 42}, "unknown"),
        ({"code": codes.code_of(stranger)[::-1]}, "unknown"),
        ({"code": "https://example.org/"}, "unknown"),
    ):
        note = {"key": uuid4().hex, "at": MORNING.isoformat(), **what}
        response = client.post(
            reverse("check-in-sync", args=[door.dialogue.slug]),
            json.dumps({"notes": [note]}),
            content_type="application/json",
        )
        (answer,) = response.json()["answers"]
        assert answer["outcome"] == outcome, what
        assert "Canary" not in response.content.decode()
    assert checkin.undo(door.actor, door.opening, stranger.uid) is False
    assert not Attendance.objects.exists()


@given(st.text(max_size=60) | st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=42, max_size=42))
def test_no_text_is_taken_for_a_code_that_we_did_not_make(text: str) -> None:
    assert codes.uid_in(text) is None


def test_each_code_leads_to_its_own_and_to_no_neighbours() -> None:
    rows = [Registration(uid=uuid4()) for _ in range(50)]
    assert [codes.uid_in(codes.code_of(row)) for row in rows] == [row.uid for row in rows]
    code = codes.code_of(rows[0])
    changed = [code[:n] + ("B" if code[n] == "A" else "A") + code[n + 1 :] for n in range(42)]
    assert {codes.uid_in(other) for other in changed} == {None}


def test_a_phone_that_was_away_tells_when_it_was_but_not_the_future(door: Door, now: Any) -> None:
    early, late, ancient = door.guest(), door.guest(), door.guest()
    now(MORNING + timedelta(hours=3))
    door.take(MORNING, who=early.uid)
    door.take(MORNING + timedelta(days=400), who=late.uid)
    door.take(MORNING - timedelta(days=400), who=ancient.uid)
    assert Attendance.objects.get(registration=early).at == MORNING
    assert Attendance.objects.get(registration=late).at == MORNING + timedelta(hours=3)
    oldest = MORNING + timedelta(hours=3) - checkin.LONGEST_AWAY
    assert Attendance.objects.get(registration=ancient).at == oldest


def test_a_day_is_the_dialogues_day_and_each_has_its_own_arrivals(now: Any) -> None:
    door = Door(time_zone="Pacific/Kiritimati")  # 14 hours ahead
    guest = door.guest()
    evening = datetime(2027, 5, 12, 9, 30, tzinfo=UTC)
    now(evening)
    assert door.take(evening, who=guest.uid) is Outcome.IN
    past_midnight = evening + timedelta(hours=1)
    now(past_midnight)
    assert (door.here(evening), door.here(past_midnight)) == ([guest.name], [])
    assert door.take(past_midnight, who=guest.uid) is Outcome.IN
    days = Attendance.objects.values_list("day", flat=True)
    assert list(days) == [date(2027, 5, 12), date(2027, 5, 13)]
    assert checkin.undo(door.actor, door.opening, guest.uid) is True
    guest.refresh_from_db()
    assert guest.state == State.ATTENDED  # the day before stays


def test_who_was_online_stays_attended_when_the_door_takes_it_back(door: Door) -> None:
    guest, session = door.guest(), make.session(door.dialogue)
    attendance.note_online(door.actor, guest, session, MORNING)
    attendance.note_online(door.actor, guest, session, MORNING)
    assert Attendance.objects.count() == 1
    door.take(who=guest.uid)
    checkin.undo(door.actor, door.opening, guest.uid)
    guest.refresh_from_db()
    assert (guest.state, door.here()) == (State.ATTENDED, [])


@pytest.mark.parametrize("role", list(SeatRole))
def test_conveners_and_facilitators_stand_at_the_door_and_nobody_else(
    door: Door, seated: Any, role: str
) -> None:
    guest = door.guest(name="Canary Guest", access_needs="canarysecret", position="canarypost")
    client, allowed = seated(door.dialogue, role), role in (SeatRole.CONVENER, SeatRole.FACILITATOR)
    status = 200 if allowed else 403
    for name in ("check-in", "check-in-here", "check-in-list"):
        response = client.get(reverse(name, args=[door.dialogue.slug]))
        assert response.status_code == status
        said = response.content.decode()
        assert not [
            word for word in ("canarysecret", "canarypost", guest.user.email) if word in said
        ]
    note = {"who": str(guest.uid), "action": "in"}
    response = client.post(reverse("check-in", args=[door.dialogue.slug]), note)
    assert response.status_code == (302 if allowed else 403)
    assert Attendance.objects.count() == allowed


def test_a_preview_stands_at_no_door(door: Door, signed_in: Any) -> None:
    door.guest(name="Canary Guest")
    client = signed_in(door.account)
    client.post(reverse("preview-start", args=[door.dialogue.slug]), {"persona": "facilitator"})
    response = client.get(reverse("check-in", args=[door.dialogue.slug]))
    assert (response.status_code, "Canary Guest" in response.content.decode()) == (302, False)


def test_without_registration_there_is_no_door(signed_in: Any) -> None:
    dialogue, account = make.dialogue(), make.user()
    make.seat(dialogue, account, SeatRole.CONVENER)
    assert signed_in(account).get(reverse("check-in", args=[dialogue.slug])).status_code == 404


def test_the_page_works_by_name_without_scripts(door: Door, signed_in: Any) -> None:
    guest = door.guest(name="نور الهاشمي", organisation="Ministry of Tests")
    door.guest(name="Somebody Else")
    client, address = signed_in(door.account), reverse("check-in", args=[door.dialogue.slug])
    found = client.post(address, {"q": "tests الهاشمي"})
    assert found.content.decode().count(str(guest.uid)) == 1
    assert "camera=(self)" in found.headers["Permissions-Policy"]
    assert found.headers["Cache-Control"] == "private, no-store"
    said = client.post(address, {"who": guest.uid, "action": "in"}, follow=True).content.decode()
    assert "نور الهاشمي: Welcome." in said
    assert "1 of 2" in said
    said = client.post(address, {"who": guest.uid, "action": "undo"}, follow=True).content.decode()
    assert "0 of 2" in said


def test_other_pages_keep_the_camera_shut(door: Door, signed_in: Any) -> None:
    response = signed_in(door.account).get(reverse("dialogue", args=[door.dialogue.slug]))
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert reverse("check-in", args=[door.dialogue.slug]) in response.content.decode()
    public = Client().get(reverse("dialogue", args=[door.dialogue.slug])).content.decode()
    assert "check-in" not in public


def test_who_is_here_is_counted_by_group_of_those_expected_in_person(door: Door) -> None:
    other = make.group(door.dialogue, name=LocalText(en="Academia"), colour="green")
    rows = [door.guest(), door.guest(), door.guest(mode=Mode.ONLINE), door.guest(State.CANCELLED)]
    make.registration(other, state=State.ATTENDED)
    door.take(who=rows[0].uid)
    door.take(who=rows[2].uid)
    people = find.expected_for(door.actor, door.opening, MORNING)
    assert [(str(p.group), p.here, p.expected) for p in find.presences(people)] == [
        ("Government", 2, 3),
        ("Academia", 0, 1),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "null",
        '{"notes": 1}',
        '{"notes": [{}]}',
        '{"notes": [{"key": "x", "at": "2027-05-12T07:00:00Z"}]}',
        f'{{"notes": [{{"key": "{uuid4()}", "at": "yesterday"}}]}}',
        f'{{"notes": [{{"key": "{uuid4()}", "at": "2027-05-12T07:00:00"}}]}}',
        f'{{"notes": [{{"key": "{uuid4()}", "at": "2027-05-12T07:00:00Z", "who": [1]}}]}}',
        "[" * 100_000,
    ],
)
def test_what_no_phone_of_ours_sends_is_refused(door: Door, signed_in: Any, body: str) -> None:
    response = signed_in(door.account).post(
        reverse("check-in-sync", args=[door.dialogue.slug]), body, content_type="application/json"
    )
    assert response.status_code == 400
    assert not Attendance.objects.exists()


def test_the_list_takes_as_many_queries_for_many_as_for_few(door: Door, signed_in: Any) -> None:
    client, address = signed_in(door.account), reverse("check-in-list", args=[door.dialogue.slug])
    counts = []
    client.get(address)  # the first of a session notes that there is one
    for _ in range(2):
        guest = door.guest()
        door.take(who=guest.uid)
        door.guest()
        with CaptureQueriesContext(connection) as captured:
            people = client.get(address).json()["people"]
        counts.append(len(captured))
    assert len(people) == 4
    assert counts[0] == counts[1]
    assert people[0].keys() == {
        "who", "name", "organisation", "group", "colour", "since", "is_online", "digest",
    }  # fmt: skip
    digests = {row.pk: codes.digest_of(codes.code_of(row)) for row in Registration.objects.all()}
    assert {one["digest"] for one in people} == {*digests.values()}


def test_nobody_at_the_door_may_be_told_by_the_audit(door: Door) -> None:
    guest = door.guest(name="Canary Guest", organisation="Canary Org")
    door.take(who=guest.uid)
    checkin.undo(door.actor, door.opening, guest.uid)
    said = AuditRecord.objects.order_by("pk").values_list("action", "data")
    assert [action for action, _data in said if not action.startswith("dialogue.")] == [
        "attendance.noted",
        "registration.attended",
        "attendance.undone",
        "registration.approved",
    ]
    assert "Canary" not in str(list(said))


def test_the_database_itself_lets_nobody_in_twice(door: Door) -> None:
    guest, session = door.guest(), make.session(door.dialogue)
    day = date(2027, 5, 12)
    for where in (None, session):
        given = {"registration": guest, "session": where, "day": day, "at": MORNING}
        Attendance.objects.create(**given, undone_at=MORNING)
        Attendance.objects.create(**given)
        with pytest.raises(IntegrityError), transaction.atomic():
            Attendance.objects.create(**given)


def test_two_people_under_one_key_both_come_in(door: Door) -> None:
    one, two, key = door.guest(), door.guest(), uuid4()
    assert [door.take(key=key, who=row.uid) for row in (one, two)] == [Outcome.IN, Outcome.IN]
    assert Attendance.objects.values("key").distinct().count() == 2


def test_vetters_read_when_and_where_somebody_came(door: Door) -> None:
    guest, session = door.guest(), make.session(door.dialogue, title=LocalText(en="Opening"))
    assert present.came_panel(door.actor, guest) is None
    door.take(who=guest.uid)
    attendance.note_online(door.actor, guest, session, MORNING + timedelta(hours=1))
    panel = present.came_panel(door.actor, guest)
    assert panel is not None
    assert [(row["where"], row["time"]) for row in panel["rows"]] == [
        ("At the door", "12 May, 09:00"),
        ("Opening", "12 May, 10:00"),
    ]
    assert present.came_panel(make.actor(make.user()), guest) is None


def test_a_stranger_can_take_nothing(door: Door) -> None:
    guest = door.guest()
    for account in (guest.user, make.user(is_operator=True)):
        with pytest.raises(NotAllowed):
            checkin.take(make.actor(account), door.opening, [Note(uuid4(), MORNING, who=guest.uid)])
        with pytest.raises(NotAllowed):
            find.expected_for(make.actor(account), door.opening, MORNING)
