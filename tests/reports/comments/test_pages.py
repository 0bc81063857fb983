"""The pages of comments: of those who take part, and of those who write."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parley.apps.convening.models import Rule
from parley.apps.reports.body.blocks import Block, Kind, new_uid, stored
from parley.apps.reports.models import CommentPeriod, Disposition, Report, ReportComment
from parley.apps.reports.services import comment_periods, deciding, revisions
from parley.core.localtext import LocalText
from tests import factories as make
from tests.reports.comments.scene import BODY, CANARY, WORDS, lapse

RULES = [Rule.PARTICIPANTS, Rule.CHATHAM_HOUSE, Rule.CLOSED_DOOR]
INSIDE = ["guest0", "speaker", "facilitator", "rapporteur", "convener"]
SCRIPT = "<script>alert(1)</script>"


def text_of(response):
    return response.content.decode()


# ---- the draft


@pytest.mark.parametrize("rule", RULES)
def test_those_inside_read_the_draft_while_it_is_open(scene, rule, client):
    period = scene.open(rule, note=LocalText(en="Please look at **one** thing."))
    for name in INSIDE:
        response = scene.client(name).get(scene.url())
        page = text_of(response)
        assert response.status_code == 200, name
        assert "The dialogue was held in good faith." in page
        assert "Draft, not for citation" in page and "<strong>one</strong>" in page
        assert "What happens with what you say" in page
        assert response["Cache-Control"] == "private, no-store"
        assert '<meta name="robots" content="noindex' in page
    assert scene.client("outsider").get(scene.url()).status_code == 404
    assert client.get(scene.url()).status_code == 404
    comment_periods.end(scene.actor(), period)
    for name in INSIDE:
        response = scene.client(name).get(scene.url())
        assert (response.status_code, response["Location"]) == (302, scene.url("comments/"))


def test_what_is_commented_on_is_the_text_that_was_opened(scene):
    scene.open()
    changed = Block(WORDS, Kind.TEXT, LocalText(en="Quite another text."))
    report = Report.objects.get(pk=scene.report.pk)
    revisions.written(scene.actor(), report, body=(BODY[0], changed))
    page = text_of(scene.client("guest0").get(scene.url()))
    assert "in good faith" in page and "Quite another" not in page


def test_before_there_is_a_period_there_is_nothing(scene):
    for name in (*INSIDE, "outsider"):
        for tail in ("draft/", "comments/", "draft/comment/"):
            assert scene.client(name).get(scene.url(tail)).status_code == 404, (name, tail)


@pytest.mark.parametrize("rule", RULES)
def test_others_are_read_as_the_rule_says(scene, rule):
    period = scene.open(rule)
    scene.say(period, "guest1", "Words of another.")
    scene.say(period, "guest0", "Words of my own.")
    page = text_of(scene.client("guest0").get(scene.url()))
    assert "Words of my own." in page
    assert ("Words of another." in page) == (rule != Rule.CLOSED_DOOR)
    assert (f"{CANARY} guest1" in page) == (rule == Rule.PARTICIPANTS)
    # Nobody but oneself is offered to change it.
    assert page.count("/withdraw/") == 1


def test_words_are_words(scene):
    period = scene.open(Rule.CHATHAM_HOUSE)
    made = scene.say(period, "guest0", f"{SCRIPT} and\nmore", instead=SCRIPT)
    deciding.decide(scene.actor(), made, Disposition.DECLINED, LocalText(en=SCRIPT))
    pages = [
        text_of(scene.client("guest1").get(scene.url())),
        text_of(scene.client().get(scene.desk())),
        text_of(scene.client().get(scene.desk(f"{made.uid}/"))),
    ]
    comment_periods.end(scene.actor(), period)
    pages.append(text_of(scene.client("guest1").get(scene.url("comments/"))))
    for page in pages:
        assert SCRIPT not in page and "&lt;script&gt;alert(1)" in page


def test_a_place_that_is_hidden_hides_what_is_said_of_it(scene):
    """Whoever does not see a practice does not read others' words on it either."""
    session = make.session(scene.dialogue, rule=Rule.PARTICIPANTS, listed=False)
    practice = make.practice(scene.dialogue, session=session, published=False)
    block = Block(new_uid(), Kind.PRACTICE, of=practice.slug)
    scene.report.body = stored((*BODY, block))
    scene.report.save()
    period = scene.open(Rule.PARTICIPANTS)
    scene.say(period, "rapporteur", "On what is hidden.", block=block.uid)
    assert "On what is hidden." in text_of(scene.client("convener").get(scene.url()))
    guest = scene.client("guest0")
    assert "On what is hidden." not in text_of(guest.get(scene.url()))
    assert guest.get(scene.url(f"draft/comment/{block.uid}/")).status_code == 404
    comment_periods.end(scene.actor(), period)
    assert "On what is hidden." not in text_of(guest.get(scene.url("comments/")))


# ---- saying something


def test_a_comment_is_made_changed_withdrawn_and_put_back(scene):
    period = scene.open(Rule.CHATHAM_HOUSE)
    guest = scene.client("guest0")
    url = scene.url(f"draft/comment/{WORDS}/")
    form = text_of(guest.get(url))
    assert "in good faith" in form and "Words that you propose instead" in form
    sent = guest.post(url, {"text": "Too kind.", "instead": "It was held."})
    assert (sent.status_code, sent["Location"]) == (302, f"{scene.url()}#at-{WORDS}")
    [made] = scene.said()
    assert (made.block, made.text, made.instead) == (WORDS, "Too kind.", "It was held.")
    own = scene.url(f"draft/comments/{made.uid}/")
    assert "Too kind." in text_of(guest.get(own))
    guest.post(own, {"text": "Far too kind.", "instead": ""})
    assert [(one.text, one.instead) for one in scene.said()] == [("Far too kind.", "")]
    gone = text_of(guest.post(f"{own}withdraw/"))
    assert not ReportComment.objects.exists()
    assert "Far too kind." in gone and f'action="{url}"' in gone
    guest.post(url, {"text": "\nFar too kind.", "instead": "\n"})
    assert [(one.text, one.instead) for one in scene.said()] == [("Far too kind.", "")]
    assert period.pk == scene.said()[0].period_id


def test_the_form_comes_by_itself_for_htmx(scene):
    scene.open()
    for tail in (f"draft/comment/{WORDS}/", "draft/comment/"):
        asked = scene.client("guest0").get(scene.url(tail), headers={"HX-Request": "true"})
        assert text_of(asked).lstrip().startswith('<form class="form comment-form"')
        closed = scene.client("guest0").get(
            scene.url(f"{tail}?close=1"), headers={"HX-Request": "true"}
        )
        assert text_of(closed).lstrip().startswith("<a ")


@pytest.mark.parametrize("block", ["c" * 12, "nothing", "-"])
def test_a_place_that_is_not_there(scene, block):
    scene.open()
    url = scene.url(f"draft/comment/{block}/")
    guest = scene.client("guest0")
    assert guest.get(url).status_code == guest.post(url, {"text": "x"}).status_code == 404


def test_what_is_refused_comes_back(scene):
    scene.open()
    url = scene.url("draft/comment/")
    response = scene.client("guest0").post(url, {"text": "x" * 5001})
    assert response.status_code == 422 and "x" * 5001 in text_of(response)
    assert not ReportComment.objects.exists()
    assert scene.client("guest0").post(url, {"text": "a\x00b"}).status_code == 422


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("ended", [True, False])
def test_whoever_comes_late_keeps_the_words(scene, rule, ended):
    period = scene.open(rule)
    guest = scene.client("guest0")
    made = scene.say(period, "guest0", "Before.")
    comment_periods.end(scene.actor(), period) if ended else lapse(period)
    for tail in (f"draft/comment/{WORDS}/", "draft/comment/", f"draft/comments/{made.uid}/"):
        late = guest.post(scene.url(tail), {"text": "My long words.", "instead": "And these."})
        page = text_of(late)
        assert late.status_code == 422
        assert "The comment period has ended" in page and "My long words." in page
        assert tail == "draft/comment/" or "And these." in page
        # The draft itself is closed again.
        assert "in good faith" not in page
        assert guest.get(scene.url(tail)).status_code == 302
    assert [one.text for one in scene.said()] == ["Before."]
    withdrawn = guest.post(scene.url(f"draft/comments/{made.uid}/withdraw/"))
    assert (withdrawn.status_code, len(scene.said())) == (302, 1)


def test_nobody_opens_what_somebody_else_said(scene):
    made = scene.say(scene.open(Rule.CHATHAM_HOUSE), "guest0")
    url = scene.url(f"draft/comments/{made.uid}/")
    for name in ("guest1", "rapporteur", "outsider"):
        other = scene.client(name)
        assert other.get(url).status_code == 404, name
        assert other.post(f"{url}withdraw/").status_code == 404, name
        assert other.post(url, {"text": "Mine."}).status_code == 404, name
    assert [one.text for one in scene.said()] == ["I would put it otherwise."]


def test_two_people_do_not_meet(scene):
    scene.open(Rule.CLOSED_DOOR)
    url = scene.url(f"draft/comment/{WORDS}/")
    scene.client("guest0").post(url, {"text": "The same words."})
    scene.client("guest1").post(url, {"text": "The same words."})
    assert ReportComment.objects.count() == 2


# ---- afterwards


@pytest.mark.parametrize("rule", RULES)
def test_what_became_of_it_is_read_by_those_inside(scene, rule, client):
    period = scene.open(rule)
    made = scene.say(period, "guest0", "Please mention the host.")
    deciding.decide(scene.actor(), made, Disposition.DECLINED, LocalText(en="It is in chapter 2."))
    comment_periods.end(scene.actor(), period)
    for name in ("guest0", "guest1", "speaker"):
        response = scene.client(name).get(scene.url("comments/"))
        page = text_of(response)
        is_read = rule != Rule.CLOSED_DOOR
        assert ("Please mention the host." in page) == is_read
        assert ("It is in chapter 2." in page) == is_read
        named = CANARY in page.replace(f"{CANARY} {name}", "")  # oneself stands in the header
        assert named == (rule == Rule.PARTICIPANTS and name != "guest0")
        assert response["Cache-Control"] == "private, no-store"
        assert "in good faith" not in page
    assert scene.client("outsider").get(scene.url("comments/")).status_code == 404
    assert client.get(scene.url("comments/")).status_code == 404


def test_the_ways_to_it_are_for_those_inside(scene, client):
    page = f"/dialogues/{scene.dialogue.slug}/"
    period = scene.open()
    assert scene.url() in text_of(scene.client("guest0").get(page))
    assert scene.url() in text_of(scene.client("guest0").get(f"{page}mine/"))
    for visitor in (scene.client("outsider"), client):
        assert scene.url() not in text_of(visitor.get(page))
    comment_periods.end(scene.actor(), period)
    found = text_of(scene.client("guest0").get(page))
    assert scene.url("comments/") in found and scene.url() not in found
    assert scene.url("comments/") not in text_of(client.get(page))


# ---- the desk


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


def test_pages_ask_no_more_with_more_comments(scene):
    period = scene.open(Rule.PARTICIPANTS)
    clients = {scene.url(): scene.client("guest0"), scene.desk(): scene.client()}

    def asked():
        found = {}
        for url, client in clients.items():
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            found[url] = len(queries)
        return found

    scene.say(period, "guest0", "0", block="")
    scene.say(period, "guest0", "1")
    few = asked()
    for number in range(6):
        scene.say(period, f"guest{number}", f"{number} more", block=WORDS if number % 2 else "")
    assert asked() == few
