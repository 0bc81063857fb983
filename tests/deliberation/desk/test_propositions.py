"""Propositions: submitted, decided on, written, put in order."""

import pytest

from parley.apps.convening.models import Rule, SeatRole
from parley.apps.deliberation.models import (
    FIRST_DRAWN,
    LiveCount,
    LiveRoom,
    Phase,
    Proposition,
    Stance,
    Value,
)
from parley.apps.deliberation.models import PropositionState as State
from parley.apps.deliberation.selectors import results
from parley.apps.deliberation.services import (
    merging,
    moderating,
    propositions,
    stances,
    steps,
    writing,
)
from parley.apps.deliberation.services.holding import was_accepted
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests import factories as make

pytestmark = pytest.mark.django_db
TEXT = LocalText(en="A State acts once it knows.")
OTHER = LocalText(en="A State acts as soon as it knows.")


@pytest.fixture
def consultation(dialogue):
    return make.consultation(dialogue, rule=Rule.CHATHAM_HOUSE)


@pytest.fixture
def author(guest):
    return guest()


@pytest.fixture
def submitted(consultation, author):
    return propositions.submit(author, consultation, TEXT)


def fresh(row):
    return Proposition.objects.select_related("consultation__dialogue").get(pk=row.pk)


def test_what_is_submitted_waits_under_a_pseudonym_and_a_drawn_number(submitted, author):
    row = fresh(submitted)
    assert (row.state, row.text, row.author) == (State.SUBMITTED, TEXT, None)
    assert row.number >= FIRST_DRAWN and row.author_key is not None
    assert propositions.is_own(author, row)


@pytest.mark.parametrize("rule", Rule.values)
def test_what_authors_do_is_recorded_nowhere(dialogue, guest, convener, rule):
    session = make.session(dialogue, rule=rule)
    row = make.consultation(dialogue, rule=rule, session=session)
    author = guest()
    if rule == Rule.CLOSED_DOOR:
        session.seats.create(user_id=author.user_id)
    before = AuditRecord.objects.count()
    first = propositions.submit(author, row, TEXT)
    propositions.submit(author, row, LocalText(en="Another."))
    moderating.edit(convener, first, OTHER)
    propositions.refuse(author, first)
    moderating.edit(convener, first, OTHER)
    propositions.consent(author, first)
    lines = AuditRecord.objects.order_by("pk")[before:]
    assert [line.action for line in lines] == ["proposition.edited"] * 2
    assert {line.actor_user for line in lines} == {convener.user_id}


def test_a_name_only_where_the_rule_allows_it(dialogue, guest):
    author = guest()
    open_one = make.consultation(dialogue)
    made = propositions.submit(author, open_one, TEXT, named=True)
    assert made.author_id == author.user_id
    with pytest.raises(InvalidInput):
        propositions.submit(
            author, make.consultation(dialogue, rule=Rule.CHATHAM_HOUSE), TEXT, named=True
        )


def test_without_moderators_it_stands_at_once(dialogue, guest):
    row = make.consultation(dialogue, moderated=False)
    make.proposition(row)
    made = propositions.submit(guest(), row, TEXT)
    assert (made.state, made.number) == (State.ACCEPTED, 2)


@pytest.mark.parametrize(
    "text", [LocalText(), LocalText(en="x" * 501), LocalText(en="a\x00b"), LocalText(de="Nein.")]
)
def test_a_text_that_can_not_be_taken_is_refused(dialogue, guest, text):
    row = make.consultation(dialogue, languages=["en", "fr"])
    with pytest.raises(InvalidInput):
        propositions.submit(guest(), row, text)
    assert not row.propositions.exists()


def test_what_stands_there_is_not_submitted_again_and_what_waits_is_not_told(
    consultation, guest, submitted
):
    propositions.submit(guest(), consultation, TEXT)
    make.proposition(consultation, text=OTHER)
    with pytest.raises(InvalidInput, match="number"):
        propositions.submit(guest(), consultation, LocalText(en=str(OTHER).upper()))


def test_one_author_can_not_fill_the_board(consultation, author, monkeypatch):
    monkeypatch.setattr(propositions, "MOST_WAITING", 2)
    for number in range(2):
        propositions.submit(author, consultation, LocalText(en=f"Sentence {number}."))
    with pytest.raises(InvalidInput):
        propositions.submit(author, consultation, TEXT)


def test_nobody_submits_where_propositions_are_not_taken(dialogue, guest):
    for more in ({"takes_propositions": False}, {"phase": Phase.CLOSED}, {"phase": Phase.DRAFT}):
        with pytest.raises((InvalidInput, NotAllowed)):
            propositions.submit(guest(), make.consultation(dialogue, **more), TEXT)


def test_an_edit_waits_for_the_authors_consent(convener, submitted, author, guest):
    moderating.edit(convener, submitted, OTHER)
    row = fresh(submitted)
    assert (row.state, row.text, row.edited_text) == (State.EDITED, TEXT, OTHER)
    for stranger in (guest(), convener):
        with pytest.raises(NotAllowed):
            propositions.consent(stranger, row)
    propositions.consent(author, row)
    row = fresh(row)
    assert (row.state, row.text, row.edited_text, row.number) == (
        State.ACCEPTED,
        OTHER,
        LocalText(),
        1,
    )


def test_who_refuses_an_edit_gets_their_own_words_back(convener, submitted, author):
    moderating.edit(convener, submitted, OTHER)
    propositions.refuse(author, submitted)
    row = fresh(submitted)
    assert (row.state, row.text, row.edited_text) == (State.SUBMITTED, TEXT, LocalText())


def test_editing_back_to_the_authors_words_needs_no_consent(convener, submitted):
    moderating.edit(convener, submitted, OTHER)
    moderating.edit(convener, submitted, TEXT)
    assert (fresh(submitted).state, fresh(submitted).edited_text) == (State.SUBMITTED, LocalText())


def test_words_stay_once_stances_are_taken_on_them(convener, consultation, norm):
    row = make.proposition(consultation, text=TEXT)
    with pytest.raises(InvalidInput):
        moderating.edit(convener, row, OTHER)
    made = moderating.replace(convener, row, OTHER)
    assert (fresh(row).state, fresh(row).text) == (State.WITHDRAWN, TEXT)
    assert (made.state, made.text, made.number) == (State.ACCEPTED, OTHER, 2)


def test_before_it_is_open_own_words_change_and_submitted_ones_ask(convener, dialogue, author):
    row = make.consultation(dialogue, phase=Phase.COLLECTING)
    own = writing.write(convener, row, TEXT)
    moderating.edit(convener, own, OTHER)
    assert (fresh(own).text, fresh(own).state) == (OTHER, State.ACCEPTED)
    theirs = propositions.submit(author, row, TEXT)
    moderating.accept(convener, theirs)
    moderating.edit(convener, fresh(theirs), LocalText(en="Third."))
    assert fresh(theirs).state == State.EDITED
    propositions.refuse(author, fresh(theirs))
    assert (fresh(theirs).state, fresh(theirs).number) == (State.ACCEPTED, 2)


def test_declining_needs_a_reason_and_can_be_undone(convener, submitted):
    with pytest.raises(InvalidInput):
        moderating.decline(convener, submitted, "  ")
    moderating.decline(convener, submitted, "Two questions\nin one.")
    assert (fresh(submitted).state, fresh(submitted).reason) == (
        State.DECLINED,
        "Two questions in one.",
    )
    moderating.undo(convener, fresh(submitted))
    assert (fresh(submitted).state, fresh(submitted).reason) == (State.SUBMITTED, "")


def test_an_acceptance_is_undone_only_before_anybody_was_asked(convener, dialogue, author):
    row = make.consultation(dialogue, phase=Phase.COLLECTING)
    one = moderating.accept(convener, propositions.submit(author, row, TEXT))
    assert one.number == 1
    undone = moderating.undo(convener, fresh(one))
    assert undone.state == State.SUBMITTED and not was_accepted(undone)
    moderating.accept(convener, fresh(one))
    row.phase = Phase.OPEN
    row.save()
    with pytest.raises(InvalidInput):
        moderating.undo(convener, fresh(one))


def test_what_was_taken_out_comes_back_and_what_its_author_withdrew_does_not(
    convener, consultation, author, submitted
):
    asked = make.proposition(consultation)
    room = LiveRoom.objects.create(consultation=consultation, code="ABC", proposition=asked)
    moderating.take_out(convener, asked)
    room.refresh_from_db()
    assert (room.proposition, room.version) == (None, 1)
    assert moderating.undo(convener, fresh(asked)).state == State.ACCEPTED
    propositions.withdraw(author, submitted)
    with pytest.raises(InvalidInput):
        moderating.undo(convener, fresh(submitted))


def test_an_author_does_not_withdraw_what_people_were_asked(convener, submitted, author):
    moderating.accept(convener, submitted)
    with pytest.raises(InvalidInput):
        propositions.withdraw(author, fresh(submitted))


@pytest.mark.parametrize("phase", [Phase.CLOSED, Phase.SEALED])
def test_after_it_is_closed_nothing_is_put_to_anybody(convener, dialogue, phase):
    row = make.consultation(dialogue, phase=phase)
    accepted, waiting = make.proposition(row), make.proposition(row, state=State.SUBMITTED)
    other = make.proposition(row)
    for act, *args in (
        (writing.write, row, TEXT),
        (moderating.accept, waiting),
        (moderating.take_out, accepted),
        (merging.merge, other, accepted),
    ):
        with pytest.raises(InvalidInput):
            act(convener, *args)


def test_only_those_who_run_it_decide(dialogue, consultation, submitted, guest):
    rapporteur = make.user()
    make.seat(dialogue, rapporteur, SeatRole.RAPPORTEUR)
    facilitator = make.user()
    make.seat(dialogue, facilitator, SeatRole.FACILITATOR)
    for stranger in (guest(), make.actor(rapporteur)):
        for act, *args in (
            (moderating.accept, submitted),
            (moderating.decline, submitted, "No."),
            (writing.write, consultation, TEXT),
            (writing.take_up, consultation, []),
        ):
            with pytest.raises(NotAllowed):
                act(stranger, *args)
    assert moderating.accept(make.actor(facilitator), submitted).state == State.ACCEPTED


def test_library_propositions_are_taken_up_once_as_copies(convener, dialogue, norm):
    row = make.consultation(dialogue, norm=norm, phase=Phase.DRAFT)
    library = list(norm.elements.first().propositions.order_by("number"))
    writing.take_up(convener, row, library[:1])
    writing.take_up(convener, row, library)
    found = list(row.propositions.values_list("number", "origin", "element__slug", "text"))
    assert found == [
        (1, library[0].pk, "knowledge", library[0].text),
        (2, library[1].pk, "knowledge", library[1].text),
    ]


def test_an_element_of_another_norm_is_refused(convener, dialogue, norm):
    row = make.consultation(dialogue, norm=norm)
    with pytest.raises(InvalidInput):
        writing.write(convener, row, TEXT, make.element())
    row.elements.set(norm.elements.filter(slug="territory"))
    with pytest.raises(InvalidInput):
        writing.write(convener, row, TEXT, norm.elements.get(slug="knowledge"))
    assert writing.write(convener, row, TEXT, norm.elements.get(slug="territory")).number == 1


def test_the_order_changes_before_it_is_open_and_not_after(convener, dialogue):
    row = make.consultation(dialogue, phase=Phase.COLLECTING)
    first, second, third = writing.write_many(
        convener, row, [LocalText(en=text) for text in ("One.", "Two.", "Three.")]
    )
    writing.move(convener, fresh(third), "up")
    writing.move(convener, fresh(first), "up")
    assert list(row.propositions.all()) == [first, third, second]
    assert [one.number for one in row.propositions.all()] == [1, 2, 3]
    row.phase = Phase.OPEN
    row.save()
    with pytest.raises(InvalidInput):
        writing.move(convener, fresh(first), "down")


def test_only_own_ones_are_removed_and_only_from_a_draft(convener, dialogue):
    draft = make.consultation(dialogue, phase=Phase.DRAFT)
    writing.remove(convener, make.proposition(draft))
    assert not draft.propositions.exists()
    with pytest.raises(InvalidInput):
        writing.remove(convener, make.proposition(make.consultation(dialogue)))


def test_merging_moves_stances_and_counts_nobody_twice(convener, consultation, guest):
    source, target = make.proposition(consultation), make.proposition(consultation)
    earlier = make.proposition(consultation, state=State.MERGED, merged_into=source)
    both, only, there = guest(), guest(), guest()
    stances.take(both, source, Value.AGREE)
    stances.take(both, target, Value.DISAGREE)
    stances.take(only, source, Value.PASS)
    stances.take(there, target, Value.AGREE)
    room = LiveRoom.objects.create(consultation=consultation, code="ABC", proposition=source)
    merging.merge(convener, source, target)
    values = sorted(Stance.objects.filter(proposition=target).values_list("value", flat=True))
    assert values == [Value.DISAGREE, Value.PASS, Value.AGREE]
    assert not Stance.objects.filter(proposition=source).exists()
    assert (fresh(source).state, fresh(source).merged_into) == (State.MERGED, target)
    assert fresh(earlier).merged_into == target
    room.refresh_from_db()
    assert (room.proposition, room.version) == (target, 1)
    with pytest.raises(InvalidInput):  # stances have moved
        moderating.undo(convener, fresh(source))


def test_what_was_never_accepted_is_merged_and_taken_apart_again(convener, consultation, submitted):
    target = make.proposition(consultation)
    for wrong in (submitted, make.proposition(make.consultation(consultation.dialogue))):
        with pytest.raises(InvalidInput):
            merging.merge(convener, submitted, wrong)
    merging.merge(convener, submitted, target)
    assert moderating.undo(convener, fresh(submitted)).state == State.SUBMITTED
    assert fresh(submitted).merged_into is None


def test_moved_stances_move_the_live_counts_in_whole_steps_only(convener, consultation, guest):
    source, target = make.proposition(consultation), make.proposition(consultation)

    def shown():
        steps.advance(consultation)
        return results.results_of(consultation).of(target.pk).total.answers

    for _ in range(10):
        stances.take(guest(), target, Value.AGREE)
        shown()
    before = shown()
    for _ in range(4):
        stances.take(guest(), source, Value.DISAGREE)
    merging.merge(convener, source, target)
    assert shown() == before  # four are fewer than a step
    assert not LiveCount.objects.filter(proposition=source).exists()
