"""Dialogues with something to report, and reports of them laid out for somebody."""

from typing import Any

from parley.apps.convening.models import Rule
from parley.apps.outcomes.findings.numbers import Numbers
from parley.apps.outcomes.models import (
    Finding,
    FindingKind,
    FindingState,
    Ground,
    Reach,
    Subject,
    Synthesis,
    SynthesisSource,
)
from parley.apps.reports.body.blocks import Block, Kind, new_uid
from parley.apps.reports.layout.building import with_missing
from parley.apps.reports.layout.nodes import Document, Imprint, Node, Paragraph, Table, text_of
from parley.apps.reports.layout.state import Missing
from parley.apps.reports.models import Report
from parley.core.actors import ANONYMOUS, Actor
from parley.core.localtext import LocalText
from tests import factories as make
from tests.outcomes.findings.examples import judged
from tests.outcomes.findings.scenes import Scene


def block(kind: Kind | str, en: str = "", **fields: Any) -> Block:
    text = fields.pop("text", None) or LocalText(en=en)
    return Block(new_uid(), Kind(kind), text, **fields)


def laid(
    scene: Any, *blocks: Block, actor: Actor = ANONYMOUS, language: str = "en"
) -> tuple[Document, list[Missing]]:
    """Of a scene, or of a dialogue; as those who did not sign in, unless an actor is given."""
    dialogue = getattr(scene, "dialogue", scene)
    report = Report.objects.filter(dialogue=dialogue).first() or make.report(dialogue, *blocks)
    return with_missing(actor, report, blocks, language, Imprint())


def paragraphs(document: Document, *roles: str) -> list[Paragraph]:
    found = [one for one in document.nodes if isinstance(one, Paragraph)]
    return [one for one in found if not roles or one.role in roles]


def texts(document: Document, *roles: str) -> list[str]:
    return [text_of(one.words) for one in paragraphs(document, *roles)]


def tables(document: Document) -> list[Table]:
    return [one for one in document.nodes if isinstance(one, Table)]


def cells(table: Table) -> list[list[str]]:
    return [[text_of(cell) for cell in row] for row in table.rows]


def of_block(document: Document, block: Block) -> list[Node]:
    return [one for one in document.nodes if one.block == block.uid]


def reported(rule: str = Rule.PUBLIC, **fields: Any) -> Scene:
    """A dialogue whose findings are for everybody, without a stance in its consultation."""
    scene = Scene(rule, size=0, **fields)
    Synthesis.objects.create(dialogue=scene.dialogue, reach=Reach.PUBLIC)
    return scene


def source(scene: Scene, of: Any = None, **fields: Any) -> SynthesisSource:
    given = of or scene.consultation
    name = "consultation" if given is scene.consultation else "collection"
    return SynthesisSource.objects.create(synthesis=scene.synthesis, **{name: given}, **fields)


def finding(scene: Scene, **fields: Any) -> Finding:
    """Of the rapporteur's own; accepted."""
    values: dict[str, Any] = {
        "subject": Subject.OWN,
        "kind": FindingKind.UNSETTLED,
        "state": FindingState.ACCEPTED,
        "wording": LocalText(en="Nobody can tell."),
    }
    return Finding.objects.create(synthesis=scene.synthesis, **values | fields)


def resting(
    scene: Scene, row: SynthesisSource, numbers: Numbers | None = None, **fields: Any
) -> Finding:
    """One on a proposition of the consultation, with 18 of 20 for it."""
    asked = make.proposition(scene.consultation)
    values = {"kind": FindingKind.CONVERGENCE, "wording": LocalText(), "proposition": asked}
    made = finding(scene, subject=Subject.PROPOSITION, **values | fields)
    told = numbers or judged(18, 2, 0, absent=3, column=asked.number)
    Ground.objects.create(
        finding=made, source=row, verdict=told.kind, numbers=told.as_json(), digest=told.digest
    )
    return made
