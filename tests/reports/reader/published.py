"""Versions as they are after publication, without the work of it."""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from parley.apps.convening.models import Dialogue
from parley.apps.reports.files.package import Contents, digest_of, write
from parley.apps.reports.layout.nodes import Document
from parley.apps.reports.layout.words import words
from parley.apps.reports.models import Edition, Report, Version
from parley.core import search
from parley.core.localtext import LocalText
from tests import factories as make
from tests.reports.samples import document


def documents(*languages: str, times: int = 1) -> dict[str, Document]:
    return {
        one: replace(document(one, times), words=words(one)) for one in languages or ("en", "ar")
    }


def published(
    dialogue: Dialogue,
    given: Mapping[str, Document] | None = None,
    *,
    number: int = 1,
    at: datetime | None = None,
    **fields: Any,
) -> Version:
    """A version of these documents, with small files in place of its PDF and DOCX."""
    report = Report.objects.filter(dialogue=dialogue).first() or make.report(dialogue)
    made = dict(given or documents())
    undigested = {
        code: replace(one, imprint=replace(one.imprint, number=number, digest="", citation=""))
        for code, one in made.items()
    }
    digest = digest_of(undigested, {})
    whole = {
        code: replace(
            one,
            imprint=replace(one.imprint, digest=digest, citation=made[code].imprint.citation),
        )
        for code, one in undigested.items()
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "package.zip"
        package_digest = write(path, Contents(whole, {}, {}), {})
        content = path.read_bytes()
    values: dict[str, Any] = {
        "revision": 1,
        "title": LocalText({code: one.title for code, one in made.items()}),
        "languages": list(made),
        "published_at": at or timezone.now(),
        "digest": digest,
        "package": ContentFile(content, "package.zip"),
        "package_digest": package_digest,
    }
    version = Version.objects.create(report=report, number=number, **values | fields)
    for code in made:
        Edition.objects.create(
            version=version,
            language=code,
            pdf=ContentFile(f"%PDF {code} {number}".encode(), f"{code}.pdf"),
            pdf_digest=f"{number}{code}pdf".ljust(64, "0"),
            docx=ContentFile(f"PK {code} {number}".encode(), f"{code}.docx"),
            docx_digest=f"{number}{code}docx".ljust(64, "0"),
        )
    search.index(version)
    return version


def withdraw(version: Version, because: str = "A number was wrong.") -> None:
    """As the service leaves it: the line stays, the files go."""
    version.withdrawn_at = timezone.now()
    version.withdrawn_because = LocalText(en=because)
    for one in version.editions.all():
        one.pdf.delete(save=False)
        one.docx.delete(save=False)
        one.delete()
    version.package.delete(save=False)
    version.package = ""
    version.save()
    search.index(version)
