"""A new edition begins with all that was set up, its days moved, and nobody in it."""

from datetime import date
from typing import Any

import pytest

from parley.apps.convening import models as m
from parley.apps.convening.exchange import clone_edition, create_from_template
from parley.apps.registration import models as r
from parley.apps.registration.selectors import eligibility
from parley.core.actors import actor_of
from parley.core.localtext import LocalText
from tests import factories as make
from tests.registration.exchange.helpers import SYSTEM, imported, stored

pytestmark = pytest.mark.django_db
TITLE = LocalText(en="The next edition")


def clone(dialogue: m.Dialogue, actor: Any = SYSTEM, **changes: Any) -> m.Dialogue:
    given = {"slug": "next", "title": TITLE, "starts_on": date(2028, 10, 30), **changes}
    return clone_edition(actor, dialogue, **given)


def test_all_that_was_set_up_comes_along_with_its_days_moved() -> None:
    source = imported()
    before = stored()
    account = make.user(is_convener=True)
    make.seat(source, account, m.SeatRole.CONVENER)
    copy = clone(source, actor_of(account))
    assert copy.registration_deadline == date(2028, 10, 1)
    assert copy.opening.opens_on == date(2028, 6, 1)
    assert copy.opening.notice == source.opening.notice
    assert [(g.slug, g.deadline, g.seats) for g in copy.groups.all()] == [
        ("states", date(2028, 9, 15), 40),
        ("academia", None, None),
    ]
    assert [(str(q), [g.slug for g in q.groups.all()]) for q in copy.questions.all()] == [
        ("Which topic?", []),
        ("Which mission?", ["states", "academia"]),
        ("Anything else?", ["academia"]),
    ]
    assert {*r.Group.objects.filter(questions__dialogue=copy)} == {*copy.groups.all()}
    assert [text.kind for text in copy.mail_texts.all()] == ["approved"]
    meeting = r.Meeting.objects.get(session__dialogue=copy)
    assert (meeting.session.slug, meeting.kind, meeting.room) == ("plenary", "jitsi", "main-hall")
    round_ = r.BreakoutRound.objects.get(session__dialogue=copy)
    assert (round_.session.slug, round_.weigh_wishes, round_.seed) == ("tables", 5, 7)
    after = stored()
    for name in ("Opening", "Group", "Question", "MailText", "Meeting", "BreakoutRound"):
        kept = {row["id"]: row for row in after[name]}
        assert [kept[row["id"]] for row in before[name]] == before[name]


def test_nobody_can_register_before_the_new_edition_is_announced() -> None:
    copy = clone(imported(), starts_on=date(2027, 10, 30))
    assert copy.status == m.Status.DRAFT
    assert not eligibility.takes_registrations(copy)


def test_nobody_comes_along() -> None:
    source = imported()
    states = source.groups.first()
    row = make.registration(states, state=r.State.APPROVED)
    make.invitation(states)
    round_ = r.BreakoutRound.objects.get()
    round_.published_at, round_.version, round_.work = row.submitted_at, 4, r.Work.DONE
    round_.save()
    table = m.Session.objects.get(slug="table-1")
    r.BreakoutPlace.objects.create(round=round_, registration=row, room=table, told=table)
    copy = clone(source)
    assert not copy.registrations.exists()
    assert not copy.invitations.exists()
    fresh = r.BreakoutRound.objects.get(session__dialogue=copy)
    assert (fresh.published_at, fresh.version, fresh.work) == (None, 0, r.Work.NONE)
    assert not fresh.places.exists()


def test_what_can_not_be_set_up_any_more_stays_behind(settings: Any) -> None:
    source = imported()
    m.Session.objects.filter(slug="table-2").delete()
    settings.JITSI_DOMAIN = ""
    copy = clone(source)
    assert not r.Meeting.objects.filter(session__dialogue=copy).exists()
    assert not r.BreakoutRound.objects.filter(session__dialogue=copy).exists()
    assert copy.groups.count() == 2


def test_a_template_sets_up_no_registration() -> None:
    dialogue = create_from_template(
        SYSTEM,
        "virtual-panels",
        slug="mine",
        title=TITLE,
        starts_on=date(2028, 5, 3),
        time_zone="UTC",
    )
    assert not r.Opening.objects.filter(dialogue=dialogue).exists()
