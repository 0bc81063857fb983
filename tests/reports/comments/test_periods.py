"""Opening a draft for comments, giving more time, ending: by hand and by the clock."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parley.apps.convening.models import Rule
from parley.apps.reports.body.blocks import Block, Kind, new_uid, stored
from parley.apps.reports.models import CommentPeriod, Report, ReportComment, Stage
from parley.apps.reports.selectors.comment_rules import rule_of, rules_offered
from parley.apps.reports.services import comment_periods as periods
from parley.apps.reports.services import revisions
from parley.core.access import visible
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests import factories as make
from tests.reports.comments.scene import CANARY, lapse


def stage(scene):
    return Report.objects.get(pk=scene.report.pk).stage


def test_a_period_fixes_the_text_as_it_stands(scene):
    period = scene.open()
    revision = scene.report.revisions.get(number=period.revision)
    assert (stage(scene), revision.fixed) == (Stage.COMMENTS, True)
    assert revision.body == scene.report.body
    report = Report.objects.get(pk=scene.report.pk)
    revisions.written(scene.actor(), report, title=LocalText(en="Another"))
    assert report.revision == period.revision + 1
    assert scene.report.revisions.get(number=period.revision).title == {"en": "Outcome report"}
    assert report.stage == Stage.COMMENTS


@pytest.mark.parametrize("name", ["facilitator", "guest0", "speaker", "outsider"])
def test_only_those_who_write_open_and_end(scene, name):
    with pytest.raises(NotAllowed):
        periods.open_period(
            scene.actor(name),
            scene.report,
            until=timezone.now() + timedelta(days=3),
            rule=Rule.PARTICIPANTS,
        )
    period = scene.open()
    for refused in (
        lambda: periods.extend(scene.actor(name), period, period.until + timedelta(days=1)),
        lambda: periods.end(scene.actor(name), period),
    ):
        with pytest.raises(NotAllowed):
            refused()


@pytest.mark.parametrize(
    "lasting", [timedelta(minutes=50), timedelta(days=-1), timedelta(days=367)]
)
def test_its_length_is_an_hour_to_a_year(scene, lasting):
    until = timezone.now() + lasting
    with pytest.raises(InvalidInput):
        periods.open_period(scene.actor(), scene.report, until=until, rule=Rule.PARTICIPANTS)
    assert not CommentPeriod.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"stage": Stage.APPROVED}, "approved"),
        ({"body": []}, "nothing to comment on"),
        ({"working": "queued"}, "being worked on"),
    ],
)
def test_what_is_not_ready_is_not_opened(scene, fields, said):
    Report.objects.filter(pk=scene.report.pk).update(**fields)
    with pytest.raises(InvalidInput, match=said):
        scene.open()


def test_there_is_one_at_a_time_and_another_after_it(scene):
    first = scene.open()
    with pytest.raises(InvalidInput, match="already"):
        scene.open()
    lapse(first)
    second = scene.open()
    first.refresh_from_db()
    assert first.closed_at is not None and second.closed_at is None


@pytest.mark.parametrize("rule", ["", "public", "open", None])
def test_an_unknown_rule_is_refused(scene, rule):
    with pytest.raises(InvalidInput):
        scene.open(rule)


def test_words_that_cannot_be_kept_are_refused(scene):
    for text in ("a\x00b", "\ud800", "x" * 2001):
        with pytest.raises(InvalidInput):
            scene.open(note=LocalText(en=text))


def test_more_time_is_never_less(scene):
    period = scene.open(days=7)
    later = period.until + timedelta(days=2)
    assert periods.extend(scene.actor(), period, later).until == later
    for wrong in (period.until, later, timezone.now() + timedelta(days=400)):
        with pytest.raises(InvalidInput):
            periods.extend(scene.actor(), period, wrong)
    lapse(period)
    with pytest.raises(periods.Ended):
        periods.extend(scene.actor(), period, later + timedelta(days=1))


# ---- which rule


def rests_on(scene, rule, *, consultation=Rule.CHATHAM_HOUSE):
    """A practice that was told in a session under this rule."""
    session = make.session(scene.dialogue, rule=rule)
    practice = make.practice(scene.dialogue, session=session)
    block = Block(new_uid(), Kind.PRACTICE, of=practice.slug)
    scene.report.body = stored([block])
    scene.report.save()
    return scene.report


@pytest.mark.parametrize(
    ("rule", "wanted", "offered"),
    [
        (Rule.PUBLIC, Rule.PARTICIPANTS, 3),
        (Rule.PARTICIPANTS, Rule.PARTICIPANTS, 3),
        (Rule.CHATHAM_HOUSE, Rule.CHATHAM_HOUSE, 3),
        (Rule.CLOSED_DOOR, Rule.CLOSED_DOOR, 1),
        ("", Rule.CLOSED_DOOR, 1),
    ],
)
def test_the_strictest_rule_is_chosen(scene, rule, wanted, offered):
    report = rests_on(scene, rule)
    assert (rule_of(report), len(rules_offered(report))) == (wanted, offered)


def test_what_the_text_refers_to_and_shows_counts(scene):
    session = make.session(scene.dialogue, rule=Rule.CHATHAM_HOUSE)
    question = make.open_question(scene.dialogue, session=session)
    consultation = make.consultation(
        scene.dialogue, rule=Rule.CLOSED_DOOR, session=make.session(scene.dialogue, rule="")
    )
    other = make.session(make.dialogue(), rule=Rule.CLOSED_DOOR)
    elsewhere = make.practice(other.dialogue, session=other)
    cases = [
        (Block(new_uid(), Kind.TEXT, LocalText(en="No reference.")), Rule.PARTICIPANTS),
        (
            Block(new_uid(), Kind.TEXT, LocalText(fr=f"Or {{question:{question.uid.hex[:8]}}}.")),
            Rule.CHATHAM_HOUSE,
        ),
        (Block(new_uid(), Kind.QUESTION, of=str(question.uid)), Rule.CHATHAM_HOUSE),
        (Block(new_uid(), Kind.CHART, of=f"c{consultation.pk}/found/map/"), Rule.CLOSED_DOOR),
        (Block(new_uid(), Kind.CHART, of="c" + "9" * 40), Rule.PARTICIPANTS),
        (Block(new_uid(), Kind.PRACTICE, of=elsewhere.slug), Rule.PARTICIPANTS),
    ]
    for block, wanted in cases:
        scene.report.body = stored([block])
        assert rule_of(scene.report) == wanted, block


def test_a_laxer_rule_is_meant_or_refused(scene):
    report = rests_on(scene, Rule.CHATHAM_HOUSE)
    until = timezone.now() + timedelta(days=2)
    given = {"until": until, "rule": Rule.PARTICIPANTS}
    with pytest.raises(periods.LaxerRule, match="Chatham House"):
        periods.open_period(scene.actor(), report, **given)
    assert periods.open_period(scene.actor(), report, laxer=True, **given).rule == "participants"


def test_behind_a_closed_door_no_laxer_rule_can_be_meant(scene):
    report = rests_on(scene, Rule.CLOSED_DOOR)
    until = timezone.now() + timedelta(days=2)
    for rule in (Rule.PARTICIPANTS, Rule.CHATHAM_HOUSE):
        with pytest.raises(InvalidInput, match="closed door"):
            periods.open_period(scene.actor(), report, until=until, rule=rule, laxer=True)


# ---- the end


@pytest.mark.parametrize("rule", [Rule.CHATHAM_HOUSE, Rule.CLOSED_DOOR])
def test_the_end_leaves_nothing_that_links(scene, rule):
    period = scene.open(rule)
    for name in ("guest0", "guest1", "rare0", "speaker"):
        scene.say(period, name, f"Said by {name[:5]}.")
    ReportComment.objects.update(made_on="2020-01-01")
    before = scene.said()
    periods.end(scene.actor(), period)
    period.refresh_from_db()
    after = scene.said()
    assert (bytes(period.secret), stage(scene)) == (b"", Stage.DRAFT)
    assert [one.text for one in after] == [one.text for one in before]
    assert not {one.uid for one in after} & {one.uid for one in before}
    assert not {one.pk for one in after} & {one.pk for one in before}
    assert {(one.pseudonym, one.author_id) for one in after} == {(None, None)}
    today = timezone.now().astimezone(scene.dialogue.zone).date()
    assert {one.made_on for one in after} == {today}


def test_with_names_they_stay(scene):
    period = scene.open(Rule.PARTICIPANTS)
    made = scene.say(period, "guest3")
    periods.end(scene.actor(), period)
    assert [(one.pk, one.author_id) for one in scene.said()] == [
        (made.pk, scene.accounts["guest3"].pk)
    ]
    assert bytes(period.secret) == b""


def test_the_clock_ends_what_is_due_and_nothing_else(scene):
    period = scene.open(Rule.CHATHAM_HOUSE)
    other = make.report(make.dialogue())
    due = CommentPeriod.objects.create(
        report=other,
        revision=1,
        rule=Rule.CLOSED_DOOR,
        opened_at=period.opened_at,
        until=timezone.now() - timedelta(minutes=1),
    )
    Report.objects.filter(pk=other.pk).update(stage=Stage.COMMENTS)
    periods.CHORE.job.func()
    due.refresh_from_db()
    period.refresh_from_db()
    assert (due.closed_at is not None, period.closed_at) == (True, None)
    assert Report.objects.get(pk=other.pk).stage == Stage.DRAFT
    assert stage(scene) == Stage.COMMENTS


def test_ending_twice_is_ending_once(scene):
    period = scene.open()
    first = periods.end(scene.actor(), period).closed_at
    assert periods.end(scene.actor("convener"), period).closed_at == first


# ---- who may know


def test_the_draft_is_seen_while_it_is_open_and_the_period_after_it(scene):
    period = scene.open()
    inside = ["guest0", "speaker", "facilitator"]
    for name in inside:
        assert visible(Report, scene.actor(name)).exists(), name
    periods.end(scene.actor(), period)
    for name in inside:
        assert not visible(Report, scene.actor(name)).exists(), name
        assert list(visible(CommentPeriod, scene.actor(name))) == [period], name
    assert not visible(CommentPeriod, scene.actor("outsider")).exists()


def test_the_audit_tells_what_was_done_and_of_whom_nothing(scene):
    period = scene.open(Rule.CHATHAM_HOUSE)
    scene.say(period, "guest5", f"{CANARY} text")
    periods.end(scene.actor(), period)
    records = AuditRecord.objects.filter(action__startswith="report.comment")
    assert sorted(record.action for record in records) == [
        "report.comments_ended",
        "report.comments_opened",
    ]
    everything = str(list(AuditRecord.objects.values()))
    assert CANARY not in everything
    assert not AuditRecord.objects.filter(actor_user=scene.accounts["guest5"].pk).exists()
