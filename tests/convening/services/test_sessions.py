from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import Http404

from parley.apps.convening.exchange.collecting import document_of
from parley.apps.convening.models import Picture, Session, SessionKind
from parley.apps.convening.models.limits import MAX_NESTING
from parley.apps.convening.services import pictures, sessions
from parley.apps.convening.services.directory import NewOrganisation, NewPerson
from parley.apps.convening.services.versions import Conflict, version_of, version_of_rows
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from parley.core.search import find
from tests import factories as make
from tests.convening.services.images import jpeg

NOON = datetime(2027, 5, 12, 12, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
Write = Callable[..., Any]
WRITES: list[Write] = [
    lambda actor, s: sessions.add(
        actor, s.dialogue, {"title": LocalText(en="x"), "kind": SessionKind.PANEL}
    ),
    lambda actor, s: sessions.edit(actor, s, {"title": LocalText(en="x")}),
    lambda actor, s: sessions.shift(actor, s, QUARTER),
    lambda actor, s: sessions.reorder(actor, s, "up"),
    lambda actor, s: sessions.set_contributions(actor, s, []),
    lambda actor, s: sessions.remove(actor, s),
]


@pytest.mark.parametrize("write", WRITES)
def test_only_conveners_change_the_programme(world: Any, write: Write) -> None:
    make.session(world.dialogue)
    session = make.session(world.dialogue)
    for actor in world.others:
        with pytest.raises(NotAllowed):
            write(actor, session)
    assert world.lines() == []
    write(world.alice, session)
    assert len(world.lines()) == 1


def test_a_session_gets_an_address_from_its_title(world: Any) -> None:
    def added(title: str) -> str:
        values = {"title": LocalText(en=title), "kind": SessionKind.PANEL}
        return sessions.add(world.alice, world.dialogue, values).slug

    titles = ["The UN & states", "The UN & states", "حوار", "حوار", "<script>"]
    assert [added(title) for title in titles] == [
        "the-un-states",
        "the-un-states-2",
        "session-1",
        "session-2",
        "script",
    ]


def test_the_audit_says_nothing_of_what_is_confidential(world: Any) -> None:
    values = {
        "title": LocalText(en="Canary"),
        "kind": SessionKind.ROUNDTABLE,
        "rule": "closed_door",
    }
    session = sessions.add(world.alice, world.dialogue, values)
    sessions.edit(world.alice, session, {"title": LocalText(en="Canary two"), "slug": "canary"})
    sessions.set_contributions(
        world.alice,
        session,
        [{"person": NewPerson("Canary Speaker"), "organisation": None, "role": "chair"}],
    )
    sessions.remove(world.alice, session)
    assert "canary" not in str(world.lines()).lower()
    assert [action for action, _data in world.lines()] == [
        "session.added",
        "session.edited",
        "person.added",
        "session.people_edited",
        "session.removed",
    ]


@pytest.mark.parametrize(
    ("changes", "steps"),
    [
        ({"title": LocalText(en="New")}, 1),
        ({"starts_at": NOON, "ends_at": NOON + QUARTER}, 1),
        ({"starts_at": None, "ends_at": None, "day": date(2027, 5, 12)}, 1),
        ({"cancelled": True}, 1),
        ({"join_url": "https://example.org/"}, 1),
        ({"rule": "participants", "abstract": LocalText(en="New")}, 0),
    ],
)
def test_calendars_learn_of_what_they_show(world: Any, changes: dict[str, Any], steps: int) -> None:
    session = make.session(world.dialogue)
    assert sessions.edit(world.alice, session, changes).sequence == steps


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_at": NOON, "ends_at": NOON},
        {"starts_at": NOON, "ends_at": NOON - QUARTER},
        {"ends_at": None},
        {"day": date(2027, 5, 12)},
        {"rule": "closed_door", "listed": True},
        {"title": LocalText()},
        {"join_url": "javascript:alert(1)"},
        {"kind": "party"},
    ],
)
def test_what_can_not_be_true_is_refused(world: Any, changes: dict[str, Any]) -> None:
    session = make.session(world.dialogue)
    before = Session.objects.filter(pk=session.pk).values().get()
    with pytest.raises(InvalidInput):
        sessions.edit(world.alice, session, changes)
    assert Session.objects.filter(pk=session.pk).values().get() == before
    assert world.lines() == []


def test_sessions_do_not_nest_in_a_circle_or_across_dialogues(world: Any) -> None:
    top = make.session(world.dialogue)
    middle = make.session(world.dialogue, parent=top)
    low = make.session(world.dialogue, parent=middle)
    for wrong in (top, middle, low, make.session(make.dialogue())):
        with pytest.raises(InvalidInput):
            sessions.edit(world.alice, top, {"parent": wrong})
    sessions.edit(world.alice, low, {"parent": top})
    low.refresh_from_db()
    assert low.parent == top


def test_a_room_that_one_may_not_know_can_not_be_booked(world: Any) -> None:
    session = make.session(world.dialogue)
    with pytest.raises(InvalidInput, match="room"):
        sessions.edit(world.alice, session, {"room": make.room()})
    mine = make.room(make.venue(created_by_id=world.alice.user_id))
    assert sessions.edit(world.alice, session, {"room": mine}).room == mine


def test_a_second_save_over_somebody_elses_is_refused(world: Any) -> None:
    session = make.session(world.dialogue)
    seen = version_of(session, ["title", "starts_at"])
    sessions.shift(world.alice, session, QUARTER)
    with pytest.raises(Conflict):
        sessions.edit(
            world.alice,
            session,
            {"title": LocalText(en="Mine"), "starts_at": NOON, "ends_at": NOON + QUARTER},
            seen=seen,
        )


def times(*rows: Session) -> list[datetime | None]:
    return [Session.objects.get(pk=row.pk).starts_at for row in rows]


def test_parts_move_with_their_session(world: Any) -> None:
    top = make.session(world.dialogue)
    part = make.session(world.dialogue, parent=top, starts_at=NOON, ends_at=NOON + QUARTER)
    below = make.session(world.dialogue, parent=part, starts_at=None, ends_at=None)
    beside = make.session(world.dialogue)
    start = top.starts_at
    sessions.shift(world.alice, top, -QUARTER)
    assert times(top, part, below, beside) == [start - QUARTER, NOON - QUARTER, None, start]

    changes = {"starts_at": start, "ends_at": start + QUARTER}
    sessions.edit(world.alice, top, changes, move_parts=True)
    assert times(top, part, below, beside) == [start, NOON, None, start]

    sessions.edit(world.alice, top, {"starts_at": start + QUARTER, "ends_at": start + 2 * QUARTER})
    assert times(top, part) == [start + QUARTER, NOON]
    top.refresh_from_db()
    part.refresh_from_db()
    assert (top.sequence, part.sequence) == (3, 2)


@pytest.mark.parametrize("by", [timedelta(0), timedelta(days=2), -timedelta(days=2)])
def test_a_session_moves_by_a_little(world: Any, by: timedelta) -> None:
    with pytest.raises(InvalidInput):
        sessions.shift(world.alice, make.session(world.dialogue), by)


def test_a_session_without_a_time_can_not_be_moved(world: Any) -> None:
    session = make.session(world.dialogue, starts_at=None, ends_at=None)
    with pytest.raises(InvalidInput, match="no time"):
        sessions.shift(world.alice, session, QUARTER)


def test_sessions_at_the_same_time_change_places(world: Any) -> None:
    rows = [make.session(world.dialogue) for _number in range(3)]
    make.session(world.dialogue, starts_at=NOON, ends_at=NOON + QUARTER)
    make.session(world.dialogue, parent=rows[0])

    def order() -> list[int]:
        found = world.dialogue.sessions.filter(parent=None, starts_at=rows[0].starts_at)
        return [rows.index(row) for row in found]

    sessions.reorder(world.alice, rows[2], "up")
    assert order() == [0, 2, 1]
    sessions.reorder(world.alice, rows[0], "down")
    assert order() == [2, 0, 1]
    sessions.reorder(world.alice, rows[2], "up")
    assert order() == [2, 0, 1]


def test_removing_takes_parts_words_and_files_along(
    world: Any, django_capture_on_commit_callbacks: Any
) -> None:
    top = sessions.add(
        world.alice, world.dialogue, {"title": LocalText(en="Canary"), "kind": "plenary"}
    )
    part = sessions.add(
        world.alice,
        world.dialogue,
        {"title": LocalText(en="Canary part"), "kind": "break_out", "parent": top},
    )
    values = {"alt": LocalText(en="A room"), "session": part}
    picture = pictures.add(world.alice, world.dialogue, values, source=pictures.encoded(jpeg()))
    file = Path(settings.MEDIA_ROOT) / picture.image.name
    assert file.exists()
    assert len(find(world.alice, "canary")) == 2
    with django_capture_on_commit_callbacks(execute=True):
        sessions.remove(world.alice, top)
    assert world.dialogue.sessions.count() == 0
    assert Picture.objects.count() == 0
    assert find(world.alice, "canary") == []
    assert not file.exists()
    with pytest.raises((NotAllowed, Http404)):
        sessions.edit(world.alice, part, {"cancelled": True})


def test_contributions_name_people_old_and_new(world: Any) -> None:
    session = make.session(world.dialogue)
    known = make.person(name="Jürg Lauber", created_by_id=world.alice.user_id)
    contribution = make.contribution(session, person=known, position=LocalText(de="Botschafter"))
    seen = version_of_rows([contribution], sessions.CONTRIBUTION_FIELDS)
    new = NewPerson("Antje Wiener", honorific="Prof.", country="DE")
    house = NewOrganisation(LocalText(en="University of Hamburg"), "academia")
    sessions.set_contributions(
        world.alice,
        session,
        [
            {"person": new, "organisation": house, "role": "keynote", "honorific": "Prof."},
            {"id": contribution.pk, "person": known, "organisation": None, "role": "chair"},
            {"person": None, "organisation": house, "role": "panellist"},
        ],
        seen=seen,
    )
    rows = list(session.contributions.all())
    assert [(str(r.person or r.organisation), r.role) for r in rows] == [
        ("Antje Wiener", "keynote"),
        ("Jürg Lauber", "chair"),
        ("University of Hamburg", "panellist"),
    ]
    assert rows[1].pk == contribution.pk
    assert rows[0].organisation == rows[2].organisation
    person = rows[0].person
    assert (person.slug, person.country, person.created_by_id, person.synthetic) == (
        "antje-wiener",
        "DE",
        world.alice.user_id,
        False,
    )
    assert [hit.object for hit in find(world.alice, "wiener hamburg")] == [session]
    with pytest.raises(Conflict):
        sessions.set_contributions(world.alice, session, [], seen=seen)


def test_nobody_hidden_can_be_named(world: Any) -> None:
    """Else a guess at a key would show the name of somebody behind another closed door."""
    hidden = make.contribution(make.session(make.dialogue(), rule="closed_door")).person
    row = {"person": hidden, "organisation": None, "role": "chair"}
    session = make.session(world.dialogue)
    with pytest.raises(InvalidInput):
        sessions.set_contributions(world.alice, session, [row])
    assert session.contributions.count() == 0


def test_only_synthetic_dialogues_make_synthetic_people(world: Any) -> None:
    session = make.session(world.dialogue)
    row = {
        "person": NewPerson("Invented", synthetic=True),
        "organisation": None,
        "role": "chair",
    }
    with pytest.raises(InvalidInput, match="synthetic"):
        sessions.set_contributions(world.alice, session, [row])
    world.dialogue.synthetic = True
    world.dialogue.save()
    session = Session.objects.get(pk=session.pk)
    sessions.set_contributions(world.alice, session, [row])
    assert session.contributions.get().person.synthetic


LAST = datetime(2199, 12, 31, 22, 50, tzinfo=UTC)  # ten minutes before the end in Florence


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_at": datetime(1, 1, 1, tzinfo=UTC), "ends_at": datetime(1, 1, 2, tzinfo=UTC)},
        {"starts_at": datetime.max.replace(tzinfo=UTC) - QUARTER, "ends_at": None},
        {"starts_at": LAST, "ends_at": LAST + QUARTER},
        {"starts_at": NOON, "ends_at": NOON + timedelta(days=31, seconds=1)},
        {"starts_at": None, "ends_at": None, "day": date.min},
        {"starts_at": None, "ends_at": None, "day": date(2200, 1, 1)},
    ],
)
def test_times_beyond_all_calendars_are_refused(world: Any, changes: dict[str, Any]) -> None:
    session = make.session(world.dialogue)
    with pytest.raises(InvalidInput):
        sessions.edit(world.alice, session, changes)


def test_the_years_are_those_on_the_clock_of_the_dialogue(world: Any) -> None:
    """The first hour of 1900 in Tokyo is of 1899 in Greenwich."""
    world.dialogue.time_zone = "Asia/Tokyo"
    world.dialogue.save()
    begin = datetime(1899, 12, 31, 16, tzinfo=UTC)
    session = make.session(world.dialogue)
    changes = {"starts_at": begin, "ends_at": begin + timedelta(days=31)}
    assert sessions.edit(world.alice, session, changes).starts_at == begin


def test_no_shift_leads_out_of_the_years(world: Any) -> None:
    top = make.session(world.dialogue)
    part = make.session(world.dialogue, parent=top, starts_at=LAST - QUARTER, ends_at=LAST)
    before = times(top, part)
    with pytest.raises(InvalidInput, match="1900 to 2199"):
        sessions.shift(world.alice, part, QUARTER)
    with pytest.raises(InvalidInput, match="1900 to 2199"):
        sessions.shift(world.alice, top, QUARTER)
    assert times(top, part) == before


def test_rows_read_before_a_change_make_no_circle(world: Any) -> None:
    one, two = make.session(world.dialogue), make.session(world.dialogue)
    stale = Session.objects.get(pk=one.pk)
    sessions.edit(world.alice, one, {"parent": two})
    with pytest.raises(InvalidInput, match="part of itself"):
        sessions.edit(world.alice, two, {"parent": stale})
    assert Session.objects.get(pk=two.pk).parent is None


def circle(world: Any) -> tuple[Session, Session]:
    one = make.session(world.dialogue)
    two = make.session(world.dialogue, parent=one)
    Session.objects.filter(pk=one.pk).update(parent=two)
    one.refresh_from_db()
    return one, two


def test_a_circle_ends_every_walk_and_can_be_undone(world: Any) -> None:
    one, two = circle(world)
    beside = make.session(world.dialogue)
    with pytest.raises(InvalidInput, match="part of itself"):
        sessions.edit(world.alice, beside, {"parent": one})
    start = one.starts_at
    sessions.shift(world.alice, one, QUARTER)
    assert times(one, two) == [start + QUARTER, start + QUARTER]
    assert sessions.edit(world.alice, one, {"parent": None}).parent is None
    one, two = circle(world)
    sessions.remove(world.alice, one)
    assert not Session.objects.filter(pk__in=[one.pk, two.pk]).exists()


def test_a_page_survives_a_circle(world: Any, client: Any) -> None:
    one, two = circle(world)
    for session in (one, two):
        address = f"/dialogues/{world.dialogue.slug}/sessions/{session.slug}/"
        assert client.get(address).status_code == 200


def test_sessions_nest_as_deep_as_files_may(world: Any) -> None:
    chain = [make.session(world.dialogue)]
    for _level in range(MAX_NESTING - 2):
        chain.append(make.session(world.dialogue, parent=chain[-1]))
    low = make.session(world.dialogue)
    below = make.session(world.dialogue, parent=low)
    with pytest.raises(InvalidInput, match="at most 7 levels"):
        sessions.edit(world.alice, low, {"parent": chain[-1]})
    sessions.edit(world.alice, below, {"parent": None})
    sessions.edit(world.alice, low, {"parent": chain[-1]})
    values = {"title": LocalText(en="x"), "kind": SessionKind.PANEL, "parent": low}
    with pytest.raises(InvalidInput, match="at most 7 levels"):
        sessions.add(world.alice, world.dialogue, values)
    assert document_of(world.alice, world.dialogue)
