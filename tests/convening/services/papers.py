"""Files of every kind that a material can be, and what pretends to be one."""

import zipfile
from io import BytesIO

from django.core.files.base import ContentFile

from parley.apps.convening.services import filetypes
from parley.apps.convening.services.filetypes import MEDIA_TYPES, Checked, checked
from tests.convening.services.images import drawing, jpeg, saved

PDF = (
    b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
PAGE = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
MAIN = {"docx": "word/document.xml", "pptx": "ppt/presentation.xml", "xlsx": "xl/workbook.xml"}


def archive(parts: dict[str, bytes], comment: bytes = b"") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            file.writestr(name, data, kind)
        file.comment = comment
    return out.getvalue()


def office(kind: str, **more: bytes) -> bytes:
    return archive({"[Content_Types].xml": b"<Types/>", MAIN[kind]: b"<x/>", **more})


def open_document(kind: str) -> bytes:
    return archive({"mimetype": MEDIA_TYPES[kind].encode(), "content.xml": b"<x/>"})


GOOD = {
    "a.pdf": PDF,
    **{f"a.{kind}": office(kind) for kind in MAIN},
    **{f"a.{kind}": open_document(kind) for kind in filetypes.OPEN_DOCUMENT},
    "a.txt": "Größe, مقاس\r\n".encode(),
    "a.md": b"<!-- draft -->\n# Title\n\nCode: `<script>`\n",
    "a.csv": b"\xef\xbb\xbfname,=1+1\n",
    "a.png": saved(drawing(), "PNG").getvalue(),
    "a.jpg": jpeg().getvalue(),
    "a.jpeg": jpeg().getvalue(),
    "a.markdown": b"# Title",
}


def paper(name: str = "paper.pdf", content: bytes = PDF) -> Checked:
    return checked(ContentFile(content), name)
