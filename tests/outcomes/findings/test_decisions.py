"""Accepting, wording, joining, ordering, rejecting, adding and letting out."""

import pytest

from parley.apps.convening.models import Rule
from parley.apps.convening.presenters.history import ACTIONS
from parley.apps.convening.services.versions import Conflict, version_of
from parley.apps.outcomes.models import Finding, FindingState, Synthesis
from parley.apps.outcomes.services import findings, syntheses
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests import factories as make
from tests.outcomes.findings.scenes import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    """Findings without grounds suffice to decide on."""
    made = Scene(size=0)
    synthesis = Synthesis.objects.create(dialogue=made.dialogue)
    made.asked = [make.proposition(made.consultation) for _ in range(4)]
    for order, row in enumerate(made.asked):
        Finding.objects.create(synthesis=synthesis, proposition=row, kind="unsettled", order=order)
    return made


def states(scene):
    rows = Finding.objects.filter(proposition__isnull=False)
    return [row.state for row in rows.order_by("proposition__number")]


def test_decisions_are_kept_with_who_made_them(scene):
    who = scene.actor()
    findings.accept(who, scene.finding(1))
    findings.reject(who, scene.finding(2), "  Beside the point. ")
    assert states(scene) == ["accepted", "rejected", "proposed", "proposed"]
    assert scene.finding(1).decided_by_id == who.user_id
    assert scene.finding(2).reason == "Beside the point."
    findings.restore(who, scene.finding(1))
    findings.restore(who, scene.finding(2))
    assert states(scene) == ["proposed"] * 4
    assert scene.finding(2).reason == "" and scene.finding(1).decided_by_id is None


def test_many_are_accepted_at_once_and_decisions_stay(scene):
    findings.reject(scene.actor(), scene.finding(2), "No.")
    rows = [scene.finding(n) for n in (1, 2, 3)]
    assert findings.accept_many(scene.actor(), scene.dialogue, rows) == 2
    assert states(scene) == ["accepted", "rejected", "accepted", "proposed"]


def test_those_of_another_dialogue_are_not_accepted_along(scene):
    other = Scene(size=0)
    other.asked = [make.proposition(other.consultation)]
    synthesis = Synthesis.objects.create(dialogue=other.dialogue)
    Finding.objects.create(synthesis=synthesis, proposition=other.asked[0], kind="unsettled")
    assert findings.accept_many(scene.actor(), scene.dialogue, [other.finding(1)]) == 0
    assert other.finding(1).state == "proposed"


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_a_rejection_says_why(scene, reason):
    with pytest.raises(InvalidInput):
        findings.reject(scene.actor(), scene.finding(1), reason)
    assert states(scene)[0] == "proposed"


def test_words_are_kept_by_language_and_can_be_taken_back(scene):
    who, row = scene.actor(), scene.finding(1)
    findings.word(who, row, {"wording": LocalText(en="One.", fr="Un."), "matter": "text"})
    assert scene.finding(1).wording == {"en": "One.", "fr": "Un."}
    assert scene.finding(1).matter == "text"
    findings.word(who, row, {"wording": LocalText()})
    assert not scene.finding(1).wording and scene.finding(1).state == "proposed"


def test_of_two_who_word_the_same_the_second_is_told(scene):
    row = scene.finding(1)
    seen = version_of(row, ("wording", "matter"))
    changes = {"wording": LocalText(en="Hers."), "matter": "meaning"}
    findings.word(scene.actor(), row, changes, seen=seen)
    later = {"wording": LocalText(en="His."), "matter": "meaning"}
    with pytest.raises(Conflict):
        findings.word(scene.actor("convener"), row, later, seen=seen)
    assert scene.finding(1).wording == {"en": "Hers."}


def test_what_parley_found_is_no_other_kind_because_somebody_says_so(scene):
    changes = {"wording": LocalText(en="All agree."), "kind": "convergence"}
    findings.word(scene.actor(), scene.finding(1), changes)
    assert scene.finding(1).kind == "unsettled"


def test_joined_findings_stand_under_the_words_of_one(scene):
    who = scene.actor()
    findings.join(who, scene.finding(1), scene.finding(2))
    findings.join(who, scene.finding(2), scene.finding(3))
    joined = {row.proposition.number for row in scene.finding(3).joined.all()}
    assert joined == {1, 2}  # who had others along brings them
    assert states(scene) == ["joined", "joined", "proposed", "proposed"]
    findings.restore(who, scene.finding(1))
    assert states(scene) == ["proposed", "joined", "proposed", "proposed"]
    findings.reject(who, scene.finding(3), "No.")
    assert states(scene) == ["proposed", "proposed", "rejected", "proposed"]
    assert scene.finding(2).joined_into is None


def test_a_synthesis_goes_with_findings_that_are_joined(scene):
    findings.join(scene.actor(), scene.finding(1), scene.finding(2))
    Synthesis.objects.all().delete()
    assert not Finding.objects.exists()


def test_what_can_not_be_joined(scene):
    who = scene.actor()
    with pytest.raises(InvalidInput):
        findings.join(who, scene.finding(1), scene.finding(1))
    findings.reject(who, scene.finding(2), "No.")
    with pytest.raises(InvalidInput):
        findings.join(who, scene.finding(1), scene.finding(2))
    findings.join(who, scene.finding(3), scene.finding(4))
    with pytest.raises(InvalidInput):
        findings.join(who, scene.finding(1), scene.finding(3))
    assert states(scene) == ["proposed", "rejected", "joined", "proposed"]


def test_the_order_is_the_rapporteur_s(scene):
    def numbers():
        rows = Finding.objects.order_by("order", "pk")
        return [row.proposition.number for row in rows]

    who = scene.actor()
    findings.move(who, scene.finding(3), "up")
    assert numbers() == [1, 3, 2, 4]
    findings.move(who, scene.finding(1), "up")
    findings.move(who, scene.finding(4), "down")
    assert numbers() == [1, 3, 2, 4]
    Finding.objects.filter(proposition=scene.asked[2]).update(element=make.element())
    findings.move(who, scene.finding(2), "up")  # past the one on another element
    assert numbers() == [2, 3, 1, 4]


def test_one_of_one_s_own_is_marked_and_needs_words(scene):
    who, element = scene.actor(), make.element()
    values = {"kind": "convergence", "element": element, "matter": "meaning"}
    with pytest.raises(InvalidInput, match="needs words"):
        findings.add(who, scene.dialogue, values)
    row = findings.add(who, scene.dialogue, {**values, "wording": LocalText(en="We heard it.")})
    assert row.own and row.state == FindingState.ACCEPTED and not row.grounds.exists()
    with pytest.raises(InvalidInput, match="needs words"):
        findings.word(who, row, {"wording": LocalText()})
    findings.word(who, row, {"kind": "divergence", "wording": LocalText(en="Not all.")})
    row.refresh_from_db()
    assert (row.kind, row.wording) == ("divergence", {"en": "Not all."})
    with pytest.raises(InvalidInput):
        findings.renew(who, row)
    with pytest.raises(InvalidInput, match="rejected, not deleted"):
        findings.remove(who, scene.finding(1))
    findings.remove(who, row)
    assert not Finding.objects.filter(pk=row.pk).exists()


def test_only_a_convener_lets_out_what_a_rule_keeps_inside(scene):
    Finding.objects.update(bound=True)
    with pytest.raises(NotAllowed):
        findings.release(scene.actor("rapporteur"), scene.finding(1), released=True)
    with pytest.raises(InvalidInput, match="Accept it first"):
        findings.release(scene.actor("convener"), scene.finding(1), released=True)
    findings.accept(scene.actor(), scene.finding(1))
    findings.release(scene.actor("convener"), scene.finding(1), released=True)
    assert scene.finding(1).released
    findings.release(scene.actor("convener"), scene.finding(1), released=False)
    assert not scene.finding(1).released
    Finding.objects.update(bound=False)
    with pytest.raises(InvalidInput, match="No rule"):
        findings.release(scene.actor("convener"), scene.finding(1), released=True)


def test_what_comes_from_behind_closed_doors_stays_with_its_like(scene):
    other = Scene(rule=Rule.CLOSED_DOOR, size=0)
    row = Finding.objects.create(
        synthesis=scene.synthesis,
        kind="unsettled",
        subject="element",
        element=make.element(),
        behind=other.consultation,
        bound=True,
    )
    with pytest.raises(InvalidInput, match="closed doors"):
        findings.join(scene.actor("convener"), row, scene.finding(1))
    with pytest.raises(InvalidInput, match="closed doors"):
        findings.join(scene.actor("convener"), scene.finding(1), row)


def test_everything_is_told_of_in_the_history_without_what_it_says(scene):
    who = scene.actor("convener")
    findings.accept(who, scene.finding(1))
    findings.reject(who, scene.finding(2), "CANARY")
    findings.word(who, scene.finding(1), {"wording": LocalText(en="CANARY")})
    findings.join(who, scene.finding(3), scene.finding(1))
    findings.restore(who, scene.finding(3))
    findings.move(who, scene.finding(4), "up")
    own = findings.add(
        who, scene.dialogue, {"kind": "unsettled", "wording": LocalText(en="CANARY")}
    )
    findings.remove(who, own)
    syntheses.add_source(who, scene.dialogue, scene.consultation)
    syntheses.set_thresholds(who, scene.dialogue, {"least": 9})
    syntheses.set_reach(who, scene.dialogue, "public")
    source = scene.synthesis.sources.get()
    syntheses.name_source(who, source, LocalText(en="CANARY"))
    syntheses.remove_source(who, source)
    lines = AuditRecord.objects.filter(data__dialogue=scene.dialogue.pk)
    assert lines.count() >= 13
    for line in lines:
        assert line.action in ACTIONS and "CANARY" not in str(line.data)


def test_who_sees_them_is_one_of_three(scene):
    with pytest.raises(InvalidInput):
        syntheses.set_reach(scene.actor(), scene.dialogue, "everybody")
    syntheses.set_reach(scene.actor(), scene.dialogue, "participants")
    assert scene.synthesis.reach == "participants"
