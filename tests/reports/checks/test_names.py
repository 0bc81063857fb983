"""Names and titles that a rule keeps inside, wherever they would be printed."""

import pytest

from parley.apps.convening.models import Rule, SeatRole
from parley.apps.reports.checks.problem import Topic
from parley.apps.reports.selectors.checking import problems
from parley.core.localtext import LocalText
from tests import factories as make
from tests.reports.layout.scene import block, reported

pytestmark = pytest.mark.django_db


def named(dialogue, text, **fields):
    """The names that were found in a report with this text."""
    report = make.report(dialogue, block("text", text), **fields)
    found = [one for one in problems(report) if one.kind == Topic.NAME]
    assert all(one.private and one.stops for one in found)
    return found


@pytest.fixture
def dialogue():
    return reported().dialogue


def speaking(dialogue, name, rule, **fields):
    session = make.session(dialogue, rule=rule, title=LocalText(en=f"Room of {name}"), **fields)
    make.contribution(session, person=make.person(name=name))
    return session


@pytest.mark.parametrize("rule", [Rule.CLOSED_DOOR, Rule.CHATHAM_HOUSE, Rule.PARTICIPANTS, ""])
def test_a_session_that_is_not_public_keeps_its_title_and_its_people(dialogue, rule):
    speaking(dialogue, "Canary Bird", rule)
    (person,) = named(dialogue, "So said Canary Bird in Florence.")
    assert "Canary Bird" in person.text and person.block


def test_its_title_and_the_address_of_its_page_too(dialogue):
    session = speaking(dialogue, "Canary Bird", Rule.CLOSED_DOOR)
    text = f"See [this](/dialogues/{dialogue.slug}/sessions/{session.slug}/)."
    assert len(named(dialogue, f"In the “ROOM of Canary Bird” it was held. {text}")) == 2


def test_who_speaks_in_public_may_be_named(dialogue):
    session = speaking(dialogue, "Public Speaker", Rule.PUBLIC)
    closed = make.session(dialogue, rule=Rule.CLOSED_DOOR)
    make.contribution(closed, person=session.contributions.get().person)
    assert named(dialogue, "So said Public Speaker in the Room of Public Speaker.") == []


def test_a_title_that_stands_in_public_texts_may_be_printed(dialogue):
    make.session(dialogue, rule=Rule.CLOSED_DOOR, title=LocalText(en="Closing remarks"))
    dialogue.body = LocalText(en="It ends with closing remarks.")
    dialogue.save()
    assert named(dialogue, "Closing remarks were short.") == []


def test_who_is_registered_invited_or_assigned_is_not_named(dialogue):
    group = make.group(dialogue)
    make.registration(group, make.user(email="canary@example.org"), name="Registered Canary")
    make.invitation(group, name="Invited Canary", address="invited@example.org")
    make.seat(dialogue, make.user(name="Seated Canary"), SeatRole.PARTICIPANT)
    closed = make.session(dialogue, rule=Rule.CLOSED_DOOR)
    closed.seats.create(user=make.user(name="Assigned Canary"))
    text = (
        "Registered Canary, Invited Canary, Seated Canary, Assigned Canary, canary@example.org and "
        "invited@example.org"
    )
    assert len(named(dialogue, text)) == 6


def test_those_who_write_it_decide_for_themselves(dialogue):
    for role in (SeatRole.CONVENER, SeatRole.RAPPORTEUR):
        make.seat(dialogue, make.user(name=f"Team {role}"), role)
    make.registration(make.group(dialogue), make.user(name="Somebody else"))
    assert named(dialogue, "Written by Team convener and Team rapporteur.") == []


def test_titles_captions_and_every_language_are_looked_at(dialogue):
    speaking(dialogue, "Canary Bird", Rule.CHATHAM_HOUSE)
    report = make.report(
        dialogue,
        block("heading", text=LocalText(en="Plain", fr="Canary Bird")),
        title=LocalText(en="Report", fr="Rapport"),
        subtitle=LocalText(en="with Canary Bird", fr="x"),
        languages=["en", "fr"],
    )
    found = [one.block for one in problems(report) if one.kind == Topic.NAME]
    assert found == ["", report.body[0]["uid"]]
    report.languages = ["en"]
    assert [one.block for one in problems(report) if one.kind == Topic.NAME] == [""]


def test_names_of_other_dialogues_are_no_matter(dialogue):
    speaking(make.dialogue(), "Canary Bird", Rule.CLOSED_DOOR)
    assert named(dialogue, "A Canary Bird sang.") == []


def test_marks_within_a_name_do_not_hide_it(dialogue):
    speaking(dialogue, "Canary Bird", Rule.CLOSED_DOOR)
    assert len(named(dialogue, "So said Can**ary** *Bird* & others.")) == 1
