"""The data package of a version: what it says as data, its files, and how to check all of it.

    manifest.json         what it is, and every file with its digest
    content.sha256        the digests of what the report says; its own digest is that of the version
    documents/<lang>.json the report as it is laid out, of which pages are drawn
    findings.*, practices.*, questions.*, method.json, sources/…    its data
    report.jsonld         the same as linked data
    files/, charts/       to read, and to show

See docs/reference/report-package.md. Knows no database.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from django.core.files.storage import Storage
from django.utils.translation import gettext as _

from parley import __version__
from parley.apps.reports.files import archive, pictures, readme
from parley.apps.reports.files.archive import Archive, Files, InvalidPackage
from parley.apps.reports.files.jsonld import linked
from parley.apps.reports.layout.nodes import (
    Document,
    InvalidDocument,
    as_json,
    document_from,
)
from parley.core.errors import ParleyError

__all__ = ["Contents", "InvalidPackage", "Opened", "digest_of", "opened", "read", "write"]

SCHEMA = 1
WHAT = "outcome report"
MANIFEST, CONTENT, LINKED, README = "manifest.json", "content.sha256", "report.jsonld", "README.md"
DOCUMENTS, FILES = "documents/", "files/"
# What is not data: it is made of the rest, or tells of it.
_OWN = (MANIFEST, CONTENT, LINKED, README)
_FOLDERS = (DOCUMENTS, FILES, pictures.FOLDER)
TYPES = {
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "md": "text/markdown",
    "parquet": "application/vnd.apache.parquet",
    "pdf": "application/pdf",
    "png": "image/png",
    "sha256": "text/plain",
    "svg": "image/svg+xml",
    "txt": "text/plain",
}


@dataclass(frozen=True)
class Contents:
    """What goes into a package.

    Parameters
    ----------
    documents
        By language, that of record first; the imprint of each holds the digest of all of it.
    data
        By name, such as findings.csv or sources/e3/matrix.csv; see services/packing.py.
    files
        By name, such as files/en.pdf.
    """

    documents: Mapping[str, Document]
    data: Mapping[str, bytes]
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Opened:
    """A package as its pages need it."""

    documents: Mapping[str, Document]
    manifest: Mapping[str, Any]


# ---- digests


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def digest_of(documents: Mapping[str, Document], data: Mapping[str, bytes]) -> str:
    """Of what a version says, whatever file it stands in; what its imprint and its citation say of
    this digest is not part of it, all else is."""
    return digest(_content(documents, data))


def _content(documents: Mapping[str, Document], data: Mapping[str, bytes]) -> bytes:
    return content_list({**stored(documents), **data})


def is_content(name: str) -> bool:
    """Whether a file is part of what the report says."""
    return name not in _OWN and not name.startswith((FILES, pictures.FOLDER))


def content_list(files: Mapping[str, bytes]) -> bytes:
    """A line for each, as sha256sum writes and checks them."""
    return "".join(f"{digest(files[name])}  {name}\n" for name in sorted(files)).encode()


def stored(documents: Mapping[str, Document]) -> dict[str, bytes]:
    """Name → JSON of each document without what depends on the digest."""
    return {
        f"{DOCUMENTS}{code}.json": as_bytes(as_json(_undated(one)))
        for code, one in documents.items()
    }


def _undated(document: Document) -> Document:
    return replace(document, imprint=replace(document.imprint, digest="", citation=""))


def as_bytes(value: Any) -> bytes:
    """As JSON, the same each time."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


# ---- writing


def write(target: Path, contents: Contents, about: Mapping[str, Any]) -> str:
    """Write the package, and answer its SHA-256. `about`: what else the manifest tells.

    Raises
    ------
    InvalidPackage
        Where an imprint holds another digest than that of the contents, or there is no document.
    """
    content = _content(contents.documents, contents.data)
    _check(contents, digest(content))
    told = _told(contents, about)
    files = {
        **stored(contents.documents),
        **contents.data,
        **contents.files,
        **pictures.of(contents.documents),
        CONTENT: content,
        LINKED: as_bytes(linked(contents.documents, contents.data, told)),
    }
    files[README] = readme.text(told, sorted(files)).encode()
    manifest = {**told, "files": [_entry(name, files[name]) for name in sorted(files)]}
    with target.open("wb") as file:
        archive.written(file, {**files, MANIFEST: as_bytes(manifest)})
    with target.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check(contents: Contents, expected: str) -> None:
    if not contents.documents:
        raise InvalidPackage("a package needs the report in one language at least")
    for code, document in contents.documents.items():
        if document.imprint.digest != expected:
            raise InvalidPackage(
                f"{code}: expected the digest {expected} in the imprint;"
                f" got {document.imprint.digest or 'none'}"
            )
        if document.language != code:
            raise InvalidPackage(f"{code}: expected its language; got {document.language}")
    _check_names(contents)


def _check_names(contents: Contents) -> None:
    for name in contents.data:
        if not archive.is_sound(name) or name in _OWN or name.startswith(_FOLDERS):
            raise InvalidPackage(f"{name!r} is no name of data in a package")
    for name in contents.files:
        if not archive.is_sound(name) or not name.startswith(FILES):
            raise InvalidPackage(f"{name!r} is no name of a file in a package")


def _told(contents: Contents, about: Mapping[str, Any]) -> dict[str, Any]:
    documents = contents.documents
    imprint = next(iter(documents.values())).imprint
    return {
        "schema": SCHEMA,
        "what": WHAT,
        "parley": __version__,
        "languages": list(documents),
        "title": {code: one.title for code, one in documents.items()},
        "dialogue": {code: one.dialogue for code, one in documents.items()},
        "notice": {code: one.imprint.notice for code, one in documents.items()},
        "number": imprint.number,
        "published_on": imprint.published_on,
        "doi": imprint.doi,
        "address": imprint.address,
        "digest": imprint.digest,
        "citation": {code: one.imprint.citation for code, one in documents.items()},
        "about": dict(about),
    }


def _entry(name: str, content: bytes) -> dict[str, Any]:
    ending = name.rsplit(".", 1)[-1]
    return {
        "name": name,
        "sha256": digest(content),
        "bytes": len(content),
        "type": TYPES.get(ending, "application/octet-stream"),
    }


# ---- reading


@lru_cache(maxsize=32)
def opened(storage: Storage, name: str) -> Opened:
    """What the pages of a version are drawn from; it never changes."""
    try:
        with storage.open(name) as file:
            return read(Archive(file))
    except (OSError, InvalidPackage) as error:
        raise ParleyError(_("The files of this version can't be read.")) from error


def read(source: Files) -> Opened:
    """Raises InvalidPackage."""
    manifest = manifest_of(source)
    return Opened(documents_of(source, manifest), manifest)


def manifest_of(source: Files) -> dict[str, Any]:
    if MANIFEST not in source:
        raise InvalidPackage("it is no package of a report: there is no manifest.json in it")
    found = json_of(source, MANIFEST)
    if not isinstance(found, dict) or found.get("what") != WHAT:
        raise InvalidPackage("it is no package of a report: manifest.json tells of something else")
    if found.get("schema") != SCHEMA:
        raise InvalidPackage(
            f"expected a package of schema {SCHEMA}; got {found.get('schema')!r}:"
            " it was made by another version of Parley"
        )
    return cast(dict[str, Any], found)


def json_of(source: Files, name: str) -> Any:
    try:
        return json.loads(source.read(name))
    except (ValueError, RecursionError) as error:
        if isinstance(error, InvalidPackage):
            raise
        raise InvalidPackage(f"{name} is no JSON: {error}") from error


def documents_of(source: Files, manifest: Mapping[str, Any]) -> dict[str, Document]:
    """By language, that of record first."""
    try:
        codes = [str(one) for one in manifest["languages"]]
        return {code: _document(source, manifest, code) for code in codes}
    except (KeyError, TypeError) as error:
        raise InvalidPackage(f"manifest.json does not tell of its documents: {error}") from error


def _document(source: Files, manifest: Mapping[str, Any], code: str) -> Document:
    name = f"{DOCUMENTS}{code}.json"
    try:
        found = document_from(json_of(source, name))
    except InvalidDocument as error:
        raise InvalidPackage(f"{name}: {error}") from error
    dated = {"digest": manifest["digest"], "citation": manifest["citation"][code]}
    return replace(found, imprint=replace(found.imprint, **dated))
