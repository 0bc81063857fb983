"""Practices and open questions in a dialogue's file: out, in again, and not into another edition."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.apps.convening.exchange import export_dialogue
from parley.apps.convening.exchange.copying import clone_edition
from parley.apps.convening.exchange.loading import import_dialogue
from parley.apps.convening.exchange.reading import read_document
from parley.apps.convening.models import Dialogue
from parley.apps.outcomes.models import (
    OpenQuestion,
    Practice,
    PracticeStatus,
    QuestionStatus,
)
from parley.apps.outcomes.services import endorsing
from parley.core.actors import system_actor
from parley.core.errors import InvalidInput
from parley.core.localtext import LocalText
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def gathered(dialogue, element, estonia):
    """With something in every field that a file has."""
    session = make.session(dialogue, slug="panel")
    shown = make.document(make.collection())
    row = make.practice(
        dialogue,
        slug="contact",
        session=session,
        title=LocalText(en="Contact points", ar="نقاط اتصال"),
        capacity=LocalText(en="Two people"),
        cost=LocalText(en="Two posts.\n\nAnd a line."),
        caveats=LocalText(en="Not at night"),
        status="assessed",
        assessed_by="An institute",
        synthetic=True,
    )
    row.bodies.add(estonia)
    row.elements.add(element)
    row.evidence.create(document=shown, place="p. 3")
    row.evidence.create(title="Elsewhere", link="https://example.org/paper", order=1)
    make.practice(dialogue, slug="law", published=False, order=1)
    make.open_question(
        dialogue,
        session=session,
        element=element,
        text=LocalText(en="When?"),
        status="answered",
        answer=LocalText(en="Then."),
        answered_by_document=shown,
    )
    make.open_question(dialogue, published=False, text=LocalText(en="How?"), order=1)
    return row


def file_of(convener, dialogue):
    return export_dialogue(convener, dialogue)


def again(convener, source):
    return import_dialogue(convener, read_document(source.encode()))


def test_in_again_it_changes_nothing(convener, dialogue, gathered):
    source = file_of(convener, dialogue)
    assert not again(convener, source).changed
    assert file_of(convener, dialogue) == source


def test_from_nothing_it_comes_back_as_it_was(convener, dialogue, gathered):
    source = file_of(convener, dialogue)
    Practice.objects.all().delete()
    OpenQuestion.objects.all().delete()
    assert again(convener, source).changed
    assert file_of(convener, dialogue) == source
    assert [row.published for row in Practice.objects.all()] == [True, False]


def test_nobodys_endorsement_is_in_it(convener, dialogue, gathered, guest):
    account = guest()
    endorsing.endorse(make.actor(account), gathered)
    source = file_of(convener, dialogue)
    assert account.name not in source and account.email not in source and "endors" not in source
    again(convener, source.replace("Two people", "Three people"))
    assert gathered.endorsements.get().user == account


def test_a_changed_file_changes_what_it_says(convener, dialogue, gathered):
    source = file_of(convener, dialogue)
    changed = (
        source.replace("Two people", "Three people")
        .replace("status: assessed\n", "status: documented\n")
        .replace("      assessed_by: An institute\n", "")
        .replace("text: How?", "text: How much?")
    )
    assert changed != source and again(convener, changed).changed
    assert file_of(convener, dialogue) == changed
    assert str(Practice.objects.get(slug="contact").capacity) == "Three people"


def test_what_it_leaves_out_goes_and_without_the_section_all_stays(convener, dialogue, gathered):
    source = file_of(convener, dialogue)
    without = source[: source.index("\noutcomes:")] + "\n"
    assert not again(convener, without).changed
    assert Practice.objects.count() == 2
    shorter = source[: source.index("  practices:")] + source[source.index("  questions:") :]
    assert again(convener, shorter).changed
    assert not Practice.objects.exists() and OpenQuestion.objects.count() == 2


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("slug: contact", "slug: law", "law"),
        ("- estonia", "- atlantis", "There is no actor “atlantis” here"),
        ("- a-70-174/13c/knowledge", "- a-70-174/13c/ignorance", "ignorance"),
        ("- a-70-174/13c/knowledge", "- knowledge", "knowledge"),
        ("status: assessed", "status: proved", "proved"),
        ("status: assessed", "status: documented", "Only of an independently assessed"),
        ("session: panel", "session: plenary", "plenary"),
        ("link: https://example.org/paper", "link: javascript:x", "javascript"),
        ("synthetic: true", "synthetic: false", "synthetic"),
        ("answer: Then.", "answers: Then.", "answers"),
    ],
)
def test_problems_are_named(convener, dialogue, gathered, before, after, said):
    source = file_of(convener, dialogue)
    assert before in source, source
    with pytest.raises(InvalidInput) as caught:
        again(convener, source.replace(before, after))
    assert any(said in problem for problem in caught.value.problems), caught.value.problems


def test_a_short_name_of_another_dialogue_is_not_taken_from_it(convener, dialogue, gathered):
    make.practice(make.dialogue(), slug="elsewhere")
    source = file_of(convener, dialogue).replace("slug: contact", "slug: elsewhere")
    with pytest.raises(InvalidInput):
        again(convener, source)
    assert Practice.objects.get(slug="contact") == gathered


def test_another_edition_begins_with_none(convener, dialogue, gathered):
    from parley.apps.accounts.models import User

    account = User.objects.get(pk=convener.user_id)
    account.is_convener = True
    account.save()
    copy = clone_edition(
        make.actor(account),
        dialogue,
        slug="next",
        title=LocalText(en="Next"),
        starts_on=date(2028, 5, 11),
    )
    assert not copy.practices.exists() and not copy.open_questions.exists()
    assert dialogue.practices.count() == 2


words = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20
)
texts = st.dictionaries(st.sampled_from(["ar", "en", "fr", "pt-BR"]), words, min_size=1, max_size=2)


@st.composite
def practices(draw):
    status = draw(st.sampled_from(PracticeStatus.values))
    return {
        "title": draw(texts),
        "what": draw(texts),
        "by_whom": draw(texts),
        "cost": draw(st.one_of(st.just({}), texts)),
        "status": status,
        "assessed_by": draw(words) if status == "assessed" else "",
        "synthetic": draw(st.booleans()),
        "published": draw(st.booleans()),
        "evidence": draw(st.lists(words, min_size=status != "claimed", max_size=2)),
    }


@st.composite
def open_questions(draw):
    return {
        "text": draw(texts),
        "status": draw(st.sampled_from(QuestionStatus.values)),
        "answer": draw(texts),
        "synthetic": draw(st.booleans()),
        "published": draw(st.booleans()),
    }


@settings(max_examples=12)
@given(
    st.lists(practices(), max_size=3),
    st.lists(open_questions(), max_size=3),
    st.lists(practices(), max_size=3),
    st.lists(open_questions(), max_size=3),
)
def test_the_law(dialogue, rows, asked, other_rows, other_asked):
    """Whatever stands there, a file brings back what it was made of, and again changes nothing."""
    actor = system_actor("law")
    _fill(dialogue, rows, asked)
    source = export_dialogue(actor, dialogue)
    assert not again(actor, source).changed
    _fill(dialogue, other_rows, other_asked)
    if rows or asked:
        # Nobody's kind changes by a file: those that clash are refused as a whole.
        for number, row in enumerate(dialogue.practices.all()):
            if number < len(rows):
                Practice.objects.filter(pk=row.pk).update(synthetic=rows[number]["synthetic"])
        OpenQuestion.objects.all().delete()
        again(actor, source)
        assert export_dialogue(actor, Dialogue.objects.get(pk=dialogue.pk)) == source


def _fill(dialogue, rows, asked):
    dialogue.practices.all().delete()
    dialogue.open_questions.all().delete()
    for number, fields in enumerate(rows):
        values = dict(fields)
        titles = values.pop("evidence")
        row = make.practice(dialogue, slug=f"law-{number}", order=number, **values)
        for place, title in enumerate(titles):
            row.evidence.create(title=title, order=place)
    for number, values in enumerate(asked):
        make.open_question(dialogue, order=number, **values)
