"""The laid-out report: its imprint, what was made of it, and that it tells of the findings as they are."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from parley.apps.reports.files import pictures, readme
from parley.apps.reports.files.archive import Files, InvalidPackage
from parley.apps.reports.files.jsonld import linked
from parley.apps.reports.files.package import (
    LINKED,
    MANIFEST,
    README,
    as_bytes,
    documents_of,
)
from parley.apps.reports.layout.nodes import Document, Figure, Node, Paragraph, Run
from parley.apps.reports.verifying.findings import entries
from parley.apps.reports.verifying.told import Check

LARGEST_DRAWING = 20_000  # pixels
_SIZE = re.compile(r'\s(?:width|height)="(\d{1,9}(?:\.\d{1,9})?)"')
_FOREIGN = re.compile(
    r"<!|<image|<feImage|<script|href\s*=\s*[\"'](?!#)|url\((?![\"']?#)|@import", re.I
)
_OF_IMPRINT = ("number", "published_on", "doi", "address")


def imprints(archive: Files, manifest: Mapping[str, Any]) -> Check:
    """The manifest says of the version what each document does; each reference leads somewhere."""
    check = Check("Documents, their imprint and their references")
    for code, document in documents_of(archive, manifest).items():
        check.expect(f"documents/{code}.json, language", code, document.language)
        for name in _OF_IMPRINT:
            here = f"documents/{code}.json, {name}"
            check.expect(here, manifest.get(name), getattr(document.imprint, name))
        for name, said in _titles(document).items():
            told = manifest.get(name)
            given = told.get(code) if isinstance(told, dict) else told
            check.expect(f"documents/{code}.json, {name}", given, said)
        anchors = {one.anchor for one in document.nodes}
        for run in _runs(document):
            if run.to and run.to not in anchors:
                check.differs.append(f"documents/{code}.json: {run.text!r} leads nowhere")
    return check


def _titles(document: Document) -> dict[str, str]:
    """What the manifest tells in each language."""
    notice = document.imprint.notice
    return {"title": document.title, "dialogue": document.dialogue, "notice": notice}


def _runs(document: Document) -> Iterator[Run]:
    for node in document.nodes:
        yield from _runs_of(node)


def _runs_of(node: Node) -> Iterator[Run]:
    for name in ("words", "caption"):
        yield from getattr(node, name, ())
    if not isinstance(node, Paragraph):
        for row in getattr(node, "rows", ()):
            for cell in row:
                yield from (run for run in cell if isinstance(run, Run))


def copies(archive: Files, manifest: Mapping[str, Any]) -> Check:
    """What is made of the rest: linked data, the read-me, charts as files."""
    check = Check("Linked data, read-me and charts, made again")
    documents = documents_of(archive, manifest)
    _refuse_foreign_drawings(documents)
    told = {name: value for name, value in manifest.items() if name != "files"}
    data = {
        name: archive.read(name)
        for name in archive.names
        if name == "findings.json" or name.startswith("sources/")
    }
    others = [name for name in archive.names if name not in (README, MANIFEST)]
    expected = {
        LINKED: as_bytes(linked(documents, data, told)),
        README: readme.text(told, others).encode(),
        **pictures.of(documents),
    }
    there = {name for name in archive.names if name.startswith(pictures.FOLDER)}
    for name in sorted(expected.keys() | there | {LINKED, README}):
        got = archive.read(name) if name in archive else None
        if got == expected.get(name):
            check.same += 1
        elif got is not None and name in expected and name.endswith(".png"):
            check.unknown.append(f"{name}: it was painted by another version, or with other fonts")
        else:
            check.differs.append(f"{name}: it is not what the documents and data give")
    check.unknown += [
        f"{name}: compared by its digest only"
        for name in archive.names
        if name.startswith("files/")
    ]
    return check


def _refuse_foreign_drawings(documents: Mapping[str, Document]) -> None:
    """They are painted to be compared: none of ours reads a file, or is larger than a page."""
    for code, document in documents.items():
        for node in document.nodes:
            if isinstance(node, Figure) and not _is_ours(node.svg):
                raise InvalidPackage(
                    f"documents/{code}.json, {node.anchor}: no drawing of a report"
                )


def _is_ours(svg: str) -> bool:
    head = svg[: svg.find(">")]
    sizes = [float(one) for one in _SIZE.findall(head)]
    return not _FOREIGN.search(svg) and len(sizes) == 2 and max(sizes) <= LARGEST_DRAWING


def findings(archive: Files, manifest: Mapping[str, Any]) -> Check:
    """A paragraph that shows a finding shows one that there is, of its kind."""
    check = Check("Findings in the documents, as in the data")
    by_block = {block: one for one in entries(archive) for block in one["blocks"]}
    for code, document in documents_of(archive, manifest).items():
        for node in document.nodes:
            if not isinstance(node, Paragraph) or node.role != "finding":
                continue
            here = f"documents/{code}.json, {node.anchor}"
            finding = by_block.get(node.block)
            if finding is None:
                check.differs.append(f"{here}: there is no such finding in findings.json")
                continue
            check.expect(f"{here}, kind", finding["kind"], node.kind)
            wording = finding["wording"].get(code)
            said = "".join(run.text for run in node.words)
            if finding["worded_by"] == "rapporteur" and wording is not None:
                check.expect(f"{here}, words", _bare(wording), _bare(said))
    return check


def _bare(text: str) -> str:
    """Without marks of emphasis and white space."""
    return "".join(sign for sign in text if sign not in "*_`\\" and not sign.isspace())
