"""`parley report`: the files of a version, under names that say what they are."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.core.files.base import ContentFile

from parley.apps.reports.models import Edition, Version
from parley.cli import main
from parley.core.localtext import LocalText
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def version(dialogue: Any, number: int, **fields: Any) -> Version:
    report = getattr(dialogue, "report", None) or make.report(dialogue)
    made = Version(
        report=report,
        number=number,
        revision=1,
        title=LocalText(en="A report"),
        languages=["en"],
        published_at=datetime(2026, 11, 23, tzinfo=UTC),
        digest="0" * 64,
        package_digest="0" * 64,
        **fields,
    )
    made.package.save("report.zip", ContentFile(b"package %d" % number), save=False)
    made.save()
    edition = Edition(version=made, language="en", pdf_digest="0" * 64, docx_digest="0" * 64)
    edition.pdf.save("en.pdf", ContentFile(b"pdf %d" % number), save=False)
    edition.docx.save("en.docx", ContentFile(b"docx %d" % number), save=False)
    edition.save()
    return made


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["report", *map(str, arguments)], catch_exceptions=False)


def test_writes_the_latest_version_or_the_one_that_is_named(tmp_path: Path) -> None:
    dialogue = make.dialogue(slug="florence")
    version(dialogue, 1)
    version(dialogue, 2)
    version(dialogue, 3, withdrawn_at=datetime(2026, 11, 24, tzinfo=UTC))
    folder = tmp_path / "here" / "and-there"
    done = run("florence", "--to", folder)
    assert done.exit_code == 0, done.stderr
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        "florence-report-2.zip": b"package 2",
        "florence-report-2-en.pdf": b"pdf 2",
        "florence-report-2-en.docx": b"docx 2",
    }
    assert done.stdout.splitlines()[0] == str(folder / "florence-report-2.zip")
    assert run("florence", "--version", 1, "--to", folder).exit_code == 0
    assert (folder / "florence-report-1.zip").read_bytes() == b"package 1"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere",), "There is no dialogue of the short name nowhere."),
        (("quiet",), "quiet: there is no published report, or it was withdrawn."),
        (("florence", "--version", 7), "florence: there is no version 7 of its report, or"),
        (("florence", "--version", 2), "florence: there is no version 2 of its report, or"),
    ],
)
def test_says_what_there_is_not(tmp_path: Path, arguments: tuple[object, ...], said: str) -> None:
    make.dialogue(slug="quiet")
    dialogue = make.dialogue(slug="florence")
    version(dialogue, 1)
    version(dialogue, 2, withdrawn_at=datetime(2026, 11, 24, tzinfo=UTC))
    done = run(*arguments, "--to", tmp_path / "out")
    assert done.exit_code == 1
    assert done.stderr.startswith(f"parley: {said}")
    assert not (tmp_path / "out").exists()
