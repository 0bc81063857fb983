"""A dialogue with sources of every kind, and the package of its report; made once for all tests."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Phase, Stance
from parley.apps.outcomes.models import Finding, FindingState, Reach, Synthesis
from parley.apps.outcomes.selectors.sources import source_of
from parley.apps.outcomes.services import drawing, findings, syntheses
from parley.apps.reports.body.blocks import Block, Body, Kind, body_from, new_uid
from parley.apps.reports.files import archive, package
from parley.apps.reports.layout.building import laid_out
from parley.apps.reports.layout.nodes import Document, Imprint
from parley.apps.reports.services import packing
from parley.core.actors import ANONYMOUS
from parley.core.localtext import LocalText
from tests import factories as make
from tests.outcomes import world
from tests.outcomes.findings.scenes import Scene

CANARIES = (
    "Canary Closedroom",
    "Canary Chathamguest",
    "Canary Respondent",
    "canary-answer",
    "Canary Inside",
    "Canary Unseen",
)
# Which groups there are is known; what two people of one have answered is not.
TINY = "Tiny group"
LANGUAGES = ("en", "ar")
IMPRINT = Imprint(
    number=2,
    published_on="2026-11-23",
    date="23 November 2026",
    doi="10.5555/parley.2",
    address="https://parley.example.org/reports/sample/versions/2/",
    publisher="Synthetic Institute",
)


@dataclass(frozen=True)
class Made:
    """`keys`: name → key of the source."""

    documents: Mapping[str, Document]
    data: Mapping[str, bytes]
    packed: bytes
    sha256: str
    keys: Mapping[str, str]


def positions() -> Any:
    """Eleven for it and one against, conditions, silence, a replaced one, sources that conflict."""
    norm = make.norm()
    element = make.element(norm)
    asked = [make.library_proposition(element) for _ in range(3)]
    collection = make.collection(norm=norm, source="A source", licence="CC0 1.0")
    bodies = [make.public_body(name={"en": f"Actor {place}"}) for place in range(14)]
    for place, body in enumerate(bodies[:12]):
        paper = make.document(collection, body=body, year=2020, symbol=f"A/{place}")
        stance = "supports" if place < 11 else "opposes"
        words = {"quotation": "=we do", "place": "para. 12", "document": paper}
        first = make.position(collection, asked[0], body=body, stance=stance, **words)
        if place < 9:
            make.position(
                collection, asked[1], body=body, stance="conditional" if place % 2 else "opposes"
            )
    make.position(collection, asked[0], body=bodies[11], stance="undecided", supersedes=first)
    make.position(collection, asked[1], body=bodies[0], stance="supports")
    make.position(collection, asked[2], body=bodies[0], stance="practice")
    make.reading(make.document(collection, body=bodies[12]), element)
    make.document(collection, body=bodies[13])
    return collection


def _inside(dialogue: Any) -> None:
    """What stays where it was said."""
    closed = make.session(dialogue, rule=Rule.CLOSED_DOOR, title=LocalText(en=CANARIES[0]))
    make.contribution(closed)
    quiet = make.session(dialogue, rule=Rule.CHATHAM_HOUSE)
    make.contribution(quiet, person=make.person(name=CANARIES[1]))
    behind = world.consultation(
        dialogue,
        rule=Rule.CLOSED_DOOR,
        session=closed,
        phase=Phase.CLOSED,
        title=LocalText(en=CANARIES[4]),
    )
    world.answer(behind, [(None, [0.9, 0.1, 0.5])], 20, seed=9)
    make.collection(published=False, title=LocalText(en=CANARIES[5]))


def _chatham(dialogue: Any) -> Any:
    """Forty in two camps, and two more whose group is too small to be told of; answers with reasons."""
    made = world.consultation(
        dialogue, rule=Rule.CHATHAM_HOUSE, phase=Phase.CLOSED, title=LocalText(en="Quiet round")
    )
    first = make.group(dialogue, slug="quiet-one")
    small = make.group(dialogue, slug="tiny", name=LocalText(en=TINY))
    shares = [0.95, 0.05, 0.97, 0.5, 0.9, 0.1, 0.95, 0.5]
    asked = world.answer(made, [(first, shares)], 40)
    world.answer(made, [(small, shares)], 2, seed=5)
    Stance.objects.filter(proposition=asked[0], value=1).update(
        reserved=True, reservation=CANARIES[3]
    )
    make.user(name=CANARIES[2])
    return made


def build(folder: Path) -> Made:
    scene = Scene()
    collection, votes, quiet = positions(), world.roll_calls(), _chatham(scene.dialogue)
    _inside(scene.dialogue)
    drawing.look.call()
    scene.propose(scene.consultation, collection, votes, quiet)
    syntheses.set_reach(scene.actor("convener"), scene.dialogue, Reach.PUBLIC)
    synthesis = Synthesis.objects.get(dialogue=scene.dialogue)
    for row in Finding.objects.filter(synthesis=synthesis):
        findings.accept(scene.actor("convener"), row)
    keys = {
        "public": source_of(scene.consultation).key,
        "positions": source_of(collection).key,
        "votes": source_of(votes).key,
        "quiet": source_of(quiet).key,
    }
    report = make.report(
        scene.dialogue, *_blocks(scene, synthesis, keys), languages=list(LANGUAGES)
    )
    body = body_from(report.body)
    documents = {one: laid_out(ANONYMOUS, report, body, one, IMPRINT) for one in LANGUAGES}
    return packed(folder, documents, packing.data_of(report, body), keys)


def _blocks(scene: Any, synthesis: Synthesis, keys: Mapping[str, str]) -> Body:
    accepted = Finding.objects.filter(synthesis=synthesis, state=FindingState.ACCEPTED)
    listed = [str(one.uid) for one in accepted.order_by("pk")]
    practice = make.practice(scene.dialogue, what=LocalText(en="=A practice"))
    question = make.open_question(scene.dialogue)
    text = f"Views converged. {{finding:{listed[0][:8]}}}"
    return (
        Block(new_uid(), Kind.HEADING, LocalText(en="Summary", ar="ملخّص")),
        Block(new_uid(), Kind.TEXT, LocalText(en=text)),
        *(Block(new_uid(), Kind.FINDING, of=uid) for uid in listed[:-1]),
        Block(new_uid(), Kind.PRACTICE, of=practice.slug),
        Block(new_uid(), Kind.QUESTION, of=str(question.uid)),
        Block(new_uid(), Kind.CHART, of=f"{keys['votes']}/known/map/1"),
        Block(new_uid(), Kind.CHART, of=f"{keys['positions']}/everybody/map/1"),
        Block(new_uid(), Kind.FACTS),
        Block(new_uid(), Kind.PROGRAMME),
        Block(new_uid(), Kind.NUMBERS),
        Block(new_uid(), Kind.SOURCES),
        Block(new_uid(), Kind.METHOD),
    )


def packed(
    folder: Path,
    documents: Mapping[str, Document],
    data: Mapping[str, bytes],
    keys: Mapping[str, str] | None = None,
) -> Made:
    digest = package.digest_of(documents, data)
    cited = {code: sealed(one, digest) for code, one in documents.items()}
    files = {f"files/{code}.pdf": f"%PDF {code}".encode() for code in documents}
    target = folder / "report.zip"
    sha256 = package.write(target, package.Contents(cited, data, files), {"dialogue": "sample"})
    return Made(cited, data, target.read_bytes(), sha256, keys or {})


def sealed(document: Document, digest: str) -> Document:
    imprint = replace(document.imprint, digest=digest, citation=f"Cited, {digest[:8]}")
    return replace(document, imprint=imprint)


# ---- tampering


def files_in(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def changed(content: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """With other files, and nothing else done."""
    files = files_in(content)
    change(files)
    buffer = io.BytesIO()
    archive.written(buffer, files)
    return buffer.getvalue()
