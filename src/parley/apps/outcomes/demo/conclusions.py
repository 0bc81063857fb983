"""The findings of the demonstration: proposed from the numbers, then decided on as a rapporteur would."""

from typing import Any

from parley.apps.convening.models import Dialogue
from parley.apps.deliberation.models import Element, Phase
from parley.apps.evidence.models import Collection
from parley.apps.outcomes.models import (
    Finding,
    FindingKind,
    MapStatus,
    OpinionMap,
    Reach,
    Subject,
    Synthesis,
)
from parley.apps.outcomes.selectors import maps
from parley.apps.outcomes.selectors.sources import Source, source_of
from parley.apps.outcomes.services import drawing, findings, proposing, releasing, syntheses
from parley.core.actors import system_actor
from parley.core.localtext import LocalText

ACTOR = system_actor("demo")
Said = dict[str, Any]


def draw_maps(dialogue: Dialogue) -> None:
    """Of its consultations and of what was gathered for it; the worker would draw them soon."""
    over = dialogue.consultations.filter(phase__in=(Phase.CLOSED, Phase.SEALED))
    gathered = Collection.objects.filter(dialogues=dialogue)
    for source in (*map(source_of, over), *map(source_of, gathered)):
        if not source.maps().exists():
            _draw(source)


def _draw(source: Source) -> None:
    drawing.queue(source, maps.fingerprint(source))
    row: OpinionMap | None = source.maps().filter(status=MapStatus.QUEUED).first()
    if row is not None:
        drawing.draw.call(row.pk)


def draw_together(dialogue: Dialogue, consultation: str, said: Said) -> None:
    """From what its participants said, what was published, and how was voted."""
    asked = dialogue.consultations.get(slug=consultation)
    syntheses.add_source(ACTOR, dialogue, asked, LocalText(said["label"]))
    for collection in dialogue.collections.order_by("kind", "pk"):
        syntheses.add_source(ACTOR, dialogue, collection)
    proposing.read(Synthesis.objects.get(dialogue=dialogue))
    for one in said["accepted"]:
        _accept(dialogue, one)
    for one in said["joined"]:
        row = finding_on(dialogue, one["element"], one["proposition"])
        into = finding_on(dialogue, *one["into"])
        if row is not None and into is not None:
            findings.join(ACTOR, row, into)
    for one in said["rejected"]:
        row = finding_on(dialogue, one["element"], one["proposition"])
        if row is not None:
            findings.reject(ACTOR, row, one["reason"])
    for one in said["own"]:
        _add(dialogue, one)
    syntheses.set_reach(ACTOR, dialogue, Reach.PUBLIC)
    _let_map_out(source_of(asked), LocalText(said["map"]))


def _let_map_out(source: Source, title: LocalText) -> None:
    drawn: OpinionMap | None = source.maps().filter(current=True).first()
    if drawn is not None:
        releasing.release(ACTOR, drawn, title)


def finding_on(dialogue: Dialogue, element: str, proposition: int) -> Finding | None:
    """By the place that the proposition has in the library."""
    rows = Finding.objects.filter(synthesis__dialogue=dialogue, subject=Subject.PROPOSITION)
    return rows.filter(proposition__element__slug=element, proposition__number=proposition).first()


def _accept(dialogue: Dialogue, said: Said) -> None:
    row = (
        Finding.objects.filter(
            synthesis__dialogue=dialogue, roll_call__symbol=said["roll_call"]
        ).first()
        if "roll_call" in said
        else finding_on(dialogue, said["element"], said["proposition"])
    )
    if row is None:
        return
    if "wording" in said:
        findings.word(ACTOR, row, {"wording": LocalText(said["wording"])})
    findings.accept(ACTOR, row)


def _add(dialogue: Dialogue, said: Said) -> None:
    element = Element.objects.filter(norm__topics__dialogue=dialogue, slug=said["element"])
    findings.add(
        ACTOR,
        dialogue,
        {
            "kind": FindingKind(said["kind"]),
            "element": element.first(),
            "wording": LocalText(said["wording"]),
        },
    )
