"""The desk of comments: asking for them, reading them, answering them."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from parley.apps.convening.models import Rule
from parley.apps.reports.body.blocks import Block, Kind, new_uid, stored
from parley.apps.reports.models import CommentPeriod, Disposition, Report
from parley.apps.reports.services import deciding, revisions
from parley.core.localtext import LocalText
from tests import factories as make
from tests.reports.comments.scene import BODY, CANARY, RULES, WORDS, text_of


def test_the_desk_is_for_those_who_write(scene, client):
    scene.open()
    for tail in ("", "open/", "extend/", "end/", "comments.csv"):
        for name in ("guest0", "facilitator", "outsider"):
            assert scene.client(name).get(scene.desk(tail)).status_code == 404, (name, tail)
        for name in ("rapporteur", "convener"):
            response = scene.client(name).get(scene.desk(tail))
            assert response.status_code == 200, (name, tail)
            assert "no-store" in response["Cache-Control"]
        assert client.get(scene.desk(tail)).status_code == 404


def test_a_period_is_opened_in_the_zone_of_the_dialogue(scene):
    desk = scene.client()
    page = text_of(desk.get(scene.desk("open/")))
    assert "Europe/Rome" in page
    wall = timezone.now().astimezone(scene.dialogue.zone) + timedelta(days=5)
    until = wall.replace(hour=18, minute=0).strftime("%Y-%m-%dT%H:%M")
    values = {"until": until, "rule": "chatham_house", "note_en": "All of it."}
    opened = desk.post(scene.desk("open/"), values)
    assert (opened.status_code, opened["Location"]) == (302, scene.desk())
    period = CommentPeriod.objects.get()
    assert period.until.astimezone(scene.dialogue.zone).strftime("%Y-%m-%dT%H:%M") == until
    assert (period.rule, period.note) == ("chatham_house", {"en": "All of it."})


@pytest.mark.parametrize("until", ["", "soon", "2020-01-01T10:00", "9999-12-31T23:59"])
def test_a_wrong_time_is_told(scene, until):
    values = {"until": until, "rule": "participants"}
    response = scene.client().post(scene.desk("open/"), values)
    assert response.status_code == 422 and not CommentPeriod.objects.exists()


def test_a_laxer_rule_is_asked_for_once_more(scene):
    session = make.session(scene.dialogue, rule=Rule.CHATHAM_HOUSE)
    practice = make.practice(scene.dialogue, session=session)
    scene.report.body = stored([Block(new_uid(), Kind.PRACTICE, of=practice.slug)])
    scene.report.save()
    desk = scene.client()
    page = text_of(desk.get(scene.desk("open/")))
    assert "The strictest rule of what the draft rests on is: Chatham House." in page
    assert re.search(r'value="chatham_house"[^>]* checked', page) and 'name="laxer"' not in page
    until = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    values = {"until": until, "rule": "participants"}
    asked = desk.post(scene.desk("open/"), values)
    assert asked.status_code == 422 and 'name="laxer"' in text_of(asked)
    assert desk.post(scene.desk("open/"), {**values, "laxer": "on"}).status_code == 302


def test_it_is_extended_and_ended_with_a_question(scene):
    period = scene.open(Rule.CHATHAM_HOUSE)
    scene.say(period)
    desk = scene.client()
    later = (period.until + (period.until - period.opened_at)).astimezone(scene.dialogue.zone)
    given = {"until": later.strftime("%Y-%m-%dT%H:%M")}
    assert desk.post(scene.desk("extend/"), given).status_code == 302
    assert "destroyed" in text_of(desk.get(scene.desk("end/")))
    assert CommentPeriod.objects.get().closed_at is None
    assert desk.post(scene.desk("end/")).status_code == 302
    assert CommentPeriod.objects.get().closed_at is not None
    assert desk.get(scene.desk("extend/")).status_code == 404


def test_the_board_shows_words_then_and_now(scene):
    period = scene.open()
    scene.say(period, "guest0", "Say it shorter.")
    changed = Block(WORDS, Kind.TEXT, LocalText(en="It was held."))
    report = Report.objects.get(pk=scene.report.pk)
    revisions.written(scene.actor(), report, body=(BODY[0], changed))
    page = text_of(scene.client().get(scene.desk()))
    for words in ("in good faith", "It was held.", "Changed since.", "Say it shorter."):
        assert words in page
    assert "Text under “Summary”" in page
    report.refresh_from_db()
    revisions.written(scene.actor(), report, body=(BODY[0],))
    page = text_of(scene.client().get(scene.desk()))
    assert "Removed since." in page and f"/text/{WORDS}/" not in page


def test_the_board_is_filtered(scene):
    period = scene.open()
    one = scene.say(period, "guest0", "On a block.")
    scene.say(period, "guest0", "On the whole.", block="")
    deciding.decide(scene.actor(), one, Disposition.NOTED)
    desk = scene.client()
    for query, there in (
        ("", {"On a block.", "On the whole."}),
        ("?state=pending", {"On the whole."}),
        ("?state=noted", {"On a block."}),
        (f"?block={WORDS}", {"On a block."}),
        ("?block=whole", {"On the whole."}),
        (f"?block={WORDS}&state=pending", set()),
        ("?state=nonsense&block=%00&period=x", {"On a block.", "On the whole."}),
        (f"?period={period.pk}", {"On a block.", "On the whole."}),
    ):
        page = text_of(desk.get(scene.desk(query)))
        assert {text for text in ("On a block.", "On the whole.") if text in page} == there, query


@pytest.mark.parametrize("rule", RULES)
def test_no_name_is_on_the_board_or_in_the_table_where_there_is_none(scene, rule):
    period = scene.open(rule)
    made = scene.say(period, "guest0", "=1+1", instead="@cmd")
    desk = scene.client()
    pages = [desk.get(scene.desk()), desk.get(scene.desk(f"{made.uid}/"))]
    table = desk.get(scene.desk("comments.csv"))
    is_named = rule == Rule.PARTICIPANTS
    for response in (*pages, table):
        assert (CANARY in text_of(response)) == is_named
        assert str(made.pseudonym) not in text_of(response)
        assert made.pseudonym is None or made.pseudonym.hex not in text_of(response)
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert ("Name" in rows[0]) == ("Day" in rows[0]) == is_named
    assert len(rows) == 2 and "'=1+1" in rows[1] and "'@cmd" in rows[1]
    assert "attachment" in table["Content-Disposition"]


def test_one_is_decided_on(scene):
    made = scene.say(scene.open())
    desk, url = scene.client(), scene.desk(f"{made.uid}/")
    page = text_of(desk.get(url))
    seen = page.split('name="seen" value="')[1].split('"')[0]
    refused = desk.post(url, {"seen": seen, "disposition": "declined"})
    assert refused.status_code == 422 and "Say why" in text_of(refused)
    done = desk.post(url, {"seen": seen, "disposition": "declined", "answer_fr": "Non."})
    assert done.status_code == 302
    [row] = scene.said()
    assert (row.disposition, row.answer) == ("declined", {"fr": "Non."})
    again = desk.post(url, {"seen": seen, "disposition": "accepted"})
    assert again.status_code == 409 and scene.said()[0].disposition == "declined"
    assert scene.client("guest0").get(url).status_code == 404


def test_those_that_are_ticked_are_noted(scene):
    period = scene.open()
    rows = [scene.say(period, text=f"{number}") for number in range(3)]
    desk = scene.client()
    values = {"period": period.pk, "chosen": [str(one.uid) for one in rows[:2]]}
    assert desk.post(scene.desk("note/"), values).status_code == 302
    assert [one.disposition for one in scene.said()] == ["noted", "noted", "pending"]
    assert desk.post(scene.desk("note/"), {**values, "chosen": ["x"]}).status_code == 404
    assert desk.post(scene.desk("note/"), {"chosen": [str(rows[2].uid)]}).status_code == 404
    assert desk.post(scene.desk("note/"), {"period": period.pk}).status_code == 302
