"""Evidence is handed in by its owner, read by the owner and the vetters, and deleted in time."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from parley.apps.convening.models import SeatRole
from parley.apps.registration.models import Evidence, Registration, State, Transition
from parley.apps.registration.presenters import evidence as present
from parley.apps.registration.selectors import evidence as find
from parley.apps.registration.selectors import retention
from parley.apps.registration.services import evidence, states
from parley.apps.registration.services.registering import register
from parley.apps.registration.services.retention import delete_evidence
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests import factories as make
from tests.registration.privacy.world import pdf

pytestmark = pytest.mark.django_db


def registered(**fields: Any) -> Registration:
    """Submitted to a group that asks for a note verbale."""
    given = {"evidence": LocalText(en="A note verbale."), **fields}
    return make.registration(make.group(make.dialogue(), **given))


def stored() -> list[str]:
    folder = Path(settings.MEDIA_ROOT) / "evidence"
    return sorted(path.name for path in folder.glob("*")) if folder.exists() else []


def test_a_file_is_kept_under_a_random_name_and_the_row_says_what_it_is() -> None:
    row = registered()
    added = evidence.attach(make.actor(row.user), row, pdf("../Note – Ada.PDF"))
    assert (added.filename, added.type, added.size) == ("Note – Ada.pdf", "pdf", len(pdf().read()))
    assert len(added.digest) == 64
    [name] = stored()
    assert re.fullmatch(r"[0-9a-f]{32}", name)
    line = AuditRecord.objects.get(action="registration.evidence_added")
    assert line.data == {"dialogue": row.dialogue_id}


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (SimpleUploadedFile("a.html", b"<html>"), "Choose one of: PDF, DOCX, JPEG, PNG"),
        (SimpleUploadedFile("a.csv", b"a,b"), "Choose one of"),
        (SimpleUploadedFile("a.pdf", b"<html>"), "not a PDF file"),
        (SimpleUploadedFile("a.pdf", b""), "empty"),
        (SimpleUploadedFile("a.pdf", b"%PDF-1.4" + b" " * evidence.LARGEST), "larger than 10 MB"),
    ],
)
def test_what_is_no_evidence_is_refused_and_nothing_is_kept(file: Any, reason: str) -> None:
    row = registered()
    with pytest.raises(InvalidInput, match=reason):
        evidence.attach(make.actor(row.user), row, file)
    assert (stored(), Evidence.objects.count()) == ([], 0)


def test_the_same_file_once_and_few_files_in_all() -> None:
    row = registered()
    actor = make.actor(row.user)
    for number in range(evidence.MOST):
        evidence.attach(actor, row, pdf(more=b"%d" % number))
    with pytest.raises(InvalidInput, match="already"):
        evidence.attach(actor, row, pdf(more=b"0"))
    with pytest.raises(InvalidInput, match="At most 5 files"):
        evidence.attach(actor, row, pdf(more=b"another"))
    assert len(stored()) == evidence.MOST


@pytest.mark.parametrize("state", State.values)
def test_only_while_nothing_is_decided(state: str) -> None:
    row = registered()
    actor = make.actor(row.user)
    kept = evidence.attach(actor, row, pdf())
    Registration.objects.filter(pk=row.pk).update(state=state)
    kept = Evidence.objects.get(pk=kept.pk)
    is_open = state in {"submitted", "waitlisted", "offered"}
    assert find.takes_evidence(kept.registration) == is_open
    if is_open:
        evidence.remove(actor, kept)
        evidence.attach(actor, row, pdf())
    else:
        with pytest.raises(InvalidInput):
            evidence.remove(actor, kept)
        with pytest.raises(InvalidInput):
            evidence.attach(actor, row, pdf(more=b"2"))
    assert row.evidence.count() == 1


def test_a_group_that_asks_for_nothing_takes_nothing() -> None:
    row = registered(evidence=LocalText())
    with pytest.raises(InvalidInput, match="takes no files"):
        evidence.attach(make.actor(row.user), row, pdf())


def test_nobody_hands_in_for_somebody_else() -> None:
    row, convener = registered(), make.user()
    make.seat(row.dialogue, convener, SeatRole.CONVENER)
    for account in (convener, make.user(), make.user(is_operator=True)):
        with pytest.raises(NotAllowed):
            evidence.attach(make.actor(account), row, pdf())


def test_missing_evidence_is_said_to_the_guest_and_to_the_vetters_until_it_is_there(
    signed_in: Any,
) -> None:
    row, convener = registered(evidence_needed=True), make.user()
    make.seat(row.dialogue, convener, SeatRole.CONVENER)
    guest, vetter = make.actor(row.user), make.actor(convener)

    board = reverse("registration-board", args=[row.dialogue.slug])

    def said() -> list[bool]:
        panels = (present.own_panel(guest, row), present.vetters_panel(vetter, row))
        return [panel["evidence"]["missing"] for panel in panels if panel]

    assert said() == [True, True] and find.evidence_missing(row)
    assert "evidence missing" in signed_in(convener).get(board).content.decode()
    evidence.attach(guest, row, pdf())
    assert "evidence missing" not in signed_in(convener).get(board).content.decode()
    assert said() == [False, False] and not find.evidence_missing(row)
    assert present.vetters_panel(guest, row) is None
    assert present.own_panel(guest, registered(evidence=LocalText())) is None


def test_where_evidence_is_needed_nobody_is_let_in_without_a_look_at_it() -> None:
    group = make.group(make.dialogue(), vetted=False, evidence_needed=True)
    said = {"name": "Ada", "mode": "online"}
    assert register(make.user(), group, said).state == State.SUBMITTED
    proven = make.invitation(group)
    account = make.user(email=proven.address)
    assert register(account, group, said, invitation=proven).state == State.APPROVED


def test_the_mail_says_that_evidence_is_missing(mailoutbox: Any, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    said = {"name": "Ada", "mode": "online"}
    asked = {"evidence": LocalText(en="A note verbale, signed.")}
    for needed in (True, False):
        register(make.user(), make.group(make.dialogue(), evidence_needed=needed, **asked), said)
    first, second = (mail.body for mail in mailoutbox)
    assert "Evidence is still missing" in first and "A note verbale, signed." in first
    assert "missing" not in second


def test_it_is_opened_by_its_owner_and_the_vetters_and_by_nobody_else(signed_in: Any) -> None:
    row, convener = registered(), make.user()
    make.seat(row.dialogue, convener, SeatRole.CONVENER)
    added = evidence.attach(make.actor(row.user), row, pdf("Note.pdf"))
    page = reverse("registration-evidence", args=[added.uid])
    for account in (row.user, convener):
        response = signed_in(account).get(page)
        assert b"".join(response.streaming_content) == pdf().read()
        headers = {name: response[name] for name in ("Content-Type", "Content-Disposition")}
        assert headers == {
            "Content-Type": "application/pdf",
            "Content-Disposition": 'attachment; filename="Note.pdf"',
        }
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "private, no-store"
        assert "sandbox" in response["Content-Security-Policy"]
        assert signed_in(account).head(page)["Content-Length"] == str(added.size)
    colleague = make.registration(row.group)
    elsewhere = make.user()
    make.seat(make.dialogue(), elsewhere, SeatRole.CONVENER)
    facilitator = make.user()
    make.seat(row.dialogue, facilitator, SeatRole.FACILITATOR)
    for account in (colleague.user, elsewhere, facilitator, make.user(is_operator=True)):
        assert signed_in(account).get(page).status_code == 404
    previewing = signed_in(convener)
    previewing.post(reverse("preview-start", args=[row.dialogue.slug]), {"persona": "convener"})
    assert previewing.get(page).status_code == 404
    (Path(settings.MEDIA_ROOT) / added.file.name).unlink()
    assert signed_in(row.user).get(page).status_code == 404


def test_only_its_owner_takes_it_back(
    signed_in: Any, django_capture_on_commit_callbacks: Any
) -> None:
    row, convener = registered(), make.user()
    make.seat(row.dialogue, convener, SeatRole.CONVENER)
    added = evidence.attach(make.actor(row.user), row, pdf())
    page = reverse("evidence-remove", args=[added.uid])
    assert signed_in(convener).post(page).status_code in {400, 403}
    assert signed_in(make.user()).post(page).status_code == 404
    assert signed_in(row.user).get(page).status_code == 200 and len(stored()) == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert signed_in(row.user).post(page).status_code == 302
    assert (stored(), Evidence.objects.count()) == ([], 0)


def test_the_form_says_what_it_takes_and_what_was_wrong(signed_in: Any) -> None:
    row = registered()
    page, client = reverse("evidence-add", args=[row.dialogue.slug]), signed_in(row.user)
    text = client.get(page).content.decode()
    assert (
        "A note verbale." in text
        and "PDF, DOCX, JPEG, PNG; at most 10 MB" in text
        and ".docx" in text
    )
    wrong = client.post(page, {"upload": SimpleUploadedFile("a.pdf", b"<html>")})
    assert wrong.status_code == 422 and "not a PDF file" in wrong.content.decode()
    assert client.post(page, {}).status_code == 422
    assert client.post(page, {"upload": pdf()}).status_code == 302
    assert row.evidence.count() == 1
    again = client.post(page, {"upload": pdf()})
    assert again.status_code == 422 and "already" in again.content.decode()
    assert signed_in(make.user()).get(page).status_code == 404


def step(row: Registration, before: str, after: str, at: datetime) -> None:
    Transition.objects.create(registration=row, before=before, after=after, at=at)
    Registration.objects.filter(pk=row.pk).update(state=after, state_since=at)
    row.refresh_from_db()


def test_the_days_count_from_the_decision_in_the_dialogues_zone() -> None:
    """The dialogue lasts until 13 May 2027 in Rome; 30 days are the standard."""
    row = registered()
    assert retention.evidence_until(row) == date(2027, 6, 12)
    step(row, "submitted", "approved", datetime(2027, 3, 1, 23, 30, tzinfo=UTC))
    assert retention.evidence_until(row) == date(2027, 4, 1)
    step(row, "approved", "attended", datetime(2027, 5, 12, 9, tzinfo=UTC))
    assert retention.evidence_until(row) == date(2027, 4, 1)
    step(row, "attended", "approved", datetime(2027, 5, 12, 10, tzinfo=UTC))
    step(row, "approved", "waitlisted", datetime(2027, 5, 12, 10, tzinfo=UTC))
    assert retention.evidence_until(row) == date(2027, 6, 12)
    step(row, "waitlisted", "declined", datetime(2027, 5, 12, 12, tzinfo=UTC))
    assert retention.evidence_until(row) == date(2027, 6, 11)
    row.dialogue.opening.keep_days = 3
    row.dialogue.opening.save()
    assert retention.evidence_until(row) == date(2027, 5, 16)


def test_it_is_deleted_by_itself_when_its_days_are_over_and_not_before(
    django_capture_on_commit_callbacks: Any,
) -> None:
    rows = [registered() for _ in range(3)]
    for row in rows:
        row.dialogue.time_zone = "Pacific/Kiritimati"
        row.dialogue.save()
        evidence.attach(make.actor(row.user), row, pdf())
    now = timezone.now()
    step(rows[0], "submitted", "approved", now - timedelta(days=31))
    step(rows[1], "submitted", "approved", now - timedelta(days=30))
    with django_capture_on_commit_callbacks(execute=True):
        delete_evidence.call()
    assert [row.evidence.count() for row in rows] == [0, 1, 1]
    assert len(stored()) == 2
    gone = Registration.objects.get(pk=rows[0].pk)
    panel = present.own_panel(make.actor(gone.user), gone)
    assert panel and panel["evidence"]["deleted_on"] and not panel["evidence"]["missing"]
    [line] = AuditRecord.objects.filter(action="registration.evidence_deleted")
    assert (line.actor, line.subject_id) == ("system: registration", str(gone.pk))
    delete_evidence.call()
    assert AuditRecord.objects.filter(action="registration.evidence_deleted").count() == 1


def test_many_registrations_are_looked_through_with_few_queries() -> None:
    group = make.group(make.dialogue(), evidence=LocalText(en="A letter."))

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            delete_evidence.call()
        return len(asked)

    for count in (2, 8):
        for _ in range(count):
            row = make.registration(group)
            evidence.attach(make.actor(row.user), row, pdf())
        if count == 2:
            few = queries()
    assert queries() <= few + 16  # one for each opening, at most


def test_whoever_registers_again_may_hand_in_again() -> None:
    row = registered(vetted=True)
    actor = make.actor(row.user)
    states.advance(actor, row, State.CANCELLED)
    Registration.objects.filter(pk=row.pk).update(evidence_deleted_at=timezone.now())
    states.advance(actor, row, State.SUBMITTED)
    row.refresh_from_db()
    evidence.attach(actor, row, pdf())
    row.refresh_from_db()
    assert row.evidence_deleted_at is None
