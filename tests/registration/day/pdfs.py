"""Reading what WeasyPrint has written: the text as a reader of the PDF would copy it."""

import re
import zlib
from dataclasses import dataclass

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", re.S)


@dataclass(frozen=True)
class Read:
    """`texts` has the pieces of each page in the order in which they were drawn."""

    pages: list[tuple[float, float]]  # millimetres
    texts: list[list[str]]
    fonts: dict[str, bool]  # name → whether it is embedded


def _objects(pdf: bytes) -> dict[int, bytes]:
    found = {int(number): body for number, body in _OBJECT.findall(pdf)}
    for body in list(found.values()):
        if b"/Type /ObjStm" in body:
            found |= _packed(body)
    return found


def _packed(body: bytes) -> dict[int, bytes]:
    """The objects inside of one: their numbers and places first, then they themselves."""
    first = re.search(rb"/First (\d+)", body)
    assert first is not None
    raw, begin = _stream(body), int(first[1])
    head = [int(number) for number in raw[:begin].split()]
    places = [*head[1::2], len(raw) - begin]
    return {
        number: raw[begin + places[n] : begin + places[n + 1]] for n, number in enumerate(head[::2])
    }


def _stream(body: bytes) -> bytes:
    raw = re.search(rb"stream\n(.*)\nendstream", body, re.S)
    assert raw is not None
    return zlib.decompress(raw[1]) if b"/FlateDecode" in body else raw[1]


def _reference(body: bytes, name: str) -> int:
    found = re.search(rf"/{name} (\d+) 0 R".encode(), body)
    assert found is not None, name
    return int(found[1])


def _letters(cmap: bytes) -> dict[str, str]:
    pairs = re.findall(rb"<([0-9a-fA-F]+)> <([0-9a-fA-F]+)>", cmap)
    return {
        code.decode().lower(): bytes.fromhex(text.decode()).decode("utf-16-be")
        for code, text in pairs
        if len(code) == 4
    }


def _drawn(content: bytes, fonts: dict[str, dict[str, str]]) -> list[str]:
    """Each shown string, by the font that was chosen before it."""
    found, letters = [], {}
    for name, strings in re.findall(rb"/(\S+) [\d.]+ Tf|\[([^\]]*)\] TJ", content):
        if name:
            letters = fonts[name.decode()]
            continue
        codes = b"".join(re.findall(rb"<([0-9a-fA-F]*)>", strings)).decode().lower()
        found.append("".join(letters[codes[n : n + 4]] for n in range(0, len(codes), 4)))
    return found


def read(pdf: bytes) -> Read:
    objects = _objects(pdf)
    named: dict[str, dict[str, str]] = {}
    embedded: dict[str, bool] = {}
    for font in objects.values():
        base = re.search(rb"/Subtype /Type0/BaseFont /(([A-Z]{6})\+[^/\s]+)", font)
        if base is None:
            continue
        named[base[2].decode()] = _letters(_stream(objects[_reference(font, "ToUnicode")]))
        below = re.search(rb"/DescendantFonts \[(\d+)", font)
        assert below is not None
        descriptor = objects[_reference(objects[int(below[1])], "FontDescriptor")]
        embedded[base[1].decode()] = b"/FontFile" in descriptor
    pages = [body for body in objects.values() if re.search(rb"/Type /Page\b", body)]
    sizes = [_size(page) for page in pages]
    texts = [_drawn(_stream(objects[_reference(page, "Contents")]), named) for page in pages]
    return Read(sizes, texts, embedded)


def _size(page: bytes) -> tuple[float, float]:
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", page)
    assert box is not None
    width, height = (round(float(side) * 25.4 / 72, 1) for side in box.groups())
    return width, height
