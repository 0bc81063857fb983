"""What somebody says of a draft: made, changed, withdrawn, and read as the rule lets it be."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.convening.models import Rule
from parley.apps.convening.services.versions import Conflict, version_of
from parley.apps.registration.models import Registration, State
from parley.apps.reports.models import Disposition, ReportComment
from parley.apps.reports.selectors import commenting as find
from parley.apps.reports.selectors.comment_groups import LEAST, large_enough
from parley.apps.reports.services import comment_periods, commenting, deciding
from parley.core import privacy
from parley.core.actors import Actor, Preview
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from tests.reports.comments.scene import CANARY, TITLE, lapse

NAMELESS = [Rule.CHATHAM_HOUSE, Rule.CLOSED_DOOR]


def texts(scene, period, name):
    return sorted(one.text for one in find.comments_for(scene.actor(name), period))


# ---- who may say something


@pytest.mark.parametrize("name", ["guest0", "speaker", "facilitator", "rapporteur", "convener"])
def test_those_inside_comment(scene, name):
    period = scene.open()
    made = scene.say(period, name)
    assert (made.author_id, made.pseudonym) == (scene.accounts[name].pk, None)


def test_outsiders_and_previews_do_not(scene):
    period = scene.open()
    preview = Preview("participant", scene.dialogue.pk)
    acting = Actor(user_id=scene.accounts["convener"].pk, preview=preview)
    for actor in (scene.actor("outsider"), acting):
        with pytest.raises(NotAllowed):
            commenting.comment(actor, period, text="Let me in.")
    assert not ReportComment.objects.exists()


@pytest.mark.parametrize("rule", NAMELESS)
def test_without_names_none_is_stored(scene, rule):
    period = scene.open(rule)
    first = scene.say(period, "guest0", "One.")
    second = scene.say(period, "guest0", "Two.")
    other = scene.say(period, "guest1", "Three.")
    assert [one.author_id for one in (first, second, other)] == [None] * 3
    assert first.pseudonym == second.pseudonym != other.pseudonym


def test_a_pseudonym_is_of_one_period(scene):
    first = scene.open(Rule.CHATHAM_HOUSE)
    one = scene.say(first, "guest0").pseudonym
    comment_periods.end(scene.actor(), first)
    assert scene.say(scene.open(Rule.CHATHAM_HOUSE), "guest0").pseudonym != one


# ---- what can't be said


@pytest.mark.parametrize(
    "values",
    [
        {"text": "  \n "},
        {"text": "x" * 5001},
        {"text": "Fine.", "instead": "x" * 5001},
        {"text": "a\x00b"},
        {"text": "\ud800"},
        {"text": "Fine.", "block": "c" * 12},
        {"text": "Fine.", "block": "", "instead": "Words for no place."},
    ],
)
def test_what_is_refused(scene, values):
    period = scene.open()
    with pytest.raises(InvalidInput):
        scene.say(period, **values)
    assert not ReportComment.objects.exists()


def test_proposed_words_alone_are_enough(scene):
    made = scene.say(scene.open(), text="", instead=" Better so.\r\nAnd so. ")
    assert (made.text, made.instead) == ("", "Better so.\nAnd so.")


@pytest.mark.parametrize("rule", [Rule.PARTICIPANTS, *NAMELESS])
def test_sent_twice_is_said_once(scene, rule):
    period = scene.open(rule)
    first, again = scene.say(period), scene.say(period)
    scene.say(period, block=TITLE)
    scene.say(period, "guest1")
    assert first.pk == again.pk and ReportComment.objects.count() == 3


def test_one_can_say_only_so_much(scene, monkeypatch):
    monkeypatch.setattr(commenting, "MOST", 2)
    period = scene.open(Rule.CHATHAM_HOUSE)
    scene.say(period, text="One.")
    scene.say(period, text="Two.")
    with pytest.raises(InvalidInput, match="2 comments"):
        scene.say(period, text="Three.")
    scene.say(period, "guest1", "Somebody else.")


# ---- one's own


@pytest.mark.parametrize("rule", [Rule.PARTICIPANTS, *NAMELESS])
def test_ones_own_is_changed_and_withdrawn_by_oneself_alone(scene, rule):
    period = scene.open(rule)
    made = scene.say(period, "guest0")
    for act in (
        lambda name: commenting.change(scene.actor(name), period, made.uid, text="Mine now."),
        lambda name: commenting.withdraw(scene.actor(name), period, made.uid),
    ):
        for name in ("guest1", "convener"):
            with pytest.raises(Exception, match="no such page"):
                act(name)
    changed = commenting.change(scene.actor("guest0"), period, made.uid, text="Better.")
    assert (changed.pk, changed.text) == (made.pk, "Better.")
    assert commenting.withdraw(scene.actor("guest0"), period, made.uid).text == "Better."
    assert not ReportComment.objects.exists()


def test_what_is_answered_is_not_changed_under_the_answer(scene):
    period = scene.open()
    made = scene.say(period)
    deciding.decide(scene.actor(), made, Disposition.NOTED)
    with pytest.raises(InvalidInput, match="answered"):
        commenting.change(scene.actor("guest0"), period, made.uid, text="Something else.")


@pytest.mark.parametrize("rule", [Rule.PARTICIPANTS, *NAMELESS])
def test_nothing_moves_once_it_is_over(scene, rule):
    period = scene.open(rule)
    made = scene.say(period)
    lapse(period)  # the clock has not come by yet
    for act in (
        lambda: scene.say(period, text="Late."),
        lambda: commenting.change(scene.actor("guest0"), period, made.uid, text="Late."),
        lambda: commenting.withdraw(scene.actor("guest0"), period, made.uid),
    ):
        with pytest.raises(comment_periods.Ended, match="has ended"):
            act()
    assert [one.text for one in scene.said()] == [made.text]


# ---- who reads what


def test_with_names_those_inside_read_them(scene):
    period = scene.open(Rule.PARTICIPANTS)
    scene.say(period, "guest0", "With a name.")
    [one] = find.comments_for(scene.actor("rare0"), period)
    assert (one.name, str(one.group), one.mine) == (f"{CANARY} guest0", "Government", False)
    [one] = find.comments_for(scene.actor("guest0"), period)
    assert one.mine
    assert find.comments_for(scene.actor("outsider"), period) == []


def test_under_chatham_house_words_are_read_and_no_name(scene):
    period = scene.open(Rule.CHATHAM_HOUSE)
    for name in ("guest0", "rare0", "speaker"):
        scene.say(period, name, f"Of {name}.")
    for reader in ("guest1", "rapporteur", "convener"):
        found = find.comments_for(scene.actor(reader), period)
        assert {(one.name, one.made_on, one.mine) for one in found} == {("", None, False)}
        assert len(found) == 3
        # Of three in no large group one would be told by it: with the few, nobody is hidden.
        assert {one.group for one in found if "rare" in one.text} == {None}


def test_behind_a_closed_door_one_reads_ones_own(scene):
    period = scene.open(Rule.CLOSED_DOOR)
    scene.say(period, "guest0", "Mine.")
    scene.say(period, "guest1", "Theirs.")
    assert texts(scene, period, "guest0") == ["Mine."]
    assert texts(scene, period, "facilitator") == []
    assert texts(scene, period, "rapporteur") == ["Mine.", "Theirs."]
    comment_periods.end(scene.actor(), period)
    period.refresh_from_db()
    assert texts(scene, period, "guest0") == []
    assert texts(scene, period, "convener") == ["Mine.", "Theirs."]


@pytest.mark.parametrize("rule", NAMELESS)
def test_without_names_the_order_tells_nothing_of_time(scene, rule):
    period = scene.open(rule)
    for number in range(8):
        scene.say(period, "guest0", f"{number}")
    found = find.comments_for(scene.actor(), period)
    assert [one.uid for one in found] == sorted(one.uid for one in found)


# ---- groups


def sizes():
    return st.dictionaries(st.one_of(st.none(), st.integers(1, 9)), st.integers(1, 12), min_size=1)


@given(sizes(), st.integers(2, 6))
def test_no_group_is_shown_that_tells_who_spoke(given_sizes, least):
    shown = large_enough(given_sizes, least)
    assert all(given_sizes[group] >= least for group in shown)
    hidden = sum(size for group, size in given_sizes.items() if group not in shown)
    assert hidden == 0 or hidden >= least or not shown


@given(sizes())
def test_no_more_groups_are_hidden_than_need_be(given_sizes):
    shown = large_enough(given_sizes)
    for group in {g for g in given_sizes if g is not None and given_sizes[g] >= LEAST} - shown:
        smaller = sum(
            size
            for other, size in given_sizes.items()
            if other is None or size < LEAST or (size, other) < (given_sizes[group], group)
        )
        assert 0 < smaller < LEAST


def test_a_small_group_is_not_even_stored(scene):
    period = scene.open(Rule.CHATHAM_HOUSE)
    made = {name: scene.say(period, name, name).group_id for name in ("guest0", "rare0", "speaker")}
    # Of those without a large group there are six: two of industry, a speaker, the team of three.
    assert made == {"guest0": scene.many.pk, "rare0": None, "speaker": None}
    [one] = [one for one in find.comments_for(scene.actor(), period) if one.text == "guest0"]
    assert str(one.group) == "Government"


def test_a_group_that_shrinks_is_hidden_and_gone_at_the_end(scene):
    period = scene.open(Rule.CHATHAM_HOUSE)
    scene.say(period, "guest0")
    leaving = Registration.objects.filter(group=scene.many).order_by("-pk")[:8]
    Registration.objects.filter(pk__in=leaving.values("pk")).update(state=State.CANCELLED)
    assert {one.group for one in find.comments_for(scene.actor(), period)} == {None}
    comment_periods.end(scene.actor(), period)
    assert {one.group_id for one in scene.said()} == {None}


def test_with_a_name_a_small_group_is_no_secret(scene):
    period = scene.open(Rule.PARTICIPANTS)
    scene.say(period, "rare0")
    [one] = find.comments_for(scene.actor("guest0"), period)
    assert str(one.group) == "Industry"


# ---- decisions


@pytest.mark.parametrize("disposition", [Disposition.DECLINED, Disposition.PARTLY])
def test_whoever_is_not_followed_hears_why(scene, disposition):
    made = scene.say(scene.open())
    with pytest.raises(InvalidInput, match="Say why"):
        deciding.decide(scene.actor(), made, disposition)
    done = deciding.decide(scene.actor(), made, disposition, LocalText(en="Not agreed."))
    assert (done.disposition, done.answer) == (disposition, {"en": "Not agreed."})
    assert done.decided_by_id == scene.accounts["rapporteur"].pk
    back = deciding.decide(scene.actor(), made, Disposition.PENDING)
    assert (back.disposition, back.decided_by_id) == (Disposition.PENDING, None)


def test_only_those_who_write_decide_and_only_what_there_is(scene):
    period = scene.open()
    made = scene.say(period)
    for name in ("guest0", "facilitator", "outsider"):
        with pytest.raises(NotAllowed):
            deciding.decide(scene.actor(name), made, Disposition.NOTED)
        with pytest.raises(NotAllowed):
            deciding.note(scene.actor(name), period, [made.uid])
    with pytest.raises(InvalidInput):
        deciding.decide(scene.actor(), made, "praised")


def test_many_are_noted_at_once_and_what_is_decided_stays(scene):
    period = scene.open()
    rows = [scene.say(period, text=f"{number}") for number in range(3)]
    deciding.decide(scene.actor(), rows[0], Disposition.ACCEPTED)
    assert deciding.note(scene.actor(), period, [one.uid for one in rows]) == 2
    assert Counter(one.disposition for one in scene.said()) == {"accepted": 1, "noted": 2}
    assert find.pending(scene.report) == 0


def test_nobody_answers_what_was_changed_meanwhile(scene):
    period = scene.open()
    made = scene.say(period)
    seen = version_of(made, deciding.SEEN)
    commenting.change(scene.actor("guest0"), period, made.uid, text="The opposite.")
    with pytest.raises(Conflict):
        deciding.decide(scene.actor(), made, Disposition.ACCEPTED, seen=seen)


# ---- what is held on a person


@pytest.mark.parametrize("rule", [Rule.PARTICIPANTS, *NAMELESS])
def test_ones_own_is_handed_out_and_erased_as_long_as_it_can_be_told(scene, rule):
    period = scene.open(rule)
    scene.say(period, "guest0", "Mine.", instead="My words.")
    scene.say(period, "guest1", "Theirs.")
    subject = privacy.of_account(scene.accounts["guest0"])
    held = {table.name: table for table in privacy.tables_of(subject)}["report_comments"]
    assert [{one.name: one.value for one in row}["text"] for row in held.rows] == ["Mine."]
    if rule in NAMELESS:
        comment_periods.end(scene.actor(), period)
        assert "report_comments" not in {one.name for one in privacy.tables_of(subject)}
        assert any("without your name" in text for text in privacy.outlook(subject).stays)
    else:
        assert any("comments on drafts" in text for text in privacy.outlook(subject).goes)
        privacy.erase(scene.actor("convener"), [subject])
        assert [one.text for one in scene.said()] == ["Theirs."]


@pytest.mark.parametrize("rule", NAMELESS)
def test_without_a_name_it_is_erased_while_the_secret_lives(scene, rule):
    period = scene.open(rule)
    scene.say(period, "guest0", "Mine.")
    scene.say(period, "guest1", "Theirs.")
    privacy.erase(scene.actor("convener"), [privacy.of_account(scene.accounts["guest0"])])
    assert [one.text for one in scene.said()] == ["Theirs."]
