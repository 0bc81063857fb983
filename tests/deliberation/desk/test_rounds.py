"""Consultations in a dialogue's file: out, in again, and into another edition."""

from datetime import UTC, date, datetime

import pytest

from parley.apps.convening.exchange import export_dialogue
from parley.apps.convening.exchange.copying import clone_edition
from parley.apps.convening.exchange.loading import import_dialogue
from parley.apps.convening.exchange.reading import read_document
from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Consultation, Phase, Proposition, Results, Value
from parley.apps.deliberation.services import propositions, stances, writing
from parley.core.errors import InvalidInput
from parley.core.localtext import LocalText
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation(dialogue, norm, group):
    """With something in every field that a file has."""
    row = make.consultation(
        dialogue,
        slug="round",
        norm=norm,
        rule=Rule.CHATHAM_HOUSE,
        phase=Phase.DRAFT,
        least=7,
        results=Results.AFTER,
        languages=["en", "ar"],
        introduction=LocalText(en="Say how you read it.\n\nFreely."),
        opens_at=datetime(2027, 5, 12, 12, tzinfo=UTC),
        closes_at=datetime(2027, 10, 31, 1, 30, tzinfo=UTC),  # the second 02:30 of Rome
        attribution="Nobody",
    )
    element = norm.elements.get(slug="knowledge")
    row.elements.set([element])
    row.responding.set([group])
    make.proposition(row, element=element, origin=element.propositions.first())
    make.proposition(row, text=LocalText(en="Both.", ar="كلاهما."))
    make.proposition(row, state="declined", text=LocalText(en="Declined words."))
    return row


def file_of(convener, dialogue):
    return export_dialogue(convener, dialogue)


def again(convener, source):
    return import_dialogue(convener, read_document(source))


def test_in_again_it_changes_nothing(convener, dialogue, consultation):
    source = file_of(convener, dialogue)
    assert "Declined words" not in source
    assert not again(convener, source.encode()).changed
    assert file_of(convener, dialogue) == source


def test_what_people_said_and_who_they_are_is_in_no_file(convener, dialogue, guest):
    session = make.session(dialogue, rule=Rule.CLOSED_DOOR)
    closed = make.consultation(dialogue, session=session, rule=Rule.CLOSED_DOOR, moderated=False)
    house = make.consultation(dialogue, rule=Rule.CHATHAM_HOUSE, moderated=False)
    author = guest()
    session.seats.create(user_id=author.user_id)
    hidden = propositions.submit(author, closed, LocalText(en="Canaryclosed."))
    shown = propositions.submit(author, house, LocalText(en="Canaryhouse."))
    stances.take(author, shown, Value.AGREE, reserved=True, reservation="Canaryreserve")
    writing.write(convener, closed, LocalText(en="Written by us."))
    source = file_of(convener, dialogue)
    assert "Canaryhouse" in source and "Written by us" in source
    for word in ("Canaryclosed", "Canaryreserve", str(hidden.author_key), str(shown.author_key)):
        assert word not in source


def test_another_edition_has_them_as_drafts_with_their_origins(
    convener, account, dialogue, consultation
):
    account.is_convener = True
    account.save()
    consultation.phase = Phase.OPEN
    consultation.save()
    copy = clone_edition(
        make.actor(account),
        dialogue,
        slug="next",
        title=LocalText(en="Next"),
        starts_on=date(2028, 5, 11),
    )
    row = copy.consultations.get()
    assert (row.slug, row.phase, row.least, row.rule) == (
        "round",
        Phase.DRAFT,
        7,
        Rule.CHATHAM_HOUSE,
    )
    assert row.opens_at == datetime(2028, 5, 11, 12, tzinfo=UTC)
    assert bytes(row.secret.key) != bytes(consultation.secret.key)
    before = consultation.propositions.filter(state="accepted")
    columns = ("number", "origin", "element", "text")
    assert list(row.propositions.values_list(*columns)) == list(before.values_list(*columns))
    assert [group.slug for group in row.responding.all()] == [
        group.slug for group in consultation.responding.all()
    ]


def test_a_changed_file_changes_what_it_may(convener, dialogue, consultation):
    source = file_of(convener, dialogue)
    changed = source.replace("least: 7", "least: 9").replace("en: Both.", "en: Both of them.")
    assert again(convener, changed.encode()).changed
    row = Consultation.objects.get()
    assert row.least == 9
    texts = [one.text["en"] for one in row.propositions.filter(state="accepted")]
    assert texts == ["Proposition 1.", "Both of them."]
    assert file_of(convener, dialogue) == changed


def test_what_people_rely_on_stays_as_it_is(convener, dialogue, consultation):
    source = file_of(convener, dialogue)
    consultation.phase = Phase.OPEN
    consultation.save()
    for before, after in (("least: 7", "least: 9"), ("en: Both.", "en: Both of them.")):
        with pytest.raises(InvalidInput):
            again(convener, source.replace(before, after).encode())
    row = Consultation.objects.get()
    assert row.least == 7 and Proposition.objects.filter(consultation=row).count() == 3


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("slug: round", "slug: new", "short name"),
        ("rule: chatham_house", "rule: closed_door", "closed doors"),
        ("- knowledge", "- ignorance", "ignorance"),
        ("least: 7", "least: 2", "least"),
        ("closes: 2027-10-31 02:30+01:00", "closes: 2027-03-28 02:30", "skip"),
    ],
)
def test_problems_are_named(convener, dialogue, consultation, before, after, said):
    source = file_of(convener, dialogue)
    assert before in source, source
    with pytest.raises(InvalidInput) as caught:
        again(convener, source.replace(before, after).encode())
    assert any(said in problem for problem in caught.value.problems), caught.value.problems


def test_a_norm_that_is_not_here_is_named(convener, dialogue, consultation, norm):
    source = file_of(convener, dialogue)
    named = f"{norm.instrument.slug}/13c"
    with pytest.raises(InvalidInput, match="no norm"):
        again(convener, source.replace(named, "a/b").encode())


def test_what_the_file_leaves_out_goes_if_it_is_a_draft(convener, dialogue, consultation):
    other = make.consultation(dialogue, slug="other", phase=Phase.DRAFT, order=1)
    both = file_of(convener, dialogue)
    other.delete()
    source = file_of(convener, dialogue)
    again(convener, both.encode())
    assert [row.slug for row in dialogue.consultations.all()] == ["round", "other"]
    again(convener, source.encode())
    assert [row.slug for row in dialogue.consultations.all()] == ["round"]
    make.consultation(dialogue, slug="begun")
    with pytest.raises(InvalidInput, match="can’t go"):
        again(convener, source.encode())
