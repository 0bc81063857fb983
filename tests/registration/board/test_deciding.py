"""Decisions on many at a stroke, undoing them, and moving people between groups."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from parley.apps.convening.models import Rule, Seat, SeatRole
from parley.apps.convening.services import seats
from parley.apps.registration.models import (
    HOLDING,
    Group,
    Mail,
    MailState,
    Note,
    Registration,
    Sight,
    State,
    Transition,
)
from parley.apps.registration.selectors import board as find
from parley.apps.registration.services import board, deciding, states
from parley.apps.registration.services.deciding import Decision
from parley.core import access, jobs
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.models import AuditRecord
from tests import factories as make
from tests.registration.board.conftest import Host


def applicants(group: Group, number: int, **fields: Any) -> list[Registration]:
    """They applied one after the other, the last one first in the table."""
    rows = []
    for n in reversed(range(number)):
        row = make.registration(group, make.user(name=f"Guest {n}"), **fields)
        at = timezone.now() - timedelta(days=number - n)
        Registration.objects.filter(pk=row.pk).update(submitted_at=at, state_since=at)
        rows.append(row)
    return list(reversed(rows))


def chosen(host: Host, rows: list[Registration]) -> list[Registration]:
    return find.chosen(host.actor, host.dialogue, [str(row.uid) for row in rows])


def decide(host: Host, rows: list[Registration], to: State, **more: Any) -> deciding.Outcome:
    return deciding.decide_all(host.actor, chosen(host, rows), Decision(to, **more))


def state_of(rows: list[Registration]) -> list[str]:
    return [Registration.objects.get(pk=row.pk).state for row in rows]


def test_seats_go_to_those_who_applied_first_and_the_others_are_named(host: Host) -> None:
    group = make.group(host.dialogue, seats=2)
    rows = applicants(group, 4)
    planned = board.plan(chosen(host, rows[::-1]), State.APPROVED)
    outcome = decide(host, rows[::-1], State.APPROVED)
    assert planned.possible == outcome.done == rows[:2]
    assert planned.without_seat == [row for row, _why in outcome.refused] == rows[2:]
    assert "All seats" in outcome.refused[0][1]
    assert state_of(rows) == ["approved", "approved", "submitted", "submitted"]
    assert Mail.objects.filter(kind="approved").count() == 2


def test_who_gets_no_seat_can_go_on_the_waitlist(host: Host) -> None:
    rows = applicants(make.group(host.dialogue, seats=1), 2)
    outcome = decide(host, rows, State.APPROVED, rest_waits=True, reason="First come")
    assert (outcome.done, outcome.waitlisted, outcome.refused) == (rows[:1], rows[1:], [])
    assert state_of(rows) == ["approved", "waitlisted"]
    reasons = Transition.objects.values_list("reason", "batch")
    assert set(reasons) == {("First come", outcome.batch)}


def test_one_that_cant_be_done_keeps_back_no_other(host: Host) -> None:
    group = make.group(host.dialogue)
    done, open_one = applicants(group, 1, state=State.ATTENDED), applicants(group, 1)
    outcome = decide(host, done + open_one, State.DECLINED, tell=False)
    assert (outcome.done, [row for row, _why in outcome.refused]) == (open_one, done)
    assert not Mail.objects.exists()


def test_nobody_else_decides_and_nothing_of_another_dialogue_is_found(host: Host) -> None:
    (row,) = applicants(make.group(host.dialogue), 1)
    (foreign,) = applicants(make.group(make.dialogue()), 1)
    assert chosen(host, [row, foreign]) == [row]
    for account in (row.user, make.user(is_operator=True), make.user(is_convener=True)):
        with pytest.raises(NotAllowed):
            deciding.decide_all(make.actor(account), [row], Decision(State.APPROVED))


def test_freed_seats_are_offered_to_others_than_those_decided_upon(host: Host) -> None:
    group = make.group(host.dialogue, seats=2)
    inside = applicants(group, 2, state=State.APPROVED)
    (waiting,) = applicants(group, 1, state=State.WAITLISTED)
    decide(host, inside, State.WAITLISTED)
    assert state_of([*inside, waiting]) == ["waitlisted", "waitlisted", "offered"]


def test_undoing_brings_all_back_to_their_place_and_stops_the_mails(host: Host) -> None:
    group = make.group(host.dialogue, seats=5)
    first, second, third = applicants(group, 3, state=State.WAITLISTED)
    outcome = decide(host, [first, second], State.APPROVED)
    Mail.objects.filter(registration=first).update(state=MailState.QUEUED, tries=0)
    undone = deciding.undo(host.actor, host.dialogue, outcome.batch)
    assert (set(undone.done), undone.told, undone.refused) == ({first, second}, 1, [])
    assert list(states.waitlist(group)) == [first, second, third]
    assert list(first.mails.all()) == []
    assert [mail.kind for mail in second.mails.order_by("pk")] == ["approved", "waitlisted"]
    assert not Seat.objects.filter(role=SeatRole.PARTICIPANT).exists()


def test_what_was_decided_since_then_is_not_undone(host: Host) -> None:
    group = make.group(host.dialogue, seats=2)
    one, two = applicants(group, 2, state=State.APPROVED)
    outcome = decide(host, [one, two], State.DECLINED)
    decide(host, [one], State.WAITLISTED)
    (other,) = applicants(group, 1)
    decide(host, [other], State.APPROVED)
    undone = deciding.undo(host.actor, host.dialogue, outcome.batch)
    assert (undone.done, [row for row, _why in undone.refused]) == ([two], [one])
    assert state_of([one, two]) == ["waitlisted", "approved"]


def test_undoing_gives_no_seat_that_is_not_there(host: Host) -> None:
    group = make.group(host.dialogue, seats=1)
    (one,) = applicants(group, 1, state=State.APPROVED)
    outcome = decide(host, [one], State.DECLINED)
    decide(host, applicants(group, 1), State.APPROVED)
    ((row, why),) = deciding.undo(host.actor, host.dialogue, outcome.batch).refused
    assert (row, state_of([one])) == (one, ["declined"])
    assert "All seats" in why
    assert one.mails.count() == 1  # and its mail stays


def test_another_group_counts_its_seats_and_shows_what_it_sees(host: Host) -> None:
    inside = make.group(host.dialogue, seats=1)
    outside = make.group(host.dialogue, seats=1, sight=Sight.PUBLIC)
    one, other = applicants(inside, 1)[0], applicants(outside, 1)[0]
    (waiting,) = applicants(inside, 1, state=State.WAITLISTED)
    decide(host, [one, other], State.APPROVED)
    with pytest.raises(InvalidInput, match="All seats of"):
        deciding.move(host.actor, one, outside)
    decide(host, [other], State.DECLINED)
    moved = deciding.move(host.actor, one, outside, reason="Works for a ministry")
    assert (moved.group, moved.state) == (outside, "approved")
    assert not Seat.objects.filter(user=one.user, role=SeatRole.PARTICIPANT).exists()
    assert state_of([waiting]) == ["offered"]
    line = Transition.objects.get(reason="Works for a ministry")
    assert (line.left_group, line.joined_group, line.by) == (inside, outside, host.account)
    (record,) = AuditRecord.objects.filter(action="registration.regrouped")
    assert record.data == {
        "dialogue": host.dialogue.pk,
        "left": inside.pk,
        "joined": outside.pk,
    }


def test_nobody_comes_into_a_group_of_another_dialogue(host: Host) -> None:
    (row,) = applicants(make.group(host.dialogue), 1)
    for group in (row.group, make.group(make.dialogue())):
        with pytest.raises(InvalidInput, match="another group"):
            deciding.move(host.actor, row, group)


def test_a_decision_on_somebody_who_was_moved_meanwhile_is_refused(host: Host) -> None:
    old, new = make.group(host.dialogue), make.group(host.dialogue)
    (row,) = applicants(old, 1)
    seen = Registration.objects.select_related("group").get(pk=row.pk)
    deciding.move(host.actor, row, new)
    with pytest.raises(states.Moved):
        deciding.decide(host.actor, seen, State.APPROVED)


def test_notes_are_the_conveners_and_only_their_author_deletes_them(host: Host) -> None:
    (row,) = applicants(make.group(host.dialogue), 1)
    colleague = make.user()
    make.seat(host.dialogue, colleague, SeatRole.CONVENER)
    note = deciding.add_note(host.actor, row, "Met in Geneva")
    with pytest.raises(NotAllowed):
        deciding.add_note(make.actor(row.user), row, "Mine")
    for account in (colleague, row.user):
        with pytest.raises(NotAllowed):
            deciding.delete_note(make.actor(account), note)
    assert list(access.visible(Note, make.actor(colleague))) == [note]
    assert list(access.visible(Note, make.actor(row.user))) == []
    deciding.delete_note(host.actor, note)
    assert not Note.objects.exists()
    assert "Geneva" not in repr(list(AuditRecord.objects.values()))


def test_mails_of_a_decision_wait_until_it_can_no_longer_be_undone_quietly(
    host: Host, settings: Any
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    (row,) = applicants(make.group(host.dialogue), 1)
    outcome = decide(host, [row], State.APPROVED)
    (job,) = DBTaskResult.objects.all()
    assert job.run_after - timezone.now() > deciding.GRACE - timedelta(seconds=30)
    assert str(row.user.email) not in str(job.args_kwargs)
    assert Mail.objects.get().state == MailState.QUEUED
    undone = deciding.undo(host.actor, host.dialogue, outcome.batch)
    assert (undone.told, Mail.objects.count()) == (0, 0)


@pytest.mark.parametrize("to", [State.APPROVED, State.DECLINED, State.WAITLISTED])
@pytest.mark.parametrize("state", [State.SUBMITTED, State.APPROVED])
def test_deciding_on_many_and_undoing_it_costs_little_for_each(
    host: Host, monkeypatch: pytest.MonkeyPatch, state: State, to: State
) -> None:
    """Each is stored, and all else is done once for all; a thousand must not keep anybody waiting."""
    monkeypatch.setattr(jobs, "enqueue", lambda *_args: None)
    if state == to:
        return
    group = make.group(host.dialogue, seats=100)

    def asked(number: int) -> tuple[int, int]:
        rows = chosen(host, applicants(group, number, state=state))
        with CaptureQueriesContext(connection) as deciding_them:
            outcome = decide(host, rows, to)
        with CaptureQueriesContext(connection) as undoing_them:
            undone = deciding.undo(host.actor, host.dialogue, outcome.batch)
        assert len(outcome.done) == len(undone.done) == number
        return tuple(
            sum("SAVEPOINT" not in query["sql"] for query in captured)
            for captured in (deciding_them, undoing_them)
        )

    alone, many = asked(1), asked(41)
    assert all((after - before) / 40 <= 1.2 for before, after in zip(alone, many, strict=True))


def test_the_seats_of_a_stroke_are_counted_as_they_go(host: Host) -> None:
    """Somebody who has a seat takes no second one; a group with too many in it gets no more."""
    group, full = make.group(host.dialogue, seats=3), make.group(host.dialogue, seats=1)
    offered = applicants(group, 1, state=State.OFFERED)
    applied, inside = applicants(group, 4), applicants(full, 3, state=State.APPROVED)
    waiting = applicants(full, 1)
    outcome = decide(host, [*offered, *applied, *waiting], State.APPROVED)
    assert {row.pk for row in outcome.done} == {row.pk for row in [*offered, *applied[:2]]}
    refused = {row.pk for row, _why in outcome.refused}
    assert refused == {row.pk for row in [*waiting, *applied[2:]]}
    assert Registration.objects.filter(group=group, state__in=HOLDING).count() == 3
    # Two of three go, of one seat: none is free.
    decide(host, inside[:2], State.DECLINED)
    assert decide(host, waiting, State.APPROVED).done == []


def test_whoever_loses_a_seat_at_a_stroke_loses_room_and_closed_door(host: Host) -> None:
    group = make.group(host.dialogue)
    one, two, team = rows = applicants(group, 3)
    decide(host, rows, State.APPROVED)
    make.seat(host.dialogue, team.user, SeatRole.RAPPORTEUR)
    closed = make.session(host.dialogue, rule=Rule.CLOSED_DOOR)
    seats.assign(host.actor, closed, [row.user_id for row in rows])
    outcome = decide(host, [one, team], State.DECLINED)
    assert set(closed.seats.values_list("user", flat=True)) == {two.user_id, team.user_id}
    deciding.undo(host.actor, host.dialogue, outcome.batch)
    assert set(closed.seats.values_list("user", flat=True)) == {two.user_id, team.user_id}
    inside = Seat.objects.filter(dialogue=host.dialogue, role=SeatRole.PARTICIPANT)
    assert inside.count() == 3


def test_the_lines_of_a_stroke_stand_in_its_order(host: Host) -> None:
    rows = applicants(make.group(host.dialogue), 3)
    decide(host, rows, State.APPROVED, reason="Known to us")
    steps = Transition.objects.order_by("at", "pk")
    assert [step.registration_id for step in steps] == [row.pk for row in rows]
    assert {(step.before, step.after, step.by_id, step.reason) for step in steps} == {
        ("submitted", "approved", host.account.pk, "Known to us")
    }
    lines = AuditRecord.objects.filter(action="registration.approved").order_by("pk")
    assert [line.subject_id for line in lines] == [str(row.pk) for row in rows]
    assert {line.actor for line in lines} == {f"account {host.account.pk}"}


def test_each_who_is_let_in_has_a_seat_and_a_line_of_the_record(host: Host) -> None:
    open_to, closed_to = make.group(host.dialogue), make.group(host.dialogue, sight="public")
    rows = [*applicants(open_to, 2), *applicants(closed_to, 1)]
    decide(host, chosen(host, rows), State.APPROVED)
    inside = Seat.objects.filter(dialogue=host.dialogue, role=SeatRole.PARTICIPANT)
    assert set(inside.values_list("user", flat=True)) == {row.user_id for row in rows[:2]}
    lines = AuditRecord.objects.filter(action="dialogue.appointed", actor="system: registration")
    said = [line.data["user"] for line in lines if line.data["role"] == "participant"]
    assert sorted(said) == sorted(row.user_id for row in rows[:2])
    assert Mail.objects.filter(kind="approved").count() == 3

    decide(host, chosen(host, rows), State.DECLINED)
    assert not inside.exists()
    (line,) = AuditRecord.objects.filter(action="dialogue.seats_released")
    assert line.data == {"count": 2}
