"""From an approved text to a version: all of it, or nothing at all."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

from parley.apps.outcomes.models import Finding, Ground
from parley.apps.reports.files.package import digest_of, opened
from parley.apps.reports.models import Doing, Edition, Report, Stage, Version
from parley.apps.reports.services import approving, packing, publishing, revisions
from parley.core.errors import InvalidInput
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests.reports.layout.scene import block
from tests.reports.publishing.scene import CANARIES, Ready, told

pytestmark = pytest.mark.django_db
SERVICE = "parley.apps.reports.services.publishing"


@pytest.fixture
def ready():
    return Ready()


@pytest.fixture
def light(monkeypatch):
    """Files that take no time; what is in them is looked at elsewhere."""
    monkeypatch.setattr(f"{SERVICE}.pdf_of", lambda document: b"%PDF " + document.title.encode())
    monkeypatch.setattr(f"{SERVICE}.word_of", lambda document: b"PK " + document.title.encode())


quickly = pytest.mark.usefixtures("light")


def files(media):
    return (
        sorted(one for one in (media / "reports").glob("*")) if (media / "reports").exists() else []
    )


def bytes_of(field):
    with field.storage.open(field.name) as file:
        return file.read()


# ---- a version


def test_a_version_has_all_its_files_and_says_what_it_is(ready, media):
    version = ready.publish()
    assert (version.number, version.languages) == (1, ["en", "fr"])
    assert (version.title, version.published_by) == (
        told("Outcome", "Résultats"),
        ready.accounts["convener"],
    )
    assert [one.language for one in version.editions.all()] == ["en", "fr"]
    for edition in version.editions.all():
        pdf, docx = bytes_of(edition.pdf), bytes_of(edition.docx)
        assert pdf.startswith(b"%PDF") and docx.startswith(b"PK")
        assert edition.pdf_digest == hashlib.sha256(pdf).hexdigest()
        assert edition.docx_digest == hashlib.sha256(docx).hexdigest()
    assert version.package_digest == hashlib.sha256(bytes_of(version.package)).hexdigest()
    documents = opened(version.package.storage, version.package.name).documents
    for code, document in documents.items():
        imprint = document.imprint
        assert (document.language, imprint.number, imprint.digest) == (code, 1, version.digest)
        assert imprint.address.startswith("http") and imprint.address in imprint.citation
        assert imprint.notice == imprint.correction == ""
    data = packing.data_of(ready.report, publishing.body_of(ready.report))
    assert digest_of(documents, data) == version.digest
    report = Report.objects.get()
    assert (report.stage, report.doing, report.approved_by) == (Stage.DRAFT, Doing.NOTHING, None)
    assert len(files(media)) == 5
    assert AuditRecord.objects.filter(action="report.published").count() == 1


@quickly
def test_the_next_one_says_what_it_corrects(ready):
    first = ready.publish()
    with pytest.raises(InvalidInput):
        ready.publish()
    approving.unapprove(ready.convener, ready.report)
    ready.report.correction = told("A typing error.", "Une faute de frappe.")
    ready.report.doi = "10.5555/2"
    ready.report.save()
    second = ready.publish()
    assert (second.number, second.doi, dict(second.correction)) == (
        2,
        "10.5555/2",
        {"en": "A typing error.", "fr": "Une faute de frappe."},
    )
    assert first.doi == "" and first.correction == {}
    report = Report.objects.get()
    assert (report.doi, dict(report.correction)) == ("", {})
    documents = opened(second.package.storage, second.package.name).documents
    assert documents["fr"].imprint.correction == "Une faute de frappe."
    assert "https://doi.org/10.5555/2" in documents["en"].imprint.citation


def test_a_demonstration_says_so_everywhere(ready):
    ready.report.demonstration = True
    ready.report.save()
    version = ready.publish()
    assert version.demonstration
    for document in opened(version.package.storage, version.package.name).documents.values():
        assert document.imprint.notice
    pdf = PdfReader(io.BytesIO(bytes_of(version.editions.first().pdf)))
    assert "Demonstration" in pdf.pages[0].extract_text()


@quickly
def test_the_day_is_that_of_the_dialogue(ready, monkeypatch):
    from datetime import UTC, datetime

    ready.dialogue.time_zone = "Pacific/Auckland"
    ready.dialogue.save()
    Report.objects.update()
    ready.report.refresh_from_db()
    monkeypatch.setattr(f"{SERVICE}.timezone.now", lambda: datetime(2026, 5, 4, 20, tzinfo=UTC))
    version = ready.publish()
    document = opened(version.package.storage, version.package.name).documents["en"]
    assert document.imprint.published_on == "2026-05-05"


# ---- what stops it


def test_what_is_not_approved_or_not_as_it_was_is_not_published(ready, media):
    with pytest.raises(InvalidInput, match="not approved"):
        publishing.ask(ready.convener, ready.report)
    ready.approve()
    with pytest.raises(InvalidInput, match="Another text"):
        publishing.ask(ready.convener, ready.report, ready.report.revision + 1)
    body = publishing.body_of(ready.report)[1:]
    revisions.written(ready.actor("rapporteur"), ready.report, body=body)
    with pytest.raises(InvalidInput, match="not approved"):
        publishing.ask(ready.convener, ready.report)
    assert not Version.objects.exists() and files(media) == []


@quickly
def test_a_problem_stops_it_before_and_within_the_job(ready, media, monkeypatch):
    ready.approve()
    Finding.objects.update(stale=True)
    with pytest.raises(InvalidInput, match="checks"):
        publishing.ask(ready.convener, ready.report)
    monkeypatch.setattr(f"{SERVICE}.problems", lambda *given: [])
    monkeypatch.setattr(f"{SERVICE}.jobs.enqueue", lambda *given: None)
    publishing.ask(ready.convener, ready.report)
    monkeypatch.undo()
    publishing.publish.call(ready.report.pk, ready.accounts["convener"].pk)
    ready.report.refresh_from_db()
    assert ready.report.working == "failed" and "checks" in ready.report.error
    assert ready.report.stage == Stage.APPROVED
    assert not Version.objects.exists() and files(media) == []


def test_a_ground_that_was_tampered_with_stops_it(ready):
    ready.approve()
    ground = Ground.objects.filter(finding=ready.finding_row).get()
    ground.numbers = {**ground.numbers, "agree": ground.numbers["agree"] + 1}
    ground.save()
    with pytest.raises(InvalidInput, match="checks"):
        publishing.ask(ready.convener, ready.report)


@quickly
@pytest.mark.parametrize("writer", ["pdf_of", "word_of", "package.write", "_written"])
def test_a_failure_leaves_nothing(ready, media, monkeypatch, writer):
    def fail(*given):
        raise RuntimeError("the writer broke")

    ready.approve()
    monkeypatch.setattr(f"{SERVICE}.{writer}", fail)
    monkeypatch.setattr(f"{SERVICE}.jobs.enqueue", lambda *given: None)
    publishing.ask(ready.convener, ready.report)
    with pytest.raises(RuntimeError):
        publishing.publish.call(ready.report.pk, ready.accounts["convener"].pk)
    ready.report.refresh_from_db()
    assert (ready.report.working, ready.report.stage) == ("failed", Stage.APPROVED)
    assert ready.report.error == publishing.UNEXPECTED
    assert not Version.objects.exists() and not Edition.objects.exists()
    assert files(media) == []
    monkeypatch.undo()
    publishing.ask(ready.convener, ready.report)
    assert Version.objects.get().number == 1


@quickly
def test_whoever_convenes_no_more_publishes_no_more(ready, monkeypatch):
    ready.approve()
    monkeypatch.setattr(f"{SERVICE}.jobs.enqueue", lambda *given: None)
    publishing.ask(ready.convener, ready.report)
    ready.dialogue.seats.all().delete()
    publishing.publish.call(ready.report.pk, ready.accounts["convener"].pk)
    ready.report.refresh_from_db()
    assert ready.report.working == "failed" and not Version.objects.exists()


# ---- two at once


@quickly
def test_two_jobs_make_one_version(ready, media, monkeypatch):
    """The second is begun while the first draws its files, as by another worker."""
    ready.approve()
    key, who = ready.report.pk, ready.accounts["convener"].pk
    real, runs = publishing.word_of, []

    def meanwhile(document):
        runs.append(document.language)
        publishing.publish.call(key, who)
        return real(document)

    monkeypatch.setattr(f"{SERVICE}.word_of", meanwhile)
    publishing.ask(ready.convener, ready.report)
    publishing.publish.call(key, who)
    assert runs == ["en", "fr"]
    assert Version.objects.get().number == 1 and len(files(media)) == 5


@quickly
def test_two_that_come_to_the_end_make_one_version(ready, media, monkeypatch):
    """As after the first was taken for dead: both draw, one of them writes."""
    ready.approve()
    real, made = publishing._stored, []

    def meanwhile(actor, report, *given):
        if not made:
            made.append("first")
            publishing.make(actor, Report.objects.select_related("dialogue").get())
        return real(actor, report, *given)

    monkeypatch.setattr(f"{SERVICE}._stored", meanwhile)
    publishing.ask(ready.convener, ready.report)
    assert Version.objects.get().number == 1
    assert len(files(media)) == 5
    ready.report.refresh_from_db()
    assert (ready.report.working, ready.report.stage) == ("idle", Stage.DRAFT)


@quickly
def test_a_text_that_is_changed_meanwhile_is_not_published(ready, media, monkeypatch):
    ready.approve()
    real = publishing._stored

    def meanwhile(actor, report, *given):
        held = Report.objects.get()
        revisions.written(ready.actor("rapporteur"), held, title=told("Other", "Autre"))
        return real(actor, report, *given)

    monkeypatch.setattr(f"{SERVICE}._stored", meanwhile)
    publishing.ask(ready.convener, ready.report)
    ready.report.refresh_from_db()
    assert ready.report.working == "failed" and not Version.objects.exists()
    assert files(media) == []


@quickly
def test_it_is_not_asked_for_twice(ready, monkeypatch):
    ready.approve()
    monkeypatch.setattr(f"{SERVICE}.jobs.enqueue", lambda *given: None)
    publishing.ask(ready.convener, ready.report)
    with pytest.raises(InvalidInput, match="already"):
        publishing.ask(ready.convener, ready.report)
    Report.objects.update(moved_at=publishing.timezone.now() - publishing.STUCK * 2)
    ready.report.refresh_from_db()
    publishing.ask(ready.convener, ready.report)


# ---- progress


@quickly
def test_its_steps_are_told_in_their_order(ready, monkeypatch):
    seen = []
    real = publishing._tell

    def tell(report, at):
        real(report, at)
        seen.append(publishing.step_of(Report.objects.get()))

    monkeypatch.setattr(f"{SERVICE}._tell", tell)
    ready.publish()
    assert tuple(seen) == publishing.steps(ready.report)


# ---- what it tells


def test_canary_names_are_in_no_file_of_it(media):
    ready = Ready(drawn=True)
    ready.publish()
    read = []
    for path in files(media):
        read += [(path.name, one) for one in _every(path.read_bytes())]
    assert len(read) > 20
    for canary in (*CANARIES, "Canary", "canary"):
        for form in (canary, canary.encode("utf-16-be").decode("latin-1")):
            assert [name for name, text in read if form in text] == []


def _every(content, depth=0):
    """The bytes as text; of archives each part, of a PDF its text, outline and metadata."""
    yield content.decode("utf-8", "replace")
    yield content.decode("latin-1")
    if content[:2] == b"PK" and depth < 3:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield " ".join(archive.namelist())
            for name in archive.namelist():
                yield from _every(archive.read(name), depth + 1)
    if content[:4] == b"%PDF":
        pdf = PdfReader(io.BytesIO(content))
        yield f"{pdf.metadata} {pdf.xmp_metadata and pdf.xmp_metadata.stream.get_data()!r}"
        yield from (page.extract_text() for page in pdf.pages)


def test_a_name_written_into_the_text_stops_it(ready):
    text = block("text", text=told("So said Canary Closed.", "x"))
    revisions.written(
        ready.actor("rapporteur"), ready.report, body=(*publishing.body_of(ready.report), text)
    )
    ready.approve()
    with pytest.raises(InvalidInput):
        publishing.ask(ready.convener, ready.report)


# ---- nothing changes it


@quickly
def test_a_version_stays_as_it_is_whatever_happens_to_what_it_was_made_of(ready, media):
    version = ready.publish()
    before = {path: path.read_bytes() for path in files(media)}
    values = Version.objects.values().get()
    Finding.objects.update(wording=LocalText(en="Something else."), stale=True)
    ready.practice.delete()
    body = publishing.body_of(ready.report)[:1]
    ready.report.refresh_from_db()
    revisions.written(ready.actor("rapporteur"), ready.report, body=body)
    assert Version.objects.values().get() == values
    assert {path: path.read_bytes() for path in files(media)} == before
    documents = opened(version.package.storage, version.package.name).documents
    assert any(one.role == "practice" for one in documents["en"].nodes if hasattr(one, "role"))


def test_only_withdrawing_and_its_doi_write_to_a_version_that_there_is():
    """No other service of the app saves or updates one."""
    folder = Path(publishing.__file__).parent
    writing = {
        path.name
        for path in folder.glob("*.py")
        if "Version" in (text := path.read_text()) and "models import" in text
    }
    assert writing == {"publishing.py", "withdrawing.py"}
    assert "Version.objects" not in (folder / "publishing.py").read_text()
