#!/usr/bin/env python3
"""A report of some forty pages as PDF and as DOCX, from a laid-out document."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

from measuring import ROOT, clean_environment, verdict

TIMES, LEAST_PAGES = 36, 40
MOST_PDF_SECONDS, MOST_DOCX_SECONDS = 15.0, 5.0


def main() -> None:
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as folder:
        started(folder)
        for language in ("en", "ar"):
            document = sample(language)
            paper(language, document)
            word(language, document)


def started(folder: str) -> None:
    """Django with an empty data folder: files are made of documents alone."""
    import django

    os.environ.update(clean_environment(PARLEY_DATA=folder))
    os.environ["DJANGO_SETTINGS_MODULE"] = "parley.settings.base"
    django.setup()


def sample(language: str) -> Any:
    """A made-up report, as long as so many short ones."""
    from dataclasses import replace

    from parley.apps.reports.layout.words import words
    from tests.reports.samples import document

    return replace(document(language, TIMES), words=words(language))


def paper(language: str, document: Any) -> None:
    from pypdf import PdfReader

    from parley.apps.reports.files.pdf import pdf_of

    content, seconds = timed(pdf_of, document)
    pages = len(PdfReader(BytesIO(content)).pages)
    assert pages >= LEAST_PAGES, pages
    print(f"  {language}: {pages} pages, {len(content) // 1000} kB")
    verdict(f"{language}: PDF", seconds, MOST_PDF_SECONDS, "s")


def word(language: str, document: Any) -> None:
    from parley.apps.reports.files.word import word_of

    _content, seconds = timed(word_of, document)
    verdict(f"{language}: DOCX", seconds, MOST_DOCX_SECONDS, "s")


def timed(make: Callable[[Any], bytes], document: Any) -> tuple[bytes, float]:
    begun = time.monotonic()
    content = make(document)
    return content, time.monotonic() - begun


if __name__ == "__main__":
    main()
