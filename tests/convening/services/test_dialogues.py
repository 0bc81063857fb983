from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.convening.models import Dialogue, KeyPoint, SeatRole, Status
from parley.apps.convening.services import dialogues
from parley.apps.convening.services.dialogues import TRANSITIONS, Step
from parley.apps.convening.services.directory import NewOrganisation
from parley.apps.convening.services.versions import Conflict, version_of, version_of_rows
from parley.core.actors import system_actor
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from parley.core.search import find
from tests import factories as make

Write = Callable[..., Any]
WRITES: list[Write] = [
    lambda actor, d: dialogues.edit(actor, d, {"city": "Rome"}),
    lambda actor, d: dialogues.set_hosts(actor, d, []),
    lambda actor, d: dialogues.set_points(actor, d, []),
    lambda actor, d: dialogues.set_norms(actor, d, []),
    lambda actor, d: dialogues.take_step(actor, d, Step.OPEN),
]


@pytest.mark.parametrize("write", WRITES)
def test_only_its_conveners_change_a_dialogue(world: Any, write: Write) -> None:
    before = world.lines()
    for actor in world.others:
        with pytest.raises(NotAllowed):
            write(actor, world.dialogue)
    assert world.lines() == before
    write(world.alice, world.dialogue)
    assert len(world.lines()) == len(before) + 1


def test_an_edit_names_its_fields_and_nothing_of_what_they_say(world: Any) -> None:
    dialogues.edit(
        world.alice,
        world.dialogue,
        {"city": "Florence", "purpose": LocalText(en="canary"), "format": "in_person"},
    )
    assert world.lines() == [
        ("dialogue.edited", {"fields": ["city", "purpose"], "sessions_moved": 0})
    ]
    assert [hit.object for hit in find(world.alice, "canary")] == [world.dialogue]


def test_saving_the_same_again_leaves_no_trace(world: Any) -> None:
    dialogues.edit(world.alice, world.dialogue, {"city": ""})
    assert world.lines() == []


@pytest.mark.parametrize(
    ("changes", "steps"),
    [
        ({"title": LocalText(en="New")}, 1),
        ({"ends_on": date(2027, 5, 14), "city": "Rome"}, 1),
        ({"time_zone": "Europe/London"}, 1),
        ({"contact_name": "Alice"}, 0),
        ({"purpose": LocalText(en="New")}, 0),
    ],
)
def test_calendars_learn_of_what_they_show(world: Any, changes: dict[str, Any], steps: int) -> None:
    row = dialogues.edit(world.alice, world.dialogue, changes)
    assert row.sequence - world.dialogue.sequence == steps


def test_sessions_keep_their_clock_times_in_a_new_zone(world: Any) -> None:
    """11:00 UTC is 13:00 in Florence; in New York 13:00 is 17:00 UTC."""
    session = make.session(world.dialogue)
    dialogues.edit(world.alice, world.dialogue, {"time_zone": "America/New_York"})
    session.refresh_from_db()
    assert session.starts_at == datetime(2027, 5, 12, 17, tzinfo=UTC)
    assert session.ends_at == datetime(2027, 5, 12, 18, tzinfo=UTC)
    assert session.sequence == 1


def test_the_programme_moves_with_the_first_day_only_if_asked(world: Any) -> None:
    """13:00 in Florence is 11:00 UTC in summer and 12:00 UTC in winter."""
    timed = make.session(world.dialogue)
    dated = make.session(world.dialogue, starts_at=None, ends_at=None, day=date(2027, 5, 13))
    open_ = make.session(world.dialogue, starts_at=None, ends_at=None)
    later = {"starts_on": date(2027, 12, 12), "ends_on": date(2027, 12, 13)}

    row = dialogues.edit(world.alice, world.dialogue, later)
    timed.refresh_from_db()
    assert timed.starts_at == datetime(2027, 5, 12, 11, tzinfo=UTC)

    dialogues.edit(world.alice, row, {"starts_on": date(2027, 5, 12)})
    row = dialogues.edit(world.alice, row, later, move_programme=True)
    for session in (timed, dated, open_):
        session.refresh_from_db()
    assert timed.starts_at == datetime(2027, 12, 12, 12, tzinfo=UTC)
    assert timed.ends_at == datetime(2027, 12, 12, 13, tzinfo=UTC)
    assert (dated.day, open_.day) == (date(2027, 12, 13), None)
    assert (timed.sequence, dated.sequence, open_.sequence) == (1, 1, 0)
    assert row.sequence == 3


def test_what_can_not_be_true_is_refused(world: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        dialogues.edit(world.alice, world.dialogue, {"ends_on": date(2027, 5, 1)})
    assert caught.value.problems == ("The last day is before the first.",)
    with pytest.raises(InvalidInput) as caught:
        dialogues.edit(world.alice, world.dialogue, {"time_zone": "Mars/Olympus"})
    assert "Europe/Rome" in caught.value.problems[0]
    with pytest.raises(InvalidInput):
        dialogues.edit(world.alice, world.dialogue, {"slug": make.dialogue().slug})
    world.dialogue.refresh_from_db()
    assert (world.dialogue.ends_on, world.dialogue.time_zone) == (
        date(2027, 5, 13),
        "Europe/Rome",
    )


def test_a_second_save_over_somebody_elses_is_refused(world: Any) -> None:
    fields = ["city", "country"]
    seen = version_of(world.dialogue, fields)
    dialogues.edit(world.alice, world.dialogue, {"city": "Rome", "country": "IT"}, seen=seen)
    with pytest.raises(Conflict):
        dialogues.edit(world.alice, world.dialogue, {"city": "Oslo", "country": "NO"}, seen=seen)
    world.dialogue.refresh_from_db()
    assert world.dialogue.city == "Rome"


def test_saves_of_different_sections_do_not_meet(world: Any) -> None:
    seen = version_of(world.dialogue, ["city"])
    dialogues.edit(world.alice, world.dialogue, {"contact_name": "Bob"})
    assert dialogues.edit(world.alice, world.dialogue, {"city": "Oslo"}, seen=seen).city == "Oslo"


def points_of(dialogue: Dialogue) -> list[tuple[str, str]]:
    return [(point.kind, str(point.text)) for point in dialogue.points.all()]


def test_lists_keep_the_keys_of_rows_that_stay(world: Any) -> None:
    rows = [{"kind": "objective", "text": LocalText(en=t)} for t in ("one", "two", "three")]
    dialogues.set_points(world.alice, world.dialogue, rows)
    one, two, three = world.dialogue.points.all()
    seen = version_of_rows([one, two, three], dialogues.POINT_FIELDS)
    dialogues.set_points(
        world.alice,
        world.dialogue,
        [
            {"id": three.pk, "kind": "objective", "text": LocalText(en="three, anew")},
            {"id": one.pk, "kind": "objective", "text": LocalText(en="one")},
            {"id": None, "kind": "audience", "text": LocalText(en="scholars")},
        ],
        seen=seen,
    )
    assert points_of(world.dialogue) == [
        ("audience", "scholars"),
        ("objective", "three, anew"),
        ("objective", "one"),
    ]
    kept = {str(point.text): point.pk for point in world.dialogue.points.all()}
    assert (kept["three, anew"], kept["one"]) == (three.pk, one.pk)
    with pytest.raises(Conflict):
        dialogues.set_points(world.alice, world.dialogue, [], seen=seen)


def test_a_key_of_another_dialogue_makes_a_new_row(world: Any) -> None:
    theirs = make.dialogue().points.create(kind="objective", text=LocalText(en="theirs"))
    row = {"id": theirs.pk, "kind": "objective", "text": LocalText(en="ours")}
    dialogues.set_points(world.alice, world.dialogue, [row])
    theirs.refresh_from_db()
    assert str(theirs.text) == "theirs"
    assert KeyPoint.objects.count() == 2


def test_a_list_is_stored_whole_or_not_at_all(world: Any) -> None:
    good = {"kind": "objective", "text": LocalText(en="good")}
    with pytest.raises(InvalidInput):
        dialogues.set_points(world.alice, world.dialogue, [good, {**good, "text": LocalText()}])
    assert points_of(world.dialogue) == []
    assert world.lines() == []


def test_organisers_may_swap_roles(world: Any) -> None:
    one, two = make.organisation(), make.organisation()
    for entry in (one, two):
        entry.created_by_id = world.alice.user_id
        entry.save()
    rows = [
        {"organisation": one, "role": "organiser"},
        {"organisation": two, "role": "partner"},
    ]
    dialogues.set_hosts(world.alice, world.dialogue, rows)
    dialogues.set_hosts(
        world.alice,
        world.dialogue,
        [
            {"organisation": two, "role": "organiser"},
            {"organisation": one, "role": "partner"},
            {"organisation": NewOrganisation(LocalText(en="UNIDIR")), "role": "funder"},
        ],
    )
    shown = [(str(h.organisation.name), h.role) for h in world.dialogue.hosts.all()]
    assert shown == [
        (str(two.name), "organiser"),
        (str(one.name), "partner"),
        ("UNIDIR", "funder"),
    ]
    with pytest.raises(InvalidInput, match="listed twice"):
        dialogues.set_hosts(world.alice, world.dialogue, [rows[0], rows[0]])


def test_an_organisation_that_one_may_not_know_can_not_be_named(world: Any) -> None:
    hidden = make.organisation()
    with pytest.raises(InvalidInput):
        dialogues.set_hosts(
            world.alice, world.dialogue, [{"organisation": hidden, "role": "organiser"}]
        )
    assert world.dialogue.hosts.count() == 0


# Status


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("status", Status)
def test_each_step_leads_from_where_it_may_to_one_place(
    world: Any, step: Step, status: Status
) -> None:
    Dialogue.objects.filter(pk=world.dialogue.pk).update(status=status)
    allowed, target = TRANSITIONS[step]
    if status in allowed:
        assert dialogues.take_step(world.alice, world.dialogue, step).status == target
        assert world.lines() == [
            (f"dialogue.{step.value}", {"before": status.value, "after": target.value})
        ]
    else:
        with pytest.raises(InvalidInput, match="can't be done"):
            dialogues.take_step(world.alice, world.dialogue, step)
        world.dialogue.refresh_from_db()
        assert world.dialogue.status == status


def test_unpublishing_and_announcing_are_always_possible_in_turn() -> None:
    """From every status there is a way back to the draft, and from there to the page."""
    for status in Status:
        assert dialogues.steps_from(status)


def test_cancelling_reaches_calendars_and_keeps_the_reason(world: Any) -> None:
    session = make.session(world.dialogue)
    row = dialogues.take_step(world.alice, world.dialogue, Step.CANCEL, reason="Strike")
    session.refresh_from_db()
    assert (row.sequence, session.sequence) == (1, 1)
    assert world.lines()[-1][1]["reason"] == "Strike"
    back = dialogues.take_step(world.alice, row, Step.UNPUBLISH)
    session.refresh_from_db()
    assert (back.sequence, session.sequence) == (2, 2)


def test_the_other_conveners_are_told(world: Any) -> None:
    title = LocalText(en="Norms & <b>states</b>\r\nBcc: eve@example.org", fr="Normes & États")
    Dialogue.objects.filter(pk=world.dialogue.pk).update(title=title)
    bob = make.user(email="bob@example.org", language="fr")
    make.seat(world.dialogue, bob, SeatRole.CONVENER)
    carol = make.user(email="carol@example.org")
    make.seat(world.dialogue, carol, SeatRole.CONVENER)
    gone = make.user(is_active=False)
    make.seat(world.dialogue, gone, SeatRole.CONVENER)
    dialogues.take_step(world.alice, world.dialogue, Step.OPEN)
    assert sorted(m.to[0] for m in mail.outbox) == ["bob@example.org", "carol@example.org"]
    told = next(m for m in mail.outbox if m.to == ["carol@example.org"])
    assert told.subject == "“Norms & <b>states</b> Bcc: eve@example.org” is now: Open"
    assert "/convene/dialogues/florence/" in told.body
    assert "Alice" in told.body


def test_create_is_for_conveners(world: Any) -> None:
    values = {
        "slug": "new",
        "title": LocalText(en="New"),
        "starts_on": date(2027, 1, 1),
        "ends_on": date(2027, 1, 1),
        "time_zone": "UTC",
    }
    for actor in world.others:
        if not actor.is_convener:
            with pytest.raises(NotAllowed):
                dialogues.create(actor, values)
    made = dialogues.create(world.alice, values)
    assert (made.status, [s.user_id for s in made.seats.all()]) == ("draft", [world.alice.user_id])
    assert dialogues.create(system_actor("cli"), {**values, "slug": "other"}).seats.count() == 0
    with pytest.raises(InvalidInput):
        dialogues.create(world.alice, values)


@given(st.dictionaries(st.sampled_from(["en", "fr", "ar", "de"]), st.text(min_size=1)))
def test_versions_differ_exactly_when_values_do(texts: dict[str, str]) -> None:
    one = Dialogue(title=LocalText(texts))
    same = Dialogue(title=LocalText(dict(reversed(texts.items()))))
    other = Dialogue(title=LocalText({**texts, "en": texts.get("en", "") + "x"}))
    assert version_of(one, ["title"]) == version_of(same, ["title"])
    assert version_of(one, ["title"]) != version_of(other, ["title"])


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_on": date.min},
        {"ends_on": date.max},
        {"starts_on": date(2200, 1, 1), "ends_on": date(2200, 1, 1)},
        {"ends_on": date(2028, 5, 12)},  # 367 days
        {"registration_deadline": date(1899, 12, 31)},
    ],
)
def test_a_dialogue_is_of_these_years_and_not_of_many(world: Any, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        dialogues.edit(world.alice, world.dialogue, changes)
    assert dialogues.edit(world.alice, world.dialogue, {"ends_on": date(2028, 5, 11)})


def test_no_session_is_carried_out_of_the_years(world: Any) -> None:
    far = datetime(2199, 12, 31, 12, tzinfo=UTC)
    make.session(world.dialogue, starts_at=far, ends_at=far.replace(hour=13))
    later = {"starts_on": date(2027, 5, 13)}
    with pytest.raises(InvalidInput, match="1900 to 2199"):
        dialogues.edit(world.alice, world.dialogue, later, move_programme=True)
    world.dialogue.refresh_from_db()
    assert world.dialogue.starts_on == date(2027, 5, 12)
