"""The pages of comments: of those who take part, and of those who write."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parley.apps.convening.models import Rule
from parley.apps.reports.body.blocks import Block, Kind, new_uid, stored
from parley.apps.reports.models import Disposition, Report, ReportComment
from parley.apps.reports.services import comment_periods, deciding, revisions
from parley.core.localtext import LocalText
from tests import factories as make
from tests.reports.comments.scene import BODY, CANARY, RULES, WORDS, lapse, text_of

INSIDE = ["guest0", "speaker", "facilitator", "rapporteur", "convener"]
SCRIPT = "<script>alert(1)</script>"


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
