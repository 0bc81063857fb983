"""Mails that came back are marked by what mail servers report, and nobody else's are."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.registration.models import Mail, MailState
from parley.apps.registration.services import bounces
from parley.apps.registration.services.bounces import Verdict
from parley.cli import main
from parley.core.models import AuditRecord
from tests import factories as make
from tests.registration.invitations.reports import SHAPES, report

pytestmark = pytest.mark.django_db


def sent(**fields: Any) -> Mail:
    row = make.invitation(make.group(make.dialogue()))
    return Mail.objects.create(
        **{"invitation": row, "kind": "invitation", "state": MailState.SENT, **fields}
    )


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        ("postfix", "5.1.1 550 5.1.1 …: Recipient address rejected: User unknown"),
        ("exim", "5.0.0 552 mailbox of … is full"),
        ("exchange", "5.4.1 550 5.4.1 Recipient address rejected: Access denied"),
    ],
)
def test_a_mail_that_came_back_says_why_and_not_to_whom(shape: str, reason: str) -> None:
    mail, other = sent(), sent()
    assert bounces.take(report(shape, mail.uid.hex)) is Verdict.MARKED
    mail.refresh_from_db()
    other.refresh_from_db()
    assert (mail.state, mail.error) == (MailState.BOUNCED, reason)
    assert other.state == MailState.SENT
    assert bounces.take(report(shape, mail.uid.hex)) is Verdict.KNOWN


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_what_is_only_late_has_not_come_back(shape: str, action: str) -> None:
    mail = sent()
    assert bounces.take(report(shape, mail.uid.hex, action)) is Verdict.NO_FAILURE
    mail.refresh_from_db()
    assert (mail.state, mail.error) == (MailState.SENT, "")


def test_reports_about_other_mails_and_other_mails_change_nothing() -> None:
    mail = sent()
    answer = f"In-Reply-To: <{mail.uid.hex}@parley.example.org>\n\nI am away: failed."
    assert bounces.take(report("postfix", uuid4().hex)) is Verdict.NOT_OURS
    assert bounces.take(answer.encode()) is Verdict.NO_REPORT
    assert bounces.take(b"") is Verdict.NO_REPORT
    mail.refresh_from_db()
    assert mail.state == MailState.SENT


@given(st.binary(max_size=400))
def test_nothing_that_arrives_stops_the_reading(data: bytes) -> None:
    head = b"Content-Type: multipart/report; boundary=e\n\n--e\n"
    for mail in (data, head + b"Content-Type: message/delivery-status\n\n" + data + b"\n--e--"):
        assert isinstance(bounces.read(mail), bounces.Report | None)


def test_the_command_reads_files_and_stdin(tmp_path: Path) -> None:
    one, two = sent(), sent()
    file = tmp_path / "1.eml"
    file.write_bytes(report("exim", one.uid.hex))
    ran = CliRunner().invoke(
        main, ["bounces", str(file), "-"], input=report("postfix", two.uid.hex)
    )
    assert ran.exit_code == 0, ran.output
    assert ran.output.splitlines()[-1] == "2 of 2 marked."
    assert set(Mail.objects.values_list("state", flat=True)) == {MailState.BOUNCED}
    record = AuditRecord.objects.get()
    assert (record.action, record.data) == ("site.mails_came_back", {"mails": 2})
    assert "canaryada" not in ran.output + str(list(Mail.objects.values_list("error", flat=True)))
