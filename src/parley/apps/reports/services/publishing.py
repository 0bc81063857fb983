"""Publishing a report: what is approved becomes a version, with its files, which nothing changes any more.

A job does it: checks once more, lays the report out as everybody sees it, makes the files, and only then
writes the rows, all at once. Files are stored before the rows that name them; where anything fails, they
are deleted again, and there is no version.
"""

import hashlib
import logging
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from parley.apps.convening.services import rows
from parley.apps.outcomes.models import Working
from parley.apps.outcomes.services.drawing import UNEXPECTED
from parley.apps.reports.files import package
from parley.apps.reports.files.pdf import pdf_of
from parley.apps.reports.files.word import word_of
from parley.apps.reports.layout.citing import citation
from parley.apps.reports.layout.nodes import Document
from parley.apps.reports.models import Doing, Edition, Report, Version
from parley.apps.reports.selectors.checking import problems, stopping
from parley.apps.reports.selectors.drafts import body_of
from parley.apps.reports.selectors.publication import documents_of, next_number
from parley.apps.reports.services import packing, revisions
from parley.apps.reports.services.common import asker, changed
from parley.core import jobs, search
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput, ParleyError
from parley.core.localtext import LocalText

# Nothing takes longer: its worker was ended.
STUCK = timedelta(minutes=15)
# What must be at the end as it was when the job began.
TEXT = ("revision", "title", "subtitle", "languages", "body", "doi", "correction", "demonstration")
CHECK, LAY_OUT, DATA, PDF, WORD, PACK = "check", "lay_out", "data", "pdf", "word", "pack"
_log = logging.getLogger(__name__)


class NotReady(InvalidInput):
    """Something stops it; the page of the checks says what."""


@dataclass(frozen=True)
class Step:
    """What the job is at; some are done for each language."""

    name: str
    language: str = ""


def steps(report: Report) -> tuple[Step, ...]:
    """In their order, each about as long as the others."""
    each = [(name, code) for code in report.languages for name in (PDF, WORD)]
    laid_out = [Step(LAY_OUT), Step(CHECK), Step(DATA)]
    return (*laid_out, *(Step(name, code) for name, code in each), Step(PACK))


def step_of(report: Report) -> Step:
    """Where the job is, by what it has told."""
    every = steps(report)
    return every[min(int(report.progress * len(every)), len(every) - 1)]


def is_stuck(report: Report) -> bool:
    return report.moved_at is None or report.moved_at < timezone.now() - STUCK


# ---- asked for


def ask(actor: Actor, report: Report, seen: int | None = None) -> Report:
    """Have the next version published. `seen` is the revision that the actor had on the page."""
    require(actor, "publish", report)
    if stopping(problems(report)):
        raise not_ready()
    with transaction.atomic():
        row = rows.locked(actor, report)
        _refuse_unless_approved(row, seen)
        if row.is_at_work and not is_stuck(row):
            raise InvalidInput(
                _("This report is being worked on already. Wait until it has ended.")
            )
        row.doing, row.working, row.progress = Doing.PUBLISHING, Working.QUEUED, 0.0
        row.error, row.moved_at = "", timezone.now()
        row.save(update_fields=["doing", "working", "progress", "error", "moved_at"])
        changed(actor, "report.publication_asked", row, revision=row.revision)
        jobs.enqueue(publish, row.pk, actor.user_id)
    return row


def not_ready() -> NotReady:
    return NotReady(_("It can’t be published yet: the checks tell what is to be mended first."))


def _refuse_unless_approved(report: Report, seen: int | None) -> None:
    if not report.is_approved:
        raise NotReady(
            _("The text is not approved. A convener approves it before it is published.")
        )
    if seen is not None and seen != report.revision:
        raise NotReady(_("Another text was approved than the one that you saw. Look at it first."))


# ---- the job


@jobs.task()
def publish(key: int, asked_by: int | None) -> None:
    """Once for each time that it was asked for: a job that finds another one at work leaves it to it."""
    left = Q(working=Working.WORKING, moved_at__lt=timezone.now() - STUCK)
    mine = Report.objects.filter(pk=key, doing=Doing.PUBLISHING)
    mine = mine.filter(Q(working=Working.QUEUED) | left)
    if not mine.update(working=Working.WORKING, moved_at=timezone.now()):
        return
    report = Report.objects.select_related("dialogue").get(pk=key)
    try:
        make(asker(asked_by), report)
    except ParleyError as error:
        _fail(report, error.message if isinstance(error, InvalidInput) else str(error))
    except Exception:
        # The row is what people see of the job: it must not say for ever that it is at work.
        _fail(report, UNEXPECTED)
        _log.exception("A report could not be published.")
        raise


def _fail(report: Report, error: str) -> None:
    """Of the job that failed; a later one, begun since, is not spoken of."""
    mine = Report.objects.filter(pk=report.pk, doing=Doing.PUBLISHING)
    mine.update(
        doing=Doing.NOTHING, working=Working.FAILED, error=error[:300], moved_at=timezone.now()
    )


def make(actor: Actor, report: Report) -> Version:
    """The next version, with its files; or nothing at all."""
    require(actor, "publish", report)
    _refuse_unless_approved(report, None)
    when, at = timezone.now(), iter(enumerate(steps(report)))
    number = next_number(report)
    _tell(report, at)
    laid_out = documents_of(report, number, when)
    _tell(report, at)
    if stopping(problems(report, laid_out)):
        raise not_ready()
    _tell(report, at)
    data = packing.data_of(report, body_of(report))
    documents = _cited(report, laid_out, package.digest_of(laid_out, data), when)
    files: dict[str, bytes] = {}
    for code, document in documents.items():
        for kind, write in (("pdf", pdf_of), ("docx", word_of)):
            _tell(report, at)
            files[f"files/{code}.{kind}"] = write(document)
    _tell(report, at)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "report.zip"
        made = _version(report, number, when, documents)
        digest = package.write(target, package.Contents(documents, data, files), _about(made))
        made.published_by_id, made.package_digest = actor.user_id, digest
        _look_again(report, number, when, laid_out)
        return _stored(actor, report, made, target, files)


def _look_again(
    report: Report, number: int, when: datetime, laid_out: Mapping[str, Document]
) -> None:
    """Making files takes its time, in which a finding may be taken back, or a rule become stricter."""
    now = documents_of(Report.objects.select_related("dialogue").get(pk=report.pk), number, when)
    if now != laid_out or stopping(problems(report, now)):
        raise NotReady(
            _(
                "Something that the report shows was changed while it was being published. Try it again."
            )
        )


def _tell(report: Report, at: Iterator[tuple[int, Step]]) -> None:
    """In the midst of its step, so that no rounding makes another of it."""
    place, _step = next(at)
    share = (place + 0.5) / len(steps(report))
    Report.objects.filter(pk=report.pk).update(progress=share, moved_at=timezone.now())


def _cited(
    report: Report, documents: Mapping[str, Document], digest: str, when: datetime
) -> dict[str, Document]:
    """With what follows from all of it: the digest, and how it is cited."""
    day = when.astimezone(report.dialogue.zone).date()
    found = {}
    for code, document in documents.items():
        imprint = document.imprint
        cited = citation(
            title=document.title,
            publisher=imprint.publisher,
            number=imprint.number,
            published_on=day,
            address=imprint.address,
            doi=imprint.doi,
            language=code,
        )
        found[code] = replace(document, imprint=replace(imprint, digest=digest, citation=cited))
    return found


def _about(made: Version) -> dict[str, Any]:
    """What the package says of itself beside what is in it."""
    told = {"dialogue": made.report.dialogue.slug, "demonstration": made.demonstration}
    return {**told, "correction": dict(made.correction)}


def _version(
    report: Report, number: int, when: datetime, documents: Mapping[str, Document]
) -> Version:
    first = next(iter(documents.values()))
    return Version(
        report=report,
        number=number,
        revision=report.revision,
        title=LocalText({code: one.title for code, one in documents.items()}),
        languages=list(documents),
        published_at=when,
        digest=first.imprint.digest,
        doi=report.doi,
        correction=_correction(report) if number > 1 else LocalText(),
        demonstration=report.demonstration,
    )


def _correction(report: Report) -> LocalText:
    """In its own languages, which were checked; it may have been written in others before."""
    given = report.correction.items()
    return LocalText({code: text for code, text in given if code in report.languages})


def _stored(
    actor: Actor, report: Report, made: Version, target: Path, files: Mapping[str, bytes]
) -> Version:
    """Files first, then all rows in one transaction; without the rows there are no files either."""
    kept: list[Any] = []
    try:
        with target.open("rb") as file:
            made.package.save(target.name, File(file), save=False)
        kept.append(made.package)
        editions = [_edition(code, files, kept) for code in made.languages]
        return _written(actor, report, made, editions)
    except BaseException:
        for one in kept:
            one.storage.delete(one.name)
        raise


def _edition(code: str, files: Mapping[str, bytes], kept: list[Any]) -> Edition:
    edition = Edition(language=code)
    for kind in ("pdf", "docx"):
        content, field = files[f"files/{code}.{kind}"], getattr(edition, kind)
        field.save(f"{code}.{kind}", ContentFile(content), save=False)
        kept.append(field)
        setattr(edition, f"{kind}_digest", hashlib.sha256(content).hexdigest())
    return edition


@transaction.atomic
def _written(actor: Actor, report: Report, made: Version, editions: list[Edition]) -> Version:
    """Under the report's lock: of two jobs one finds the text published already, and ends."""
    held = rows.locked(actor, report)
    _refuse_unless_approved(held, report.revision)
    same = all(getattr(held, name) == getattr(report, name) for name in TEXT)
    if not same or next_number(held) != made.number or not _is_at_work(held):
        raise NotReady(_("The report was changed while it was being published. Try it again."))
    revisions.fixed(actor, held)
    made.save(force_insert=True)
    for edition in editions:
        edition.version = made
        edition.save(force_insert=True)
    held.take_approval_away()
    held.doing, held.working, held.progress = Doing.NOTHING, Working.IDLE, 1.0
    held.error, held.moved_at = "", timezone.now()
    held.doi, held.correction = "", LocalText()
    held.save()
    changed(actor, "report.published", held, version=made.number, digest=made.digest)
    search.index(made)
    return made


def _is_at_work(report: Report) -> bool:
    return report.doing == Doing.PUBLISHING and report.working == Working.WORKING
