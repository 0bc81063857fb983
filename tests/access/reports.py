"""Reports of the world: drafts in every stage, comments under every rule, versions that stand and one
that was withdrawn. What may be read of each carries a word of its own.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.core.files import File
from django.core.files.base import ContentFile
from django.utils import timezone

from parley.apps.convening.models import Rule
from parley.apps.reports.body.blocks import Block, Kind
from parley.apps.reports.files import package
from parley.apps.reports.layout.nodes import Document, Paragraph, Run
from parley.apps.reports.models import (
    CommentPeriod,
    Edition,
    ReportComment,
    Revision,
    RevisionKind,
    Stage,
    Version,
)
from parley.core.localtext import LocalText
from tests import factories as make
from tests.access.consultations import NEVER
from tests.access.outcomes import REPORTERS, SEATS
from tests.access.targets import Target, Targets, dialogues
from tests.access.world import EVERYONE, INSIDE, World
from tests.reports.samples import document

BLOCK = "b" * 12
DRAFT, PUBLISHED = "draft", "published"
# Besides one that nobody comments on and one that was published: a dialogue for each rule.
COMMENTED = tuple(rule.value for rule in Rule)
REPORTS = (DRAFT, PUBLISHED, *COMMENTED)
WITHDRAWN, STANDING = 1, 2
# Comments behind closed doors are between each and those who write.
AMONG = {rule: REPORTERS if rule == Rule.CLOSED_DOOR else INSIDE for rule in COMMENTED}


def slug_of(case: str) -> str:
    return f"report-{case.replace('_', '-')}"


def word(noun: str, case: str) -> str:
    """Of a draft, a comment or a version."""
    return f"canary{noun}{case.replace('_', '')}"


def words_seen(persona: str) -> set[str]:
    drafts = {
        word("draft", case)
        for case in REPORTS
        if persona in (INSIDE if case in COMMENTED else REPORTERS)
    }
    comments = {word("comment", case) for case in COMMENTED if persona in AMONG[case]}
    return drafts | comments | {word("version", PUBLISHED)}


def add_to(world: World) -> None:
    for case in REPORTS:
        _add_report(world, case)
    for case in COMMENTED:
        _add_period(world, case)
    _add_version(world, WITHDRAWN, "withdrawn")
    _add_version(world, STANDING, PUBLISHED)


def _text(said: str) -> LocalText:
    return LocalText(en=f"Text {said}", fr=f"Texte {said}", ar=f"نص {said}")


def _add_report(world: World, case: str) -> None:
    dialogue = make.dialogue(slug=slug_of(case))
    for persona, role in SEATS.items():
        make.seat(dialogue, world.accounts[persona], role)
    speaking = make.session(dialogue, slug="speaking")
    make.contribution(speaking, person=world.accounts["contributor"].person)
    text = _text(word("draft", case))
    row = make.report(
        dialogue,
        Block(BLOCK, Kind.TEXT, text),
        title=text,
        stage=Stage.COMMENTS if case in COMMENTED else Stage.DRAFT,
        revision=2,
        correction=text,
    )
    now = timezone.now()
    for number in (1, 2):
        Revision.objects.create(
            report=row,
            number=number,
            kind=RevisionKind.EDITED,
            title=text,
            body=row.body,
            made_by=world.accounts["rapporteur"],
            begun_at=now,
            made_at=now,
            fixed=True,
        )
    world.reports[case] = row


def _add_period(world: World, rule: str) -> None:
    """With what somebody said, whose name is kept only where the rule lets it be."""
    now = timezone.now()
    period = CommentPeriod.objects.create(
        report=world.reports[rule],
        revision=2,
        rule=rule,
        opened_at=now - timedelta(days=1),
        until=now + timedelta(days=9),
    )
    world.comments[rule] = ReportComment.objects.create(
        period=period,
        block=BLOCK,
        text=f"Text {word('comment', rule)}",
        instead=f"Text {word('comment', rule)}",
        author=None if period.is_nameless else world.accounts["registered"],
        pseudonym="5" * 32 if period.is_nameless else None,
        made_on=now.date(),
    )


def _add_version(world: World, number: int, case: str) -> None:
    said = word("version", case)
    report, day = world.reports[PUBLISHED], datetime(2026, 11, 1, 9, tzinfo=UTC)
    withdrawn = case == "withdrawn"
    row = Version(
        report=report,
        number=number,
        revision=1,
        title=_text(said if not withdrawn else "of what was taken back"),
        languages=["en", "ar"],
        published_at=day,
        published_by=make.user(name=NEVER),
        digest="0" * 64,
        withdrawn_at=day if withdrawn else None,
        withdrawn_because=LocalText(en="A reason.") if withdrawn else LocalText(),
    )
    if not withdrawn:
        _pack(row, said)
    row.save()
    if not withdrawn:
        for language in row.languages:
            edition = Edition(version=row, language=language, pdf_digest="1" * 64)
            for kind in ("pdf", "docx"):
                getattr(edition, kind).save(f"x.{kind}", ContentFile(said.encode()), save=False)
            edition.save()
    world.versions[number] = row


def _laid_out(language: str, said: str) -> Document:
    """A sample that says its word; the imprint holds no digest yet."""
    made = document(language)
    told = Paragraph("b-canary", (Run(f"Text {said}"),), number=99)
    bare = replace(made.imprint, digest="", citation="")
    return replace(made, title=f"Text {said}", nodes=(*made.nodes, told), imprint=bare)


def _pack(row: Version, said: str) -> None:
    documents = {language: _laid_out(language, said) for language in row.languages}
    data = {"findings.csv": f"finding\nText {said}\n".encode()}
    row.digest = package.digest_of(documents, data)
    whole = {
        language: replace(one, imprint=replace(one.imprint, digest=row.digest))
        for language, one in documents.items()
    }
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "package.zip"
        row.package_digest = package.write(target, package.Contents(whole, data, {}), {})
        with target.open("rb") as file:
            row.package.save("package.zip", File(file), save=False)


# The rows that routes are tried with


def pages(world: World) -> Iterator[Target]:
    """Of a version, or of what there is to say before there is one."""
    for target in dialogues(world):
        yield replace(target, sees=REPORTERS.__contains__)
    for case in REPORTS:
        seen = INSIDE if case in COMMENTED else EVERYONE if case == PUBLISHED else REPORTERS
        yield Target({"slug": slug_of(case)}, seen.__contains__)


def drafts(**parts: str) -> Targets:
    """While they are open for comments."""

    def targets(world: World) -> Iterator[Target]:
        for case in REPORTS:
            seen = INSIDE if case in COMMENTED else set()
            yield Target({"slug": slug_of(case), **parts}, seen.__contains__)

    return targets


def own_comments(world: World) -> Iterator[Target]:
    """Whose it is; nobody's where that is not kept."""
    for case, row in world.comments.items():
        seen = {"registered"} if row.author is not None else set()
        yield Target({"slug": slug_of(case), "uid": row.uid}, seen.__contains__)


def ended(world: World) -> Iterator[Target]:
    """What became of comments, once a period is over: here none is."""
    for target in drafts()(world):
        yield replace(target, sees=set().__contains__)


def at_the_desk(**parts: str | int) -> Targets:
    def targets(world: World) -> Iterator[Target]:
        for turn, case in enumerate(REPORTS):
            yield Target({"slug": slug_of(case), **parts}, REPORTERS.__contains__, turn=turn)

    return targets


def commented_at_the_desk(world: World) -> Iterator[Target]:
    for target in at_the_desk()(world):
        if target.kwargs["slug"] in map(slug_of, COMMENTED):
            yield target


def comments_at_the_desk(world: World) -> Iterator[Target]:
    for turn, (case, row) in enumerate(world.comments.items()):
        yield Target({"slug": slug_of(case), "uid": row.uid}, REPORTERS.__contains__, turn=turn)


def versions(**parts: str) -> Targets:
    """They are everybody's; of one that was withdrawn that it was."""

    def targets(world: World) -> Iterator[Target]:
        for number, row in world.versions.items():
            at = {"uid": row.report.uid, "number": number, **parts}
            yield Target(at, EVERYONE.__contains__)

    return targets


def files() -> Targets:
    """Of what was withdrawn there are none."""

    def targets(world: World) -> Iterator[Target]:
        for name, kind in (("en", "pdf"), ("ar", "docx"), ("package", "zip")):
            for target in versions(name=name, kind=kind)(world):
                stands = target.kwargs["number"] == STANDING
                yield replace(target, sees=(EVERYONE if stands else set()).__contains__)

    return targets


def versions_at_the_desk(world: World) -> Iterator[Target]:
    at = {"slug": slug_of(PUBLISHED), "number": STANDING}
    yield Target(at, REPORTERS.__contains__)
