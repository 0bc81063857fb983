"""A file is what its name says, or it is refused; its name leads nowhere."""

from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

import pytest
from django.core.files.base import ContentFile
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.convening.models import FileType
from parley.apps.convening.services.filetypes import (
    LONGEST_NAME,
    MEDIA_TYPES,
    checked,
    clean_name,
    type_of,
)
from parley.core.errors import InvalidInput
from tests.convening.services.images import drawing, jpeg, saved
from tests.convening.services.papers import GOOD, PAGE, PDF, SVG, archive, office, open_document

ZIP = archive({"evil.html": PAGE})
PNG = saved(drawing(), "PNG").getvalue()


@pytest.mark.parametrize("name", GOOD)
def test_each_kind_is_taken_as_it_is(name: str) -> None:
    found = checked(ContentFile(GOOD[name]), name)
    assert found.content.read() == GOOD[name]
    assert (found.filename, found.size) == (name, len(GOOD[name]))
    assert found.digest == sha256(GOOD[name]).hexdigest()
    assert found.type == type_of(name)


def test_every_kind_is_tried_and_has_a_media_type() -> None:
    assert {type_of(name) for name in GOOD} == {*FileType} == {*MEDIA_TYPES}


WRONG = {
    "web page": ("a.pdf", PAGE),
    "web page as a document": ("a.docx", PAGE),
    "web page as a picture": ("a.png", PAGE),
    "web page as a text": ("a.txt", b"\n<!-- x -->\n " + PAGE),
    "web page as a table": ("a.csv", b"\xef\xbb\xbf<HTML>"),
    "drawing": ("a.png", SVG),
    "drawing as a text": ("a.md", SVG),
    "drawing with a declaration": ("a.txt", b"<?xml version='1.0'?>" + SVG),
    "page in a pdf": ("a.pdf", b"%PDF-1.7\n" + PAGE + b"\n%%EOF"),
    "pdf behind a page": ("a.pdf", PAGE + PDF),
    "pdf without an end": ("a.pdf", PDF[:-7]),
    "pdf and archive": ("a.pdf", PDF + ZIP),
    "pdf and archive whose comment ends the pdf": (
        "a.pdf",
        PDF + archive({"a": b"a"}, comment=b"%%EOF"),
    ),
    "png and archive": ("a.png", PNG + ZIP),
    "png with more behind it": ("a.png", PNG + b"<script>"),
    "png under jpeg's name": ("a.jpg", PNG),
    "jpeg and archive that ends like one": (
        "a.jpg",
        jpeg().getvalue() + archive({"a": b"a"}, comment=b"\xff\xd9"),
    ),
    "truncated jpeg": ("a.jpg", jpeg().getvalue()[:-9]),
    "archive": ("a.docx", ZIP),
    "empty archive": ("a.docx", archive({})),
    "document under another's name": ("a.xlsx", office("docx")),
    "page before a document": ("a.docx", PAGE + office("docx")),
    "document with more behind it": ("a.docx", office("docx") + b"more"),
    "broken directory": ("a.docx", office("docx")[:-60] + b"\0" * 60),
    "text template as a text": (
        "a.odt",
        archive({"mimetype": MEDIA_TYPES["odt"].encode() + b"-template", "b": b""}),
    ),
    "open document of another kind": ("a.odp", open_document("ods")),
    "open document without saying so": ("a.odt", archive({"content.xml": b"<x/>"})),
    "macros": ("a.docx", office("docx", **{"word/vbaProject.bin": b"x"})),
    "binary text": ("a.txt", b"MZ\x90\0\x03"),
    "utf-16": ("a.csv", "a,b".encode("utf-16")),
    "latin-1": ("a.csv", "Größe".encode("latin-1")),
    "cut within a character": ("a.txt", "Größe".encode()[:3]),
    "empty": ("a.txt", b""),
    "no ending": ("a", PDF),
    "only an ending": ("pdf", PDF),
    "other endings": ("a.pdf.html", PAGE),
    "zip": ("a.zip", ZIP),
    "svg": ("a.svg", SVG),
    "program": ("a.exe", b"MZ"),
    "with macros by name": ("a.docm", office("docx")),
}


@pytest.mark.parametrize("case", WRONG)
def test_anything_else_is_refused(case: str) -> None:
    name, content = WRONG[case]
    with pytest.raises(InvalidInput):
        checked(ContentFile(content), name)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", PAGE, "This is not a PDF file as it should be."),
        ("a.html", PAGE, "Files of this kind can’t be taken. Choose one of: PDF, DOCX"),
        ("a.txt", PAGE, "This is a web page or a drawing, not a text."),
        ("a.csv", b"\xff", "This is not a text in UTF-8."),
        ("a.docx", office("docx", **{"word/vbaProject.bin": b""}), "This file holds macros."),
        ("a.txt", b"", "The file is empty."),
    ],
)
def test_a_refusal_says_what_to_do(name: str, content: bytes, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        checked(ContentFile(content), name)
    assert caught.value.message.startswith(message)


def test_the_largest_file_is_a_setting(settings: Any) -> None:
    settings.LARGEST_MATERIAL = len(PDF)
    assert checked(ContentFile(PDF), "a.pdf").size == len(PDF)
    settings.LARGEST_MATERIAL = 3 * 1024**2
    large = PDF + b"\0" * 3 * 1024**2 + b"%%EOF"
    with pytest.raises(InvalidInput, match="larger than 3 MB"):
        checked(ContentFile(large), "a.pdf")


@given(
    st.sampled_from(sorted(GOOD)),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=8),
    st.integers(0, 4000),
)
def test_damage_never_gets_further_than_an_answer(
    name: str, hits: list[tuple[int, int]], cut: int
) -> None:
    raw = bytearray(GOOD[name])
    for place, value in hits:
        raw[place % len(raw)] = value
    raw = raw[: cut % (len(raw) + 1) or None]
    try:
        found = checked(ContentFile(bytes(raw)), name)
    except InvalidInput:
        return
    assert found.content.read() == raw


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\Paper.PDF", "Paper.pdf"),
        ("..pdf", "document.pdf"),
        (".pdf", "document.pdf"),
        ("  a  b .pdf", "a b.pdf"),
        ('a"; filename="evil.html.pdf', "a filename= evil.html.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
        ("invoice\u202efdp.pdf", "invoicefdp.pdf"),
        ("نص‌نیم.pdf", "نص‌نیم.pdf"),
        ("e\u0301.pdf", "é.pdf"),
        ("a\0.pdf", "a.pdf"),
        ("x" * 500 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_made_harmless(given: str, clean: str) -> None:
    assert clean_name(given) == clean


@given(st.text(max_size=200), st.sampled_from([".pdf", ".DOCX", ".md "]))
def test_clean_names_stay_clean(stem: str, ending: str) -> None:
    name = clean_name(stem + ending)
    assert clean_name(name) == name
    assert PurePosixPath(name).name == name
    assert type_of(name) == type_of(stem + ending) is not None
    assert 0 < len(name) <= LONGEST_NAME
    assert not {*name} & {*'/\\<>:"|?*;\r\n\0\u202e'}
