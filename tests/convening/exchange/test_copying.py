"""A new dialogue from an earlier one or from a template."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from parley.apps.accounts.models import Organisation, Person
from parley.apps.convening import models as m
from parley.apps.convening.exchange import (
    clone_edition,
    create_from_template,
    export_dialogue,
    import_dialogue,
    read_document,
    template_choices,
)
from parley.core.actors import ANONYMOUS, actor_of
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from tests import factories as make
from tests.convening.exchange.helpers import SYSTEM, convener, example, stored

pytestmark = pytest.mark.django_db
TITLE = LocalText(en="The next edition")


def clone(dialogue: m.Dialogue, **changes: Any) -> m.Dialogue:
    given = {"slug": "next", "title": TITLE, "starts_on": date(2028, 5, 6), **changes}
    return clone_edition(SYSTEM, dialogue, **given)


def clocks(dialogue: m.Dialogue) -> list[tuple[str, str, str]]:
    def shown(moment: Any) -> str:
        return moment.astimezone(dialogue.zone).strftime("%Y-%m-%d %H:%M") if moment else ""

    rows = dialogue.sessions.all()
    return [(row.slug, shown(row.starts_at) or str(row.day), shown(row.ends_at)) for row in rows]


def refused(function: Any, *args: Any, **given: Any) -> list[str]:
    before = stored()
    with pytest.raises(InvalidInput) as caught:
        function(*args, **given)
    assert caught.value.message == "The new dialogue can't be made yet."
    assert stored() == before
    return list(caught.value.problems)


def test_an_edition_begins_anew() -> None:
    source = import_dialogue(SYSTEM, example()).dialogue
    copy = clone(source)
    assert (copy.slug, copy.title, copy.status, copy.edition) == ("next", TITLE, "draft", 3)
    assert (copy.series, copy.uid != source.uid, copy.sequence) == (source.series, True, 0)
    assert (copy.starts_on, copy.ends_on) == (date(2028, 5, 6), date(2028, 5, 7))
    assert copy.registration_deadline == date(2028, 4, 7)
    assert [str(host.organisation) for host in copy.hosts.all()] == ["Example institute"]
    assert [str(norm) for norm in copy.norms.all()] == ["13(c)"]
    assert copy.points.count() == 2
    assert clocks(copy) == [
        ("opening", "2028-05-06 09:00", "2028-05-06 10:00"),
        ("night-watch", "2028-05-07 01:30", "2028-05-07 03:30"),  # two real hours
        ("aside", "2028-05-06", ""),
    ]
    assert [*copy.sessions.filter(parent__slug="opening")] == [copy.sessions.get(slug="aside")]
    assert copy.sessions.get(slug="opening").room.slug == "great-hall"
    uids = {*source.sessions.values_list("uid", flat=True)}
    assert not uids & {*copy.sessions.values_list("uid", flat=True)}


def test_what_was_of_that_meeting_alone_stays_behind() -> None:
    source = import_dialogue(SYSTEM, example()).dialogue
    source.sessions.update(join_url="https://example.org/room", cancelled=True)
    m.Dialogue.objects.update(source_note=LocalText(en="From its page"))
    m.Material.objects.create(
        dialogue=source, title=LocalText(en="Paper"), link="https://example.org", rule="public"
    )
    source.refresh_from_db()
    before = export_dialogue(SYSTEM, source)
    copy = clone(source)
    assert not copy.pictures.exists()
    assert not copy.materials.exists()
    assert not copy.source_note
    assert {*copy.sessions.values_list("join_url", "cancelled")} == {("", False)}
    assert not m.Contribution.objects.filter(session__dialogue=copy).exists()
    assert export_dialogue(SYSTEM, source) == before


def test_people_come_along_when_asked_for() -> None:
    source = import_dialogue(SYSTEM, example()).dialogue
    copy = clone(source, keep_people=True)
    parts = m.Contribution.objects.filter(session__dialogue=copy)
    assert [(part.person.name, part.role) for part in parts] == [("Ada Example", "keynote")]
    assert (Person.objects.count(), Organisation.objects.count()) == (1, 1)


def test_a_convener_clones_with_entries_that_others_keep() -> None:
    source = import_dialogue(SYSTEM, example()).dialogue
    account, actor = convener()
    make.seat(source, account, m.SeatRole.CONVENER)
    copy = clone_edition(actor, source, slug="next", title=TITLE, starts_on=date(2028, 5, 6))
    assert [(seat.user, seat.role) for seat in copy.seats.all()] == [(account, "convener")]


def test_only_those_who_may_edit_and_create_clone() -> None:
    source = import_dialogue(SYSTEM, example()).dialogue
    _account, stranger = convener()
    editor = make.user()  # convenes this dialogue, but may not make others
    make.seat(source, editor, m.SeatRole.CONVENER)
    for actor in (ANONYMOUS, stranger, actor_of(editor)):
        with pytest.raises(NotAllowed):
            clone_edition(actor, source, slug="next", title=TITLE, starts_on=date(2028, 5, 6))
    assert m.Dialogue.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"slug": "example-2027"}, "dialogue.slug: 'example-2027' is taken; choose another one"),
        (
            {"slug": "../next"},
            (
                "dialogue.slug: expected a short name of letters, digits, hyphens and underscores, "
                "got '../next'"
            ),
        ),
        ({"title": LocalText()}, "dialogue.title: expected a text, got ''"),
        ({"edition": 2}, "dialogue.edition: the series already has an edition 2"),
        (
            {"starts_on": date(9999, 12, 31)},
            "dialogue.starts_on: expected a year between 1900 and 2199, got '9999-12-31'",
        ),
    ],
)
def test_what_can_not_be_cloned_leaves_nothing(given: dict[str, Any], problem: str) -> None:
    source = import_dialogue(SYSTEM, example()).dialogue
    assert refused(clone, source, **given) == [problem]


@pytest.mark.parametrize(
    ("first", "start", "end"),
    [
        # Clocks skip 02:00 to 03:00 on 26 March 2028: the session begins an hour later.
        (date(2028, 3, 25), "2028-03-26 01:30", "2028-03-26 04:30"),
        (date(2028, 10, 28), "2028-10-29 01:30", "2028-10-29 02:30"),
    ],
)
def test_a_night_session_keeps_its_length(first: date, start: str, end: str) -> None:
    """It lasts two hours in the source, across the end of summer time."""
    source = import_dialogue(SYSTEM, example()).dialogue
    copy = clone(source, starts_on=first)
    assert ("night-watch", start, end) in clocks(copy)


def test_a_time_that_is_skipped_moves_to_where_the_clock_goes_on() -> None:
    change = ("2027-10-31 01:30", "2027-10-31 02:15+02:00")
    source = import_dialogue(SYSTEM, example(change)).dialogue
    copy = clone(source, starts_on=date(2028, 3, 25))
    assert ("night-watch", "2028-03-26 03:15", "2028-03-26 04:30") in clocks(copy)


def test_dialogues_without_an_edition_are_cloned_without_one() -> None:
    source = import_dialogue(SYSTEM, example(("  edition: 2\n", ""))).dialogue
    assert clone(source).edition is None


@pytest.mark.parametrize("choice", template_choices(), ids=lambda choice: choice.name)
def test_every_template_makes_a_draft(choice: Any) -> None:
    account, actor = convener()
    dialogue = create_from_template(
        actor,
        choice.name,
        slug="mine",
        title=TITLE,
        starts_on=date(2028, 2, 28),
        time_zone="Asia/Kathmandu",
    )
    assert (dialogue.slug, dialogue.title, dialogue.status) == ("mine", TITLE, "draft")
    assert (dialogue.starts_on, dialogue.time_zone) == (date(2028, 2, 28), "Asia/Kathmandu")
    assert [(seat.user, seat.role) for seat in dialogue.seats.all()] == [(account, "convener")]
    assert read_document(export_dialogue(actor, dialogue)).dialogue.slug == "mine"
    for session in dialogue.sessions.all():
        assert {*session.title} == {"en", "fr", "ar"}
        assert session.rule
    for language in ("en", "fr", "ar"):
        with translation.override(language):
            assert str(choice.label)
            assert str(choice.description)


def test_the_two_day_template_has_what_it_promises() -> None:
    dialogue = create_from_template(
        SYSTEM,
        "two-day-in-person",
        slug="mine",
        title=TITLE,
        starts_on=date(2028, 2, 28),
        time_zone="Europe/Rome",
    )
    assert (dialogue.format, dialogue.ends_on) == ("in_person", date(2028, 2, 29))
    assert clocks(dialogue)[0] == ("registration", "2028-02-28 09:00", "2028-02-28 09:45")
    kinds = {*dialogue.sessions.values_list("kind", "rule")}
    assert {("lecture", "public"), ("roundtable", "closed_door"), ("plenary", "public")} <= kinds
    assert dialogue.sessions.filter(parent__slug="break-outs").count() == 2


def test_the_virtual_template_has_three_panels() -> None:
    dialogue = create_from_template(
        SYSTEM,
        "virtual-panels",
        slug="mine",
        title=TITLE,
        starts_on=date(2028, 5, 3),
        time_zone="Europe/Zurich",
    )
    assert (dialogue.format, dialogue.ends_on) == ("virtual", date(2028, 5, 3))
    assert clocks(dialogue) == [
        ("panel-1", "2028-05-03 13:00", "2028-05-03 13:55"),
        ("panel-2", "2028-05-03 14:00", "2028-05-03 14:55"),
        ("panel-3", "2028-05-03 15:00", "2028-05-03 16:00"),
    ]


@pytest.mark.parametrize(
    ("name", "time_zone", "problem"),
    [
        (
            "../secret",
            "UTC",
            (
                "dialogue.template: expected one of two-day-in-person, virtual-panels, "
                "got '../secret'"
            ),
        ),
        (
            "virtual-panels",
            "Mars/Base",
            "dialogue.time_zone: expected a time zone such as Europe/Rome, got 'Mars/Base'",
        ),
    ],
)
def test_what_is_unknown_makes_nothing(name: str, time_zone: str, problem: str) -> None:
    given = {"slug": "a", "title": TITLE, "starts_on": date(2028, 5, 3), "time_zone": time_zone}
    assert refused(create_from_template, SYSTEM, name, **given) == [problem]


def test_a_session_outside_the_days_is_cloned_as_it_stands() -> None:
    """The desk only warns of it: whoever clones the dialogue mends it there."""
    source = import_dialogue(SYSTEM, example()).dialogue
    source.sessions.filter(slug="aside").update(day=date(2027, 11, 9))
    assert ("aside", "2028-05-16", "") in clocks(clone(source))
