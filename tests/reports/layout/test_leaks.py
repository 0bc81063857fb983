"""Nothing gets into a report that its readers could not see elsewhere."""

import pytest

from parley.apps.convening.models import Rule, Visibility
from parley.apps.deliberation.models import Phase
from parley.apps.outcomes.models import OpenQuestion, Reach, Synthesis
from parley.apps.outcomes.selectors.sources import source_of
from parley.apps.reports.body.blocks import DRAWN
from parley.apps.reports.layout.missing import missing
from parley.apps.reports.layout.nodes import every_text, text_of
from parley.core.actors import ANONYMOUS
from parley.core.localtext import LocalText
from tests import factories as make
from tests.outcomes.findings.scenes import Scene
from tests.reports.layout.scene import (
    block,
    finding,
    laid,
    paragraphs,
    reported,
    resting,
    source,
)

pytestmark = pytest.mark.django_db
CANARY = LocalText(en="CANARY")


def hidden_things(scene):
    """A block for each thing that anonymous readers do not see."""
    dialogue = scene.dialogue
    door = make.session(dialogue, rule=Rule.CLOSED_DOOR, title=CANARY)
    make.contribution(door, person=make.person(name="CANARY"))
    collection = make.collection(published=False, title=CANARY)
    held = make.document(collection, title=CANARY)
    position = make.position(collection, document=held, quotation="CANARY")
    return [
        block("finding", of=str(finding(scene, wording=CANARY, bound=True).uid)),
        block("finding", of=str(finding(scene, wording=CANARY, state="proposed").uid)),
        block("practice", of=make.practice(dialogue, title=CANARY, published=False).slug),
        block("practice", of=make.practice(dialogue, title=CANARY, session=door).slug),
        block("question", of=str(make.open_question(dialogue, text=CANARY, session=door).uid)),
        block("question", of=str(make.open_question(dialogue, text=CANARY, published=False).uid)),
        block("quote", of=str(position.uid), words="CANARY"),
        block("text", f"{{document:{held.uid.hex[:8]}}}"),
    ]


def test_what_is_hidden_is_nowhere_and_told_block_by_block():
    scene = reported()
    hidden = hidden_things(scene)
    here = block("text", "Something.")
    drawn = [block(kind) for kind in DRAWN]
    document, left_out = laid(scene, here, *hidden, *drawn)
    assert not any("CANARY" in one for one in every_text(document))
    assert {one.block for one in left_out} >= {one.uid for one in hidden}
    assert here.uid not in {one.block for one in left_out}
    report = scene.dialogue.report
    assert missing(ANONYMOUS, report, (here, *hidden, *drawn)) == left_out


def test_conveners_see_in_their_draft_what_they_may():
    scene = reported()
    hidden = hidden_things(scene)
    document, left_out = laid(scene, *hidden[:6], actor=scene.actor("convener"))
    assert left_out == []
    assert [one.label.split(" · ")[-1] for one in paragraphs(document) if one.number] == [
        "Unsettled", "proposed, not accepted yet", "not published yet", "Claimed", "Open",
        "not published yet",
    ]  # fmt: skip


def test_what_other_readers_see_is_theirs():
    scene = reported()
    row = finding(scene, wording=LocalText(en="Inside."))
    Synthesis.objects.update(reach=Reach.PARTICIPANTS)
    blocks = (block("finding", of=str(row.uid)),)
    for role, sees in (("participant", True), ("outsider", False)):
        document, left_out = laid(scene, *blocks, actor=scene.actor(role))
        assert bool(document.nodes) is sees and bool(left_out) is not sees


def test_of_a_dialogue_that_readers_do_not_know_nothing_is_told():
    scene = reported()
    scene.dialogue.title = CANARY
    scene.dialogue.visibility = Visibility.INVITED
    scene.dialogue.save()
    make.session(scene.dialogue, title=CANARY)
    row = finding(scene, wording=CANARY)
    blocks = [block("finding", of=str(row.uid)), block("facts"), block("programme")]
    document, left_out = laid(scene, *blocks)
    assert document.nodes == () and document.dialogue == ""
    assert not any("CANARY" in one for one in every_text(document))
    assert [one.block for one in left_out] == [one.uid for one in blocks]
    invited, left_out = laid(scene, *blocks, actor=scene.actor("participant"))
    assert invited.nodes and left_out == [] and invited.dialogue.startswith("CANARY")


@pytest.mark.parametrize("rule", [Rule.CHATHAM_HOUSE, Rule.CLOSED_DOOR])
def test_maps_of_confidential_rounds_are_for_those_who_may_see_them(rule):
    scene = Scene(rule, title=CANARY, phase=Phase.SEALED).propose()
    key = source_of(scene.consultation).key
    blocks = (
        block("chart", of=f"{key}/stakeholder-groups/map/1"),
        block("sources"),
        block("method"),
    )
    document, left_out = laid(scene, *blocks)
    assert not any("CANARY" in one for one in every_text(document))
    assert {one.block for one in left_out} == {one.uid for one in blocks[:2]}
    inside, left_out = laid(scene, *blocks, actor=scene.actor("convener"))
    # Nothing of a closed room goes out as a file, not even to a convener.
    shut = rule == Rule.CLOSED_DOOR
    assert [one.block for one in left_out] == ([blocks[0].uid] if shut else [])
    row = scene.consultation.maps.get(current=True)
    assert not any(row.input_digest in one for one in every_text(inside))


def test_numbers_of_participants_stand_with_findings_alone():
    """Where results are held back the source is not told of at all."""
    scene = reported(Rule.PUBLIC, results="held", title=LocalText(en="Held"))
    row = resting(scene, source(scene))
    document, left_out = laid(scene, block("finding", of=str(row.uid)), block("sources"))
    assert document.nodes == () and len(left_out) == 2


def test_scripts_stay_words_wherever_they_come_from():
    evil = "<script>alert(1)</script>"
    words = LocalText(en=evil)
    scene = reported(title=words)
    row = finding(scene, wording=words)
    practice = make.practice(scene.dialogue, title=words, what=words, by_whom=words)
    question = make.open_question(scene.dialogue, text=words, answer=words)
    document, _left_out = laid(
        scene,
        block("heading", evil),
        block("text", evil),
        block("finding", of=str(row.uid)),
        block("practice", of=practice.slug),
        block("question", of=str(question.uid)),
    )
    told = [text_of(one.words) for one in paragraphs(document)]
    assert sum(evil in one for one in told) >= 5
    assert OpenQuestion.objects.get().text == words
