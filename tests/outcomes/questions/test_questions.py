"""Open questions: gathering them, their answers, and carrying them over."""

from datetime import date

import pytest

from parley.apps.convening.models import Rule, SeatRole, Visibility
from parley.apps.convening.services import sessions
from parley.apps.outcomes.models import (
    Finding,
    FindingKind,
    FindingState,
    OpenQuestion,
    Reach,
    Subject,
    Synthesis,
)
from parley.apps.outcomes.selectors import questions as find
from parley.apps.outcomes.services import gathered, questions
from parley.core import search
from parley.core.access import visible
from parley.core.actors import ANONYMOUS
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests import factories as make

pytestmark = pytest.mark.django_db


def values(**more):
    return {"text": LocalText(en="When does a state have to know?"), **more}


@pytest.fixture
def series():
    return make.series()


@pytest.fixture
def edition(series, account):
    """edition(number, **fields) → an edition of the series that the rapporteur reports on."""

    def one(number, **fields):
        row = make.dialogue(
            series=series,
            edition=number,
            starts_on=date(2020 + number, 5, 12),
            ends_on=date(2020 + number, 5, 13),
            **fields,
        )
        make.seat(row, account, SeatRole.RAPPORTEUR)
        return row

    return one


def test_it_is_a_draft_until_it_is_published(dialogue, rapporteur, guest):
    row = questions.add(rapporteur, dialogue, values())
    assert not visible(OpenQuestion, make.actor(guest())).exists()
    assert find.questions_of(rapporteur, dialogue) == []
    questions.publish(rapporteur, row, published=True)
    assert [one.question for one in find.questions_of(ANONYMOUS, dialogue)] == [row]
    assert [hit.object for hit in search.find(ANONYMOUS, "state know")] == [row]


@pytest.mark.parametrize("role", [SeatRole.FACILITATOR, SeatRole.PARTICIPANT])
def test_nobody_else_asks(dialogue, role):
    account = make.user()
    make.seat(dialogue, account, role)
    with pytest.raises(NotAllowed):
        questions.add(make.actor(account), dialogue, values())
    with pytest.raises(NotAllowed):
        questions.carry_over(make.actor(account), dialogue)


def test_an_answered_one_says_by_what(dialogue, rapporteur, element):
    row = questions.add(rapporteur, dialogue, values(element=element))
    with pytest.raises(InvalidInput) as caught:
        questions.edit(rapporteur, row, {"status": "answered"})
    assert "Say what answers it" in caught.value.problems[0]
    document = make.document(make.collection())
    questions.edit(rapporteur, row, {"status": "answered", "answered_by_document": document})
    assert OpenQuestion.objects.get().answered_by_document == document


def test_what_the_rapporteur_does_not_see_answers_nothing(dialogue, rapporteur):
    hidden = make.document(make.collection(published=False))
    with pytest.raises(InvalidInput):
        questions.add(rapporteur, dialogue, values(answered_by_document=hidden))


def test_answers_are_told_to_those_who_may_know_them(dialogue):
    hidden = make.document(make.collection(published=False))
    synthesis = Synthesis.objects.create(dialogue=dialogue, reach=Reach.TEAM)
    finding = Finding.objects.create(
        synthesis=synthesis,
        kind=FindingKind.CONVERGENCE,
        state=FindingState.ACCEPTED,
        subject=Subject.OWN,
    )
    make.open_question(
        dialogue, answered_by_finding=finding, answered_by_document=hidden, status="answered"
    )
    (told,) = find.questions_of(ANONYMOUS, dialogue)
    assert (told.finding, told.document) == (None, None)
    synthesis.reach = Reach.PUBLIC
    synthesis.save()
    hidden.collection.published = True
    hidden.collection.save()
    (told,) = find.questions_of(ANONYMOUS, dialogue)
    assert (told.finding, told.document) == (finding, hidden)
    finding.state = FindingState.PROPOSED
    finding.save()
    (told,) = find.questions_of(ANONYMOUS, dialogue)
    assert told.finding is None


def test_an_answer_that_goes_leaves_the_question(dialogue):
    document = make.document(make.collection())
    row = make.open_question(dialogue, answered_by_document=document, status="answered")
    document.delete()
    row.refresh_from_db()
    assert row.answered_by_document is None


def test_a_session_with_a_question_is_not_removed_silently(dialogue, convener):
    session = make.session(dialogue)
    make.open_question(dialogue, session=session)
    with pytest.raises(InvalidInput):
        sessions.remove(convener, session)
    assert OpenQuestion.objects.exists()


def test_a_finding_may_have_answered_what_stays_asked_otherwise(dialogue, rapporteur):
    """Which of several questions stands where is the rapporteur's."""
    rows = [questions.add(rapporteur, dialogue, values()) for _ in range(3)]
    gathered.move(rapporteur, rows[2], "up")
    assert list(OpenQuestion.objects.all()) == [rows[0], rows[2], rows[1]]
    gathered.remove(rapporteur, rows[0])
    assert list(OpenQuestion.objects.all()) == [rows[2], rows[1]]


# Carrying over


def test_the_edition_before_hands_on_what_is_still_open(edition, rapporteur, element):
    first, second = edition(1), edition(2)
    still = make.open_question(first, element=element, answer=LocalText(en="Partly."), order=1)
    still.status = "partly"
    still.save()
    other = make.open_question(first, order=2)
    for status in ("answered", "dropped"):
        make.open_question(first, status=status)
    made = questions.carry_over(rapporteur, second)
    told = [(r.carried_from, r.text, r.element, r.status, r.answer, r.published) for r in made]
    assert told == [
        (still, still.text, element, "partly", LocalText(en="Partly."), False),
        (other, other.text, None, "open", LocalText(), False),
    ]
    assert AuditRecord.objects.get(action="dialogue.questions_carried_over").data == {
        "questions": 2
    }


def test_doing_it_again_takes_only_what_is_new(edition, rapporteur):
    first, second = edition(1), edition(2)
    make.open_question(first)
    assert len(questions.carry_over(rapporteur, second)) == 1
    assert questions.carry_over(rapporteur, second) == []
    later = make.open_question(first)
    assert [row.carried_from for row in questions.carry_over(rapporteur, second)] == [later]
    assert second.open_questions.count() == 2


def test_it_is_the_edition_right_before(edition, rapporteur, series):
    rows = [edition(number) for number in (1, 2, 4)]
    for row in rows:
        make.open_question(row, text=LocalText(en=f"Of edition {row.edition}?"))
    assert find.edition_before(rapporteur, rows[2]) == rows[1]
    (made,) = questions.carry_over(rapporteur, rows[2])
    assert made.carried_from.dialogue == rows[1]
    assert find.edition_before(rapporteur, rows[0]) is None
    with pytest.raises(InvalidInput):
        questions.carry_over(rapporteur, rows[0])


def test_without_numbers_the_days_say_which_was_before(series, rapporteur):
    early = make.dialogue(series=series, starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 2))
    late = make.dialogue(series=series)
    assert find.edition_before(rapporteur, late) == early
    assert find.edition_before(rapporteur, early) is None
    assert find.edition_before(rapporteur, make.dialogue()) is None


def test_an_edition_that_one_does_not_see_hands_on_nothing(edition, rapporteur, series):
    hidden = make.dialogue(series=series, edition=1, visibility=Visibility.INVITED)
    second = edition(2)
    make.open_question(hidden)
    assert find.to_carry_over(rapporteur, second).before is None


def test_drafts_of_an_edition_that_one_did_not_report_stay_there(series, edition, rapporteur):
    first = make.dialogue(series=series, edition=1)
    second = edition(2)
    make.open_question(first, published=False)
    shown = make.open_question(first)
    assert [row.carried_from for row in questions.carry_over(rapporteur, second)] == [shown]


def test_what_was_said_under_rules_that_keep_it_stays_behind(edition, convener, account):
    first, second = edition(1), edition(2)
    for dialogue in (first, second):
        make.seat(dialogue, make.user(), SeatRole.CONVENER)
        dialogue.seats.create(user_id=convener.user_id, role=SeatRole.CONVENER)
    expected = {Rule.PUBLIC: True, Rule.CHATHAM_HOUSE: True, Rule.PARTICIPANTS: False}
    expected |= {Rule.CLOSED_DOOR: False, "": False}
    for rule in expected:
        session = make.session(first, rule=rule)
        make.open_question(first, session=session, text=LocalText(en=f"Under “{rule}”?"))
    waiting = find.to_carry_over(convener, second)
    assert waiting.staying == 3
    made = questions.carry_over(convener, second)
    assert {str(row.text) for row in made} == {
        f"Under “{rule}”?" for rule, leaves in expected.items() if leaves
    }
    assert all(row.session is None for row in made)


def test_both_editions_point_at_each_other_for_those_who_see_both(edition, rapporteur):
    first, second = edition(1), edition(2)
    asked = make.open_question(first)
    (made,) = questions.carry_over(rapporteur, second)
    (before,) = find.questions_of(ANONYMOUS, first)
    assert before.after is None  # it is a draft still
    questions.publish(rapporteur, made, published=True)
    (before,), (after,) = (find.questions_of(ANONYMOUS, one) for one in (first, second))
    assert (before.after, after.before) == (made, asked)
    assert find.with_answers(ANONYMOUS, [made])[0].before == asked


def test_on_a_norm_the_last_time_it_was_asked_counts(edition, rapporteur, element):
    first, second = edition(1), edition(2)
    asked = make.open_question(first, element=element)
    make.open_question(first, element=element, status="answered")
    make.open_question(second, element=make.element())
    assert find.open_on(ANONYMOUS, element.norm) == [asked]
    (made,) = questions.carry_over(rapporteur, second)
    assert find.open_on(ANONYMOUS, element.norm) == [asked]
    questions.publish(rapporteur, made, published=True)
    assert find.open_on(ANONYMOUS, element.norm) == [made]


def test_a_chain_of_editions(edition, rapporteur):
    rows = [edition(number) for number in range(1, 5)]
    make.open_question(rows[0])
    for row in rows[1:]:
        (made,) = questions.carry_over(rapporteur, row)
        assert made.carried_from.dialogue.edition == row.edition - 1


@pytest.mark.parametrize("n", [1, 3])
def test_a_page_asks_as_much_for_one_as_for_three(
    dialogue, element, n, client, django_assert_num_queries
):
    collection = make.collection()
    for _ in range(n):
        make.open_question(
            dialogue,
            element=element,
            session=make.session(dialogue),
            answered_by_document=make.document(collection),
        )
    with django_assert_num_queries(3):
        rows = find.questions_of(ANONYMOUS, dialogue)
        assert all(one.document.body.name and one.question.session for one in rows)
