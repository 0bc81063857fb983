"""Setting up a consultation, and what can't change once it has begun."""

from datetime import UTC, datetime

import pytest

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Consultation, Phase, Results, Secret
from parley.apps.deliberation.services import consultations, phases
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests import factories as make

pytestmark = pytest.mark.django_db
TITLE = LocalText(en="How we read 13(c)", fr="Notre lecture du 13(c)")


def values(**more):
    return {"title": TITLE, "rule": Rule.CHATHAM_HOUSE, **more}


def test_a_new_one_is_a_draft_with_a_secret_and_a_short_name(convener, dialogue):
    make.consultation(dialogue, slug="how-we-read-13c")
    made = consultations.create(convener, dialogue, values())
    assert (made.phase, made.slug, made.order) == (Phase.DRAFT, "how-we-read-13c-2", 1)
    assert len(bytes(Secret.objects.get(consultation=made).key)) == 32
    line = AuditRecord.objects.get(action="consultation.created")
    assert line.subject_id == str(made.pk) and line.data == {"dialogue": dialogue.pk}


def test_only_conveners_set_up(dialogue, guest):
    with pytest.raises(NotAllowed):
        consultations.create(guest(), dialogue, values())
    row = make.consultation(dialogue, phase=Phase.DRAFT)
    for act in (consultations.copy, consultations.delete):
        with pytest.raises(NotAllowed):
            act(guest(), row)


@pytest.mark.parametrize(
    ("of_session", "of_consultation", "fits"),
    [
        (Rule.PUBLIC, Rule.PUBLIC, True),
        (Rule.PUBLIC, Rule.CLOSED_DOOR, True),
        (Rule.PARTICIPANTS, Rule.PUBLIC, False),
        (Rule.CHATHAM_HOUSE, Rule.PARTICIPANTS, False),
        (Rule.CHATHAM_HOUSE, Rule.CHATHAM_HOUSE, True),
        (Rule.CLOSED_DOOR, Rule.CHATHAM_HOUSE, False),
        ("", Rule.CHATHAM_HOUSE, False),
        ("", Rule.CLOSED_DOOR, True),
    ],
)
def test_its_rule_is_at_least_as_strict_as_its_sessions(
    convener, dialogue, of_session, of_consultation, fits
):
    session = make.session(dialogue, rule=of_session)
    given = values(session=session, rule=of_consultation)
    if fits:
        assert consultations.create(convener, dialogue, given).session == session
    else:
        with pytest.raises(InvalidInput):
            consultations.create(convener, dialogue, given)


@pytest.mark.parametrize(
    "wrong",
    [
        {"rule": Rule.CLOSED_DOOR},
        {"on_record": True},
        {"audience": "anyone"},
        {"least": 2},
        {"least": 51},
        {"slug": "new"},
        {"title": LocalText()},
        {
            "opens_at": datetime(2027, 5, 12, 12, tzinfo=UTC),
            "closes_at": datetime(2027, 5, 12, 12, tzinfo=UTC),
        },
        {
            "collects_at": datetime(2027, 5, 12, 12, tzinfo=UTC),
            "seals_at": datetime(2027, 5, 11, 12, tzinfo=UTC),
        },
    ],
)
def test_what_can_not_be_is_refused_in_words(convener, dialogue, wrong):
    with pytest.raises(InvalidInput) as caught:
        consultations.create(convener, dialogue, values(**wrong))
    assert caught.value.problems
    assert not Consultation.objects.exists()


def test_elements_and_groups_are_its_own(convener, dialogue, norm, group):
    elsewhere = make.group(make.dialogue())
    element = norm.elements.get(slug="knowledge")
    for links in ({"elements": [make.element()]}, {"responding": [elsewhere]}):
        with pytest.raises(InvalidInput):
            consultations.create(convener, dialogue, values(norm=norm), links)
    good = {"elements": [element], "proposing": [group], "responding": []}
    made = consultations.create(convener, dialogue, values(norm=norm), good)
    assert list(made.elements.all()) == [element] and list(made.proposing.all()) == [group]


@pytest.mark.parametrize(
    "change",
    [{"rule": Rule.PARTICIPANTS}, {"least": 4}, {"audience": "anyone"}, {"on_record": True}],
)
def test_what_people_rely_on_stays_once_it_has_begun(convener, dialogue, change):
    row = make.consultation(dialogue, rule=Rule.CHATHAM_HOUSE)
    with pytest.raises(InvalidInput):
        consultations.edit(convener, row, change)
    changed = consultations.edit(convener, row, {"results": Results.HELD, "title": TITLE})
    assert (changed.results, changed.title) == (Results.HELD, TITLE)


def test_the_session_stays_too(convener, dialogue):
    row = make.consultation(dialogue)
    with pytest.raises(InvalidInput):
        consultations.edit(convener, row, {"session": make.session(dialogue)})


def test_a_copy_is_a_draft_with_what_was_accepted_and_nobody_in_it(convener, dialogue, norm, guest):
    original = make.consultation(dialogue, norm=norm, least=7)
    library = norm.elements.first().propositions.first()
    kept = make.proposition(original, origin=library, element=library.element)
    make.proposition(original, state="declined")
    submitted = make.proposition(original, author_key=kept.uid, submitted_on="2027-05-01")
    made = consultations.copy(convener, original)
    rows = list(made.propositions.values_list("number", "origin", "author_key", "submitted_on"))
    assert rows == [(1, library.pk, None, None), (2, None, None, None)]
    assert made.propositions.last().text == submitted.text
    assert (made.phase, made.least, made.norm) == (Phase.DRAFT, 7, norm)
    assert bytes(made.secret.key) != bytes(original.secret.key)


def test_only_drafts_are_deleted(convener, dialogue):
    begun, draft = make.consultation(dialogue), make.consultation(dialogue, phase=Phase.DRAFT)
    with pytest.raises(InvalidInput):
        consultations.delete(convener, begun)
    consultations.delete(convener, draft)
    assert list(Consultation.objects.all()) == [begun]
    assert list(Secret.objects.all()) == [begun.secret]


def test_they_change_places(convener, dialogue):
    first, second, third = (make.consultation(dialogue, order=order) for order in range(3))
    consultations.move(convener, third, "up")
    consultations.move(convener, first, "up")
    assert list(dialogue.consultations.all()) == [first, third, second]


def test_results_are_shown_and_held_back_only_where_that_is_by_hand(convener, dialogue):
    held = make.consultation(dialogue, results=Results.HELD)
    live = make.consultation(dialogue)
    early = make.consultation(dialogue, results=Results.HELD, phase=Phase.COLLECTING)
    consultations.show_results(convener, held, shown=True)
    held.refresh_from_db()
    assert held.results_shown
    consultations.show_results(convener, held, shown=False)
    held.refresh_from_db()
    assert not held.results_shown
    for row in (live, early):
        with pytest.raises(InvalidInput):
            consultations.show_results(convener, row, shown=True)


def test_a_norm_stays_while_propositions_are_on_its_elements(convener, dialogue, norm):
    row = make.consultation(dialogue, norm=norm, phase=Phase.DRAFT)
    make.proposition(row, element=norm.elements.first())
    with pytest.raises(InvalidInput):
        consultations.edit(convener, row, {"norm": make.norm()})


def test_once_made_it_can_go_its_whole_way(convener, dialogue):
    made = consultations.create(convener, dialogue, values())
    make.proposition(made)
    for to in (Phase.COLLECTING, Phase.OPEN, Phase.CLOSED, Phase.SEALED):
        made = phases.advance(convener, made, to)
    assert made.is_sealed
