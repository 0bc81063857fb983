"""Whether a file is what its name says.

Files are stored and handed out as they are, always as an attachment; so they need not be safe
to open, but they must be what they seem: not a web page under another name, and not two kinds
of file in one.
"""

import re
import struct
import unicodedata
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TypeAlias

from django.conf import settings
from django.core.files.base import File
from django.utils.translation import gettext as _

from parley.apps.convening.models import FileType
from parley.core.characters import UNKEEPABLE
from parley.core.errors import InvalidInput

Content: TypeAlias = "File[bytes]"
LONGEST_NAME = 120
HEAD, TAIL = 1024, 2048
BLOCK = 1 << 16
# Of ZIP archives: the size of the record at the end, of a part's entry without its texts, and
# the largest list of parts that is read.
DIRECTORY_END, PART_ENTRY, LARGEST_DIRECTORY = 22, 46, 1 << 20
CONTENT_TYPES = "[Content_Types].xml"

ALSO_CALLED = {"jpg": FileType.JPEG, "markdown": FileType.MD}
MEDIA_TYPES: Mapping[str, str] = {
    FileType.PDF: "application/pdf",
    FileType.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileType.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    FileType.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileType.ODT: "application/vnd.oasis.opendocument.text",
    FileType.ODP: "application/vnd.oasis.opendocument.presentation",
    FileType.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    FileType.TXT: "text/plain; charset=utf-8",
    FileType.MD: "text/markdown; charset=utf-8",
    FileType.CSV: "text/csv; charset=utf-8",
    FileType.PNG: "image/png",
    FileType.JPEG: "image/jpeg",
}
TEXTS = (FileType.TXT, FileType.MD, FileType.CSV)
# The folder in which each keeps its main part.
OFFICE = {FileType.DOCX: "word/", FileType.PPTX: "ppt/", FileType.XLSX: "xl/"}
OPEN_DOCUMENT = (FileType.ODT, FileType.ODP, FileType.ODS)

# How a browser that guesses would know a web page or a drawing with scripts.
MARKUP = re.compile(rb"<(!doctype|html|head|body|script|iframe|svg|style|title|\?xml)\b", re.I)
COMMENTS = re.compile(rb"(\xef\xbb\xbf)?(\s|<!--.*?-->)*", re.S)
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
PDF = re.compile(rb"%PDF-[12]\.\d")
PNG_START, PNG_END = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG_START, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"


@dataclass(frozen=True)
class Checked:
    """A file that `checked` has looked into; services take no other."""

    content: Content = field(repr=False)
    filename: str
    type: FileType
    size: int
    digest: str


def checked(content: Content, name: str) -> Checked:
    """The file under a harmless name, or InvalidInput that says what was expected."""
    kind = type_of(name)
    if kind is None:
        text = _("Files of this kind can’t be taken. Choose one of: %(types)s.")
        raise InvalidInput(text % {"types": ", ".join(FileType.labels)})
    if content.size > settings.LARGEST_MATERIAL:
        text = _("The file is larger than %(limit)d MB. Make it smaller, or give a link to it.")
        raise InvalidInput(text % {"limit": settings.LARGEST_MATERIAL // 1024**2})
    if not content.size:
        raise InvalidInput(_("The file is empty."))
    _require_sound(content, kind)
    return Checked(content, clean_name(name), kind, content.size, _digest(content))


def type_of(name: str) -> FileType | None:
    ending = _base(name).rpartition(".")[2].strip().lower()
    known = {**{kind.value: kind for kind in FileType}, **ALSO_CALLED}
    return known.get(ending) if "." in name else None


def _base(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name


def clean_name(name: str) -> str:
    """The last part of a name, without what leads elsewhere, misleads or can't be saved."""
    text = UNKEEPABLE.sub("", unicodedata.normalize("NFC", _base(name)))
    # Marks that turn the direction of writing hide where a name really ends.
    text = "".join(c for c in text if unicodedata.category(c) != "Cf" or c in "\u200c\u200d")
    text = re.sub(r'[<>:"/\\|?*%;\s]+', " ", text)
    stem, _dot, ending = text.rpartition(".")
    ending = ending.strip().lower()
    stem = stem.strip(" .")[: LONGEST_NAME - len(ending) - 1].rstrip(" .")
    return f"{stem or 'document'}.{ending}"


def _require_sound(content: Content, kind: FileType) -> None:
    if kind in TEXTS:
        _require_text(content)
    elif not _is_sound(content, kind):
        text = _(
            "This is not a %(type)s file as it should be. Save it again with the program that "
            "made it, then choose it again."
        )
        raise InvalidInput(text % {"type": kind.label})


def _is_sound(content: Content, kind: FileType) -> bool:
    if kind in OFFICE or kind in OPEN_DOCUMENT:
        return _is_package(content, kind)
    head, tail = _ends(content)
    looks: Mapping[str, Callable[[], bool]] = {
        FileType.PDF: lambda: bool(PDF.match(head)) and b"%%EOF" in tail,
        FileType.PNG: lambda: head.startswith(PNG_START) and tail.endswith(PNG_END),
        FileType.JPEG: lambda: head.startswith(JPEG_START) and tail.endswith(JPEG_END),
    }
    return looks[kind]() and not MARKUP.search(head) and _directory(content) is None


def _ends(content: Content) -> tuple[bytes, bytes]:
    return _read(content, 0, HEAD), _read(content, content.size - TAIL, TAIL)


# Texts


def _require_text(content: Content) -> None:
    decoder = getincrementaldecoder("utf-8")()
    try:
        for block in _blocks(content):
            if CONTROLS.search(block):
                raise InvalidInput(_not_text())
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise InvalidInput(_not_text()) from error
    head, _tail = _ends(content)
    start = COMMENTS.match(head)
    if MARKUP.match(head, start.end() if start else 0):
        raise InvalidInput(_("This is a web page or a drawing, not a text. Save it as a PDF."))


def _not_text() -> str:
    return _("This is not a text in UTF-8. Save it again, as plain text in UTF-8.")


def _blocks(content: Content) -> Iterator[bytes]:
    content.seek(0)
    while block := content.read(BLOCK):
        yield block


def _digest(content: Content) -> str:
    found = sha256()
    for block in _blocks(content):
        found.update(block)
    content.seek(0)
    return found.hexdigest()


# Packages of parts: what office programs write are ZIP archives


@dataclass(frozen=True)
class _Directory:
    """Where an archive says what it holds."""

    parts: int
    size: int
    start: int
    end: int  # of the whole archive


def _directory(content: Content) -> _Directory | None:
    """The directory of the last archive in the file, if there is any."""
    tail_start = max(0, content.size - DIRECTORY_END - 0xFFFF)
    tail = _read(content, tail_start, DIRECTORY_END + 0xFFFF)
    at = tail.rfind(b"PK\x05\x06", 0, len(tail) - DIRECTORY_END + 4)
    while at >= 0:
        parts, size, start, comment = struct.unpack_from("<H2LH", tail, at + 10)
        # Counted from the start of the archive, which need not be that of the file.
        places = (start, tail_start + at - size)
        if any(_read(content, place, 2) == b"PK" for place in places):
            return _Directory(parts, size, start, tail_start + at + DIRECTORY_END + comment)
        at = tail.rfind(b"PK\x05\x06", 0, at)
    return None


def _read(content: Content, start: int, size: int) -> bytes:
    content.seek(max(0, start))
    return bytes(content.read(size))


def _is_package(content: Content, kind: FileType) -> bool:
    """Whether the file is one archive from its first byte to its last, with the right parts."""
    found, head = _directory(content), _read(content, 0, HEAD)
    if found is None or found.end != content.size or found.size > LARGEST_DIRECTORY:
        return False
    names = _part_names(_read(content, found.start, found.size))
    if len(names) != found.parts or not head.startswith(b"PK\x03\x04"):
        return False
    if kind in OPEN_DOCUMENT:
        return _declares(head, MEDIA_TYPES[kind])
    _require_no_macros(names)
    return CONTENT_TYPES in names and any(name.startswith(OFFICE[kind]) for name in names)


def _part_names(directory: bytes) -> list[str]:
    names, at = [], 0
    while directory[at : at + 4] == b"PK\x01\x02" and at + PART_ENTRY <= len(directory):
        name, *more = struct.unpack_from("<3H", directory, at + 28)
        at += PART_ENTRY
        names.append(directory[at : at + name].decode(errors="replace"))
        at += name + sum(more)
    return names


def _declares(head: bytes, media_type: str) -> bool:
    """Whether an OpenDocument file says so in its first part, as plain text."""
    name, extra = struct.unpack_from("<2H", head, 26)
    text = head[30 + name + extra :]
    first = head[30 : 30 + name] == b"mimetype"
    return first and text.startswith(media_type.encode() + b"PK")


def _require_no_macros(names: list[str]) -> None:
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise InvalidInput(_("This file holds macros. Save it without them, then choose it again."))
