"""What is proposed from which sources, and what becomes of it when they change."""

from uuid import uuid4

import pytest

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Phase, Results, Stance
from parley.apps.deliberation.selectors.results import results_of
from parley.apps.evidence.models import CollectionKind, PositionStance
from parley.apps.outcomes.findings.numbers import Who, numbers_from
from parley.apps.outcomes.models import (
    Finding,
    FindingState,
    OpinionMap,
    Subject,
    SynthesisSource,
    Working,
)
from parley.apps.outcomes.services import drawing, findings, proposing, syntheses
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from tests import factories as make
from tests.outcomes import world
from tests.outcomes.findings.scenes import Scene

pytestmark = pytest.mark.django_db


def numbers_of(finding):
    return numbers_from(finding.grounds.get().numbers)


def kinds(scene):
    rows = Finding.objects.filter(synthesis=scene.synthesis, subject=Subject.PROPOSITION)
    return {row.proposition.number: row.kind for row in rows}


def test_findings_follow_the_map_by_stakeholder_group():
    scene = Scene(size=40).propose()
    assert OpinionMap.objects.filter(current=True).count() == 1  # drawn on the way
    assert kinds(scene) == dict.fromkeys((1, 2, 3, 4, 5, 6, 8), "divergence") | {7: "convergence"}
    numbers = numbers_of(scene.finding(7))
    assert (numbers.who, numbers.pronounced, numbers.why) == (Who.PARTICIPANTS, 80, "groups")
    assert {str(one.name) for one in numbers.groups} == {
        str(group) for group in scene.dialogue.groups.all()
    }
    assert numbers_of(scene.finding(1)).why == "gap"


def test_the_counts_are_those_that_results_show():
    scene = Scene(rule=Rule.CHATHAM_HOUSE, size=30).propose()
    results = results_of(scene.consultation)
    withheld = 0
    for one in scene.asked:
        total, told = results.of(one.pk).total, numbers_of(scene.finding(one.number))
        shown = (told.pronounced, told.disagree, told.passed, told.agree)
        assert shown == (total.answers, total.disagree, total.passed, total.agree)
        withheld += shown.count(None)
        for group in told.groups:
            assert group.pronounced is None or group.pronounced >= 5
    assert withheld  # it would say little if nothing had to be


def test_an_element_has_a_finding_of_its_own():
    scene = Scene(size=0)
    element = make.element()
    asked = [make.proposition(scene.consultation, element=element) for _ in range(3)]
    world.answer(scene.consultation, [(None, [1.0, 1.0, 1.0])], size=40)
    scene.asked = asked
    scene.propose()
    found = Finding.objects.get(subject=Subject.ELEMENT)
    assert (found.element, found.proposition, found.kind) == (element, None, "convergence")
    assert numbers_of(found).propositions == 3


def test_a_source_that_is_not_published_is_not_read():
    scene = Scene(results=Results.HELD)
    syntheses.add_source(scene.actor(), scene.dialogue, scene.consultation)
    with pytest.raises(InvalidInput, match="nothing to draw findings from"):
        syntheses.ask(scene.actor(), scene.dialogue)
    scene.consultation.results_shown = True
    scene.consultation.save()
    scene.again()
    assert len(kinds(scene)) == 8


@pytest.mark.parametrize(
    ("rule", "phase", "read"),
    [
        (Rule.PUBLIC, Phase.OPEN, True),
        (Rule.PUBLIC, Phase.COLLECTING, False),
        (Rule.CHATHAM_HOUSE, Phase.OPEN, False),
        (Rule.CHATHAM_HOUSE, Phase.CLOSED, True),
        (Rule.CHATHAM_HOUSE, Phase.SEALED, True),
    ],
)
def test_where_stances_are_confidential_nothing_is_read_before_the_end(rule, phase, read):
    scene = Scene(rule=rule, phase=phase)
    other = world.consultation(scene.dialogue, phase=Phase.CLOSED)
    world.answer(other, [(None, [0.5, 0.5])], size=10)
    scene.propose(scene.consultation, other)
    assert Finding.objects.filter(proposition__consultation=other).count() == 2
    found = Finding.objects.filter(proposition__consultation=scene.consultation)
    assert found.exists() is read


def test_a_consultation_of_another_dialogue_is_no_source():
    scene = Scene()
    other = Scene()
    with pytest.raises(InvalidInput, match="consultation of this dialogue"):
        syntheses.add_source(scene.actor(), scene.dialogue, other.consultation)
    assert not SynthesisSource.objects.exists()
    syntheses.add_source(scene.actor(), scene.dialogue, scene.consultation)
    with pytest.raises(InvalidInput, match="sources already"):
        syntheses.add_source(scene.actor(), scene.dialogue, scene.consultation)


def test_a_consultation_that_one_does_not_see_is_no_source():
    scene = Scene(rule=Rule.CLOSED_DOOR)
    with pytest.raises(InvalidInput):
        syntheses.add_source(scene.actor("rapporteur"), scene.dialogue, scene.consultation)
    syntheses.add_source(scene.actor("convener"), scene.dialogue, scene.consultation)


@pytest.mark.parametrize("role", ["participant", "facilitator", "outsider"])
def test_who_does_not_write_the_outcome_changes_nothing(role):
    scene = Scene().propose()
    row, who = scene.finding(), scene.actor(role)
    attempts = [
        lambda: syntheses.add_source(who, scene.dialogue, scene.consultation),
        lambda: syntheses.remove_source(who, scene.synthesis.sources.get()),
        lambda: syntheses.set_reach(who, scene.dialogue, "public"),
        lambda: syntheses.set_thresholds(who, scene.dialogue, {"least": 9}),
        lambda: syntheses.ask(who, scene.dialogue),
        lambda: findings.accept(who, row),
        lambda: findings.accept_many(who, scene.dialogue, [row]),
        lambda: findings.reject(who, row, "Because."),
        lambda: findings.restore(who, row),
        lambda: findings.word(who, row, {"wording": LocalText(en="Mine")}),
        lambda: findings.add(who, scene.dialogue, {"wording": LocalText(en="Mine")}),
        lambda: findings.remove(who, row),
        lambda: findings.join(who, row, scene.finding(1)),
        lambda: findings.move(who, row, "up"),
        lambda: findings.renew(who, row),
        lambda: findings.release(who, row, released=True),
    ]
    before = list(Finding.objects.order_by("pk").values())
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()
    assert list(Finding.objects.order_by("pk").values()) == before


# ---- again


def more_answers(scene, number=7, size=30, value=-1):
    """Many more say the other thing."""
    asked = scene.asked[number - 1]
    Stance.objects.bulk_create(
        Stance(proposition=asked, respondent=uuid4(), value=value, day=world.DAY)
        for _ in range(size)
    )
    drawing.look.call()


def test_proposing_again_changes_nothing_where_nothing_has_changed():
    scene = Scene(phase=Phase.OPEN).propose()
    before = list(Finding.objects.order_by("pk").values())
    digests = list(Finding.objects.order_by("pk").values_list("grounds__digest", flat=True))
    scene.again()
    assert list(Finding.objects.order_by("pk").values()) == before
    assert digests == list(Finding.objects.order_by("pk").values_list("grounds__digest", flat=True))


def test_what_is_undecided_follows_the_numbers():
    scene = Scene(phase=Phase.OPEN).propose()
    assert numbers_of(scene.finding(7)).pronounced == 40
    more_answers(scene)
    OpinionMap.objects.all().delete()
    scene.again()
    found = scene.finding(7)
    assert numbers_of(found).pronounced == 70 and not found.stale


@pytest.mark.parametrize("decision", ["accepted", "rejected", "joined"])
def test_what_is_decided_stays_and_says_that_its_numbers_are_others(decision):
    scene = Scene(phase=Phase.OPEN).propose()
    row, who = scene.finding(7), scene.actor()
    findings.word(who, row, {"wording": LocalText(en="Our words.")})
    {
        "accepted": lambda: findings.accept(who, row),
        "rejected": lambda: findings.reject(who, row, "Beside the point."),
        "joined": lambda: findings.join(who, row, scene.finding(8)),
    }[decision]()
    before = scene.finding(7)
    more_answers(scene)
    scene.again()
    after = scene.finding(7)
    assert after.stale and after.state == decision == before.state
    assert (after.wording, after.reason) == ({"en": "Our words."}, before.reason)
    assert numbers_of(after).pronounced == 40  # those that were decided on
    findings.renew(who, after)
    renewed = scene.finding(7)
    assert not renewed.stale and renewed.state == decision
    assert numbers_of(renewed).pronounced == 70 and renewed.wording == {"en": "Our words."}
    scene.again()
    assert not scene.finding(7).stale


def test_words_for_other_numbers_want_another_look():
    scene = Scene(phase=Phase.OPEN).propose()
    findings.word(scene.actor(), scene.finding(7), {"wording": LocalText(en="Ours.")})
    more_answers(scene)
    scene.again()
    found = scene.finding(7)
    assert found.stale and found.wording == {"en": "Ours."} and found.state == "proposed"
    assert numbers_of(found).pronounced == 70


def test_other_thresholds_make_other_findings_of_what_is_undecided():
    scene = Scene(size=40).propose()
    findings.accept(scene.actor(), scene.finding(7))
    syntheses.set_thresholds(scene.actor(), scene.dialogue, {"groups_at": 0.95, "least": 50})
    assert scene.synthesis.thresholds == {"groups_at": 0.95, "least": 50}
    syntheses.set_thresholds(scene.actor(), scene.dialogue, {"least": 100})
    assert scene.synthesis.thresholds == {"least": 100}
    scene.again()
    assert kinds(scene) == dict.fromkeys((1, 2, 3, 4, 5, 6, 8), "too_little") | {7: "convergence"}
    assert scene.finding(7).stale


def test_impossible_thresholds_are_refused():
    scene = Scene(size=0)
    with pytest.raises(InvalidInput, match="out of its limits"):
        syntheses.set_thresholds(scene.actor(), scene.dialogue, {"gap_at": 0.1})
    with pytest.raises(InvalidInput, match="contradict"):
        syntheses.set_thresholds(scene.actor(), scene.dialogue, {"most_at": 0.75, "large_at": 0.6})


def test_a_source_goes_with_its_numbers_and_not_with_decisions():
    scene = Scene().propose()
    row, who = scene.finding(7), scene.actor()
    findings.accept(who, row)
    findings.reject(who, scene.finding(1), "No.")
    syntheses.remove_source(who, scene.synthesis.sources.get())
    left = {one.proposition.number: one.state for one in Finding.objects.all()}
    assert left == {7: "accepted", 1: "rejected"}
    assert all(one.stale and not one.grounds.exists() for one in Finding.objects.all())


def test_all_findings_whose_propositions_have_been_deleted_want_another_look():
    scene = Scene().propose()
    kept = [scene.finding(number) for number in (1, 2)]
    for row in kept:
        findings.accept(scene.actor(), row)
    idle = scene.finding(3)
    for row in (*kept, idle):
        row.proposition.delete()
    scene.again()
    assert all(Finding.objects.get(pk=row.pk).stale for row in kept)
    assert not Finding.objects.filter(pk=idle.pk).exists()


def test_a_source_among_others_takes_only_its_own_numbers_along():
    scene, library = two_sources()
    one = SynthesisSource.objects.get(consultation=scene.consultation)
    before = Finding.objects.get(proposition=library[0])
    assert before.grounds.count() == 2 and before.kind == "divergence"
    syntheses.remove_source(scene.actor(), one)
    after = Finding.objects.get(proposition=library[0])
    assert after.pk == before.pk and after.grounds.count() == 1 and after.kind == "convergence"


# ---- several sources


def two_sources():
    """A consultation that converges on the first of two propositions of the library, and one that
    holds the contrary."""
    scene = Scene(size=0)
    element = make.element()
    library = [make.library_proposition(element, text=LocalText(en=f"P{n}.")) for n in range(2)]
    other = world.consultation(scene.dialogue, phase=Phase.CLOSED)
    for row, shares in ((scene.consultation, [0.02, 0.5]), (other, [0.98, 0.5])):
        for origin in library:
            make.proposition(row, origin=origin, element=element, text=origin.text)
        world.answer(row, [(None, shares)], size=40, seed=row.pk)
    scene.propose(scene.consultation, other)
    return scene, library


def test_what_stands_with_the_norm_is_one_finding_of_all_sources():
    _scene, library = two_sources()
    found = Finding.objects.get(proposition=library[0])
    assert [one.verdict for one in found.grounds.all()] == ["convergence", "convergence"]
    assert [numbers_from(one.numbers).agrees for one in found.grounds.all()] == [False, True]
    assert found.kind == "divergence"


def test_other_words_are_another_proposition():
    scene = Scene(size=0)
    origin = make.library_proposition(make.element(), text=LocalText(en="States must know."))
    same = make.proposition(
        scene.consultation, origin=origin, text=LocalText(en="States must know.")
    )
    other = make.proposition(
        scene.consultation, origin=origin, text=LocalText(en="States may know.")
    )
    world.answer(scene.consultation, [(None, [0.9, 0.9])], size=20)
    scene.propose()
    assert set(
        Finding.objects.filter(subject="proposition").values_list("proposition", flat=True)
    ) == {
        origin.pk,
        other.pk,
    }
    assert same.origin_id == origin.pk


def positions():
    element = make.element()
    library = [make.library_proposition(element, text=LocalText(en=f"P{n}.")) for n in range(2)]
    collection = make.collection(norm=element.norm, published=True)
    for place in range(12):
        body = make.public_body(kind="state")
        stance = PositionStance.CONDITIONAL if place < 2 else PositionStance.SUPPORTS
        make.position(collection, library[0], body=body, stance=stance)
    return collection, library


def test_positions_say_of_how_many_and_who_was_not_read():
    scene = Scene(size=0)
    collection, library = positions()
    scene.propose(collection)
    numbers = numbers_of(Finding.objects.get(proposition=library[0]))
    assert (numbers.who, numbers.pronounced, numbers.agree, numbers.reserved) == (
        Who.STATES,
        12,
        12,
        2,
    )
    other = Finding.objects.get(proposition=library[1])
    assert other.kind == "too_little" and numbers_of(other).absent == 12


def test_a_collection_that_is_not_published_is_not_read():
    scene = Scene(size=0)
    collection, _library = positions()
    type(collection).objects.update(published=False, kept_by=scene.accounts["convener"])
    collection.refresh_from_db()
    syntheses.add_source(scene.actor("convener"), scene.dialogue, collection)
    with pytest.raises(InvalidInput):
        syntheses.ask(scene.actor("convener"), scene.dialogue)


def test_a_vote_is_about_the_text():
    scene = Scene(size=0)
    collection = make.collection(kind=CollectionKind.VOTES, published=True)
    call = make.roll_call(collection)
    for place in range(30):
        make.vote(call, body=make.public_body(kind="state"), choice="yes" if place else "no")
    scene.propose(collection)
    found = Finding.objects.get(subject=Subject.ROLL_CALL)
    assert (found.roll_call, found.matter, found.kind) == (call, "text", "convergence")
    assert numbers_of(found).is_vote and numbers_of(found).agree == 29


# ---- the job


def test_a_failure_is_said_and_it_can_be_tried_again(monkeypatch):
    scene = Scene()
    syntheses.add_source(scene.actor(), scene.dialogue, scene.consultation)
    monkeypatch.setattr(proposing, "read", lambda _synthesis: 1 / 0)
    syntheses.ask(scene.actor(), scene.dialogue)
    assert scene.synthesis.working == Working.FAILED
    assert scene.synthesis.error == proposing.UNEXPECTED
    monkeypatch.undo()
    scene.again()
    assert scene.synthesis.proposed_at and Finding.objects.exists()


def test_it_is_not_asked_for_twice_at_a_time():
    scene = Scene()
    syntheses.add_source(scene.actor(), scene.dialogue, scene.consultation)
    type(scene.synthesis).objects.update(working=Working.WORKING, moved_at="2999-01-01T00:00Z")
    with pytest.raises(InvalidInput, match="being proposed already"):
        syntheses.ask(scene.actor(), scene.dialogue)
    type(scene.synthesis).objects.update(moved_at="2001-01-01T00:00Z")
    scene.again()
    assert FindingState.PROPOSED in Finding.objects.values_list("state", flat=True)
