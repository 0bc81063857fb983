"""Writing a report: what is kept, what is refused, what is undone."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from parley.apps.convening.services.versions import Conflict
from parley.apps.outcomes.models import FindingState, Working
from parley.apps.reports.body import blocks
from parley.apps.reports.body.blocks import MOST_BLOCKS, Block, Kind
from parley.apps.reports.models import Doing, Report, Revision, Stage
from parley.apps.reports.selectors.drafts import block_for, body_of
from parley.apps.reports.services import editing, revisions
from parley.core.actors import ANONYMOUS
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests import factories as make
from tests.outcomes.findings.scenes import Scene
from tests.reports.editing.conftest import FIRST, HEADING, SECOND

pytestmark = pytest.mark.django_db


def now(desk: Any) -> Report:
    return Report.objects.get(pk=desk.report.pk)


def uids(row: Any) -> list[str]:
    return [one.uid for one in body_of(row)]


def change(desk: Any, text: str, *, by: str = "rapporteur", seen: str | None = None) -> Block:
    changes = {"text": LocalText(en=text)}
    return editing.change_block(getattr(desk, by), now(desk), FIRST, changes, seen=seen)


def test_one_sitting_is_one_revision_and_what_was_before_stays(desk: Any) -> None:
    change(desk, "One.")
    change(desk, "Two.")
    assert now(desk).revision == 2
    kept = list(Revision.objects.filter(report=desk.report).order_by("number"))
    assert [(one.number, one.kind, one.made_by) for one in kept] == [
        (1, "composed", None),
        (2, "edited", desk.accounts["rapporteur"]),
    ]
    texts = [block_for(one, FIRST).text["en"] for one in kept]
    assert texts == ["Views converged.", "Two."]
    assert block_for(now(desk), FIRST).text == {"en": "Two."}
    told = AuditRecord.objects.filter(action="report.edited")
    assert [one.data for one in told] == [{"dialogue": desk.dialogue.pk, "revision": 2}]


@pytest.mark.parametrize(
    ("before", "n"),
    [
        ({}, 2),
        ({"fixed": True}, 3),
        ({"made_at": timezone.now() - timedelta(minutes=11)}, 3),
        ({"begun_at": timezone.now() - timedelta(minutes=61)}, 3),
    ],
)
def test_when_another_revision_begins(desk: Any, before: Any, n: int) -> None:
    change(desk, "One.")
    Revision.objects.filter(number=2).update(**before)
    change(desk, "Two.")
    assert now(desk).revision == n == Revision.objects.count()


def test_another_person_writes_another_revision(desk: Any) -> None:
    change(desk, "One.")
    change(desk, "Two.", by="convener")
    assert [one.made_by for one in Revision.objects.all()[:2]] == [
        desk.accounts["convener"],
        desk.accounts["rapporteur"],
    ]


def test_what_changes_nothing_is_no_revision(desk: Any) -> None:
    text = block_for(desk.report, FIRST).text
    editing.change_block(desk.rapporteur, desk.report, FIRST, {"text": text})
    editing.move_block(desk.rapporteur, desk.report, HEADING, -1)
    assert not Revision.objects.exists()
    assert not AuditRecord.objects.exists()


def test_somebody_else_saved_in_the_meantime(desk: Any) -> None:
    seen = block_for(desk.report, FIRST).version
    change(desk, "Theirs.", by="convener")
    with pytest.raises(Conflict):
        change(desk, "Mine.", seen=seen)
    assert block_for(now(desk), FIRST).text == {"en": "Theirs."}
    # What stands there already can be saved again: it may have been oneself, over a bad line.
    change(desk, "Theirs.", seen=seen)
    # At another block nobody meets anybody.
    seen = block_for(desk.report, SECOND).version
    changes = {"text": LocalText(en="Mine.")}
    editing.change_block(desk.rapporteur, desk.report, SECOND, changes, seen=seen)
    assert [one.text.get("en") for one in body_of(now(desk))] == ["Summary", "Theirs.", "Mine."]


def test_a_block_that_has_gone(desk: Any) -> None:
    editing.remove_block(desk.convener, desk.report, FIRST)
    for act in (
        lambda: change(desk, "Mine."),
        lambda: editing.move_block(desk.rapporteur, desk.report, FIRST, 1),
        lambda: editing.remove_block(desk.rapporteur, desk.report, FIRST),
    ):
        with pytest.raises(editing.BlockGone):
            act()


@pytest.mark.parametrize("who", ["participant", "nobody"])
def test_only_those_who_write_it(desk: Any, who: str) -> None:
    actor = ANONYMOUS if who == "nobody" else desk.participant
    revisions.fixed(desk.rapporteur, desk.report)
    for act in (
        lambda: editing.change_block(actor, desk.report, FIRST, {"text": LocalText(en="x")}),
        lambda: editing.add_block(actor, desk.report, Kind.TEXT),
        lambda: editing.move_block(actor, desk.report, FIRST, 1),
        lambda: editing.remove_block(actor, desk.report, FIRST),
        lambda: editing.put_back(actor, desk.report, 1, FIRST),
        lambda: editing.restore(actor, desk.report, Revision.objects.get()),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert now(desk).body == desk.report.body


@pytest.mark.parametrize(
    ("uid", "changes"),
    [
        (FIRST, {"text": LocalText(en="x" * 20_001)}),
        (FIRST, {"text": LocalText(en="bell \x07")}),
        (FIRST, {"text": LocalText(en="half \ud800")}),
        (FIRST, {"text": LocalText({"<script>": "x"})}),
        (FIRST, {"own": "yes"}),
        (FIRST, {"of": "x"}),
        (FIRST, {"level": 2}),
        (FIRST, {"uid": HEADING}),
        (HEADING, {"text": LocalText(en="two\nlines")}),
        (HEADING, {"text": LocalText(en="x" * 301)}),
        (HEADING, {"level": 4}),
        (HEADING, {"level": True}),
    ],
)
def test_what_is_refused_changes_nothing(desk: Any, uid: str, changes: Any) -> None:
    with pytest.raises(InvalidInput):
        editing.change_block(desk.rapporteur, desk.report, uid, changes)
    assert (now(desk).body, Revision.objects.count()) == (desk.report.body, 0)


def test_as_much_as_there_can_be(desk: Any) -> None:
    text = LocalText(en="x" * 20_000, ar="ع" * 20_000)
    editing.change_block(desk.rapporteur, desk.report, FIRST, {"text": text})
    assert block_for(now(desk), FIRST).text == text
    many = tuple(Block(f"{n:012x}", Kind.TEXT) for n in range(MOST_BLOCKS))
    Report.objects.update(body=blocks.stored(many))
    with pytest.raises(InvalidInput, match="1000"):
        editing.add_block(desk.rapporteur, now(desk), Kind.TEXT)


def test_script_stays_text(desk: Any) -> None:
    change(desk, "<script>alert(1)</script>")
    assert block_for(now(desk), FIRST).text["en"] == "<script>alert(1)</script>"


# ---- adding, moving, taking out


def test_where_a_new_block_stands(desk: Any) -> None:
    first = editing.add_block(desk.rapporteur, desk.report, Kind.FACTS)
    behind = editing.add_block(desk.rapporteur, now(desk), Kind.TEXT, FIRST)
    lost = editing.add_block(desk.rapporteur, now(desk), Kind.METHOD, "f" * 12)
    assert uids(now(desk)) == [first.uid, HEADING, FIRST, behind.uid, SECOND, lost.uid]


def test_what_was_taken_out_comes_back_where_it_was(desk: Any) -> None:
    change(desk, "One.")
    number = editing.remove_block(desk.rapporteur, now(desk), FIRST)
    assert uids(now(desk)) == [HEADING, SECOND]
    # Others go on meanwhile.
    editing.move_block(desk.convener, now(desk), SECOND, -1)
    for _again in range(2):
        editing.put_back(desk.rapporteur, now(desk), number, FIRST)
        assert uids(now(desk)) == [SECOND, HEADING, FIRST]
    assert block_for(now(desk), FIRST).text == {"en": "One."}
    with pytest.raises(editing.BlockGone):
        editing.put_back(desk.rapporteur, now(desk), 999, "f" * 12)


def test_the_first_one_comes_back_as_the_first(desk: Any) -> None:
    number = editing.remove_block(desk.rapporteur, desk.report, HEADING)
    editing.put_back(desk.rapporteur, now(desk), number, HEADING)
    assert uids(now(desk)) == [HEADING, FIRST, SECOND]


def test_going_back_loses_nothing(desk: Any) -> None:
    change(desk, "One.")
    report = revisions.written(desk.rapporteur, now(desk), title=LocalText(en="Another title"))
    first = Revision.objects.get(number=1)
    editing.restore(desk.convener, report, first)
    row = now(desk)
    assert (row.title, row.body, row.revision) == (first.title, first.body, 3)
    kept = Revision.objects.get(number=2)
    assert (kept.fixed, kept.title["en"]) == (True, "Another title")
    editing.restore(desk.rapporteur, row, kept)
    row = now(desk)
    assert (row.title, row.body, row.revision) == (kept.title, kept.body, 4)
    assert Revision.objects.get(number=4).kind == "restored"


# ---- what a change does to where the report stands


def test_a_change_ends_an_approval_and_nothing_else_does(desk: Any) -> None:
    def approve() -> None:
        Report.objects.update(
            stage=Stage.APPROVED, approved_by=desk.convener.user_id, approved_at=timezone.now()
        )

    approve()
    editing.move_block(desk.rapporteur, now(desk), HEADING, -1)
    assert now(desk).stage == Stage.APPROVED
    change(desk, "Another.")
    row = now(desk)
    assert (row.stage, row.approved_by, row.approved_at) == (Stage.DRAFT, None, None)
    approve()
    change(desk, "And another.")
    assert now(desk).stage == Stage.DRAFT
    assert [one.data.get("unapproved") for one in AuditRecord.objects.order_by("pk")] == [True] * 2


def test_comments_go_on(desk: Any) -> None:
    Report.objects.update(stage=Stage.COMMENTS)
    change(desk, "Another.")
    assert now(desk).stage == Stage.COMMENTS


def test_while_a_draft_is_composed_nobody_writes(desk: Any) -> None:
    Report.objects.update(doing=Doing.COMPOSING, working=Working.WORKING)
    with pytest.raises(InvalidInput, match="composed"):
        change(desk, "Mine.")
    Report.objects.update(working=Working.IDLE)
    change(desk, "Mine.")


def test_what_something_refers_to_stays(desk: Any) -> None:
    assert revisions.fixed(desk.convener, desk.report).number == 1
    assert revisions.fixed(desk.convener, desk.report).number == 1
    change(desk, "One.")
    assert [(one.number, one.fixed) for one in Revision.objects.all()] == [(2, False), (1, True)]


# ---- what a block shows


def test_only_what_its_writer_sees_can_be_chosen(desk: Any) -> None:
    other = make.dialogue()
    practice = make.practice(desk.dialogue, slug="ours")
    make.practice(other, slug="theirs")
    asked = make.open_question(desk.dialogue)
    elsewhere = make.open_question(other)

    def add(kind: Kind, of: Any) -> Block:
        return editing.add_block(desk.rapporteur, now(desk), kind, "", {"of": str(of)})

    assert add(Kind.PRACTICE, practice.slug).of == "ours"
    assert add(Kind.QUESTION, asked.uid).of == str(asked.uid)
    for kind, of in (
        (Kind.PRACTICE, "theirs"),
        (Kind.PRACTICE, ""),
        (Kind.QUESTION, elsewhere.uid),
        (Kind.QUESTION, "no uid"),
        (Kind.FINDING, asked.uid),
        (Kind.QUOTE, asked.uid),
        (Kind.CHART, "c1/found/map/1"),
        (Kind.CHART, "../../etc"),
    ):
        with pytest.raises(InvalidInput):
            add(kind, of)


def test_a_quotation_is_as_the_document_has_it(desk: Any) -> None:
    shown = make.collection()
    shown.dialogues.add(desk.dialogue)
    position = make.position(shown, quotation="Reasonable steps within capacity.")
    silent = make.position(shown)
    hidden = make.position(make.collection(), quotation="Of another collection.")
    block = editing.add_block(
        desk.rapporteur, desk.report, Kind.QUOTE, "", {"of": str(position.uid)}
    )
    assert (block.of, block.words) == (str(position.uid), "Reasonable steps within capacity.")
    lead = {"text": LocalText(en="It says:")}
    changed = editing.change_block(desk.rapporteur, now(desk), block.uid, lead)
    assert (changed.words, changed.text["en"]) == (block.words, "It says:")
    for row in (silent, hidden):
        with pytest.raises(InvalidInput):
            editing.add_block(desk.rapporteur, now(desk), Kind.QUOTE, "", {"of": str(row.uid)})


def test_findings_and_charts_of_the_dialogue(db: Any) -> None:
    scene = Scene().propose()
    finding = scene.accept()
    report = make.report(scene.dialogue)
    of = {"of": str(finding.uid)}
    assert editing.add_block(scene.actor(), report, Kind.FINDING, "", of).of == of["of"]
    finding.state = FindingState.REJECTED
    finding.save()
    with pytest.raises(InvalidInput):
        editing.add_block(scene.actor(), report, Kind.FINDING, "", of)
