"""Reading Word files in tests: parts as XML, and the numbers that Word will count."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from parley.apps.reports.files.word import word_of
from parley.apps.reports.layout.nodes import Document, Heading, Node, Paragraph, Run, Table
from parley.apps.reports.layout.words import words
from tests.reports.samples import document

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NS = {
    "w": W[1:-1],
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
R_ID = f"{{{NS['r']}}}id"


def spoken(language: str = "en", times: int = 1) -> Document:
    """The sample with all that formats say."""
    return replace(document(language, times), words=words(language))


def of(*nodes: Node, language: str = "en") -> Document:
    return replace(spoken(language), nodes=nodes)


def plain(anchor: str, text: str, number: int | None = None, **more: object) -> Paragraph:
    return Paragraph(anchor, (Run(text),), number=number, **more)  # type: ignore[arg-type]


def heading(anchor: str, level: int, text: str, number: str = "") -> Heading:
    return Heading(anchor, level, (Run(text),), number)


def wide_table(anchor: str) -> Table:
    cells = tuple((Run(str(one)),) for one in range(8))
    return Table(anchor, 1, (Run("Wide"),), tuple("abcdefgh"), (cells,), wide=True)


class File:
    """A Word file taken apart."""

    def __init__(self, content: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(content))
        self.names = self.archive.namelist()
        self.body = self.part("word/document.xml").find("w:body", NS)
        self.numbering = self.part("word/numbering.xml")
        self.styles = self.part("word/styles.xml")

    def part(self, name: str) -> etree._Element:
        return etree.fromstring(self.archive.read(name))

    def paragraphs(self, style: str = "") -> list[etree._Element]:
        found = self.body.iter(f"{W}p")
        return [one for one in found if not style or style_of(one) == style]

    def numbered(self) -> Iterator[tuple[str, str]]:
        """Text and number of each paragraph that Word numbers, as it counts: see ECMA-376, 17.9."""
        counts: dict[tuple[str, int], int] = {}
        begun: set[tuple[str, int]] = set()
        for one in self.paragraphs():
            placed = self._list_of(one)
            if placed is None:
                continue
            num, level = placed
            abstract = self._value(f"w:num[@w:numId='{num}']/w:abstractNumId")
            override = self.numbering.find(
                f"w:num[@w:numId='{num}']/w:lvlOverride[@w:ilvl='{level}']/w:startOverride", NS
            )
            start = int(override.get(f"{W}val")) if override is not None else 1
            if override is not None and (num, level) not in begun:
                counts[abstract, level] = start
            else:
                counts[abstract, level] = counts.get((abstract, level), start - 1) + 1
            begun.add((num, level))
            for deeper in range(level + 1, 9):
                counts.pop((abstract, deeper), None)
            yield text_of(one), self._shown(abstract, level, counts[abstract, level])

    def _list_of(self, paragraph: etree._Element) -> tuple[str, int] | None:
        found = paragraph.find("w:pPr/w:numPr", NS)
        if found is None:
            style = self.styles.find(f"w:style[@w:styleId='{style_of(paragraph)}']", NS)
            found = None if style is None else style.find("w:pPr/w:numPr", NS)
        if found is None:
            return None
        num = found.find("w:numId", NS).get(f"{W}val")
        return None if num == "0" else (num, int(found.find("w:ilvl", NS).get(f"{W}val")))

    def _shown(self, abstract: str, level: int, value: int) -> str:
        of_level = f"w:abstractNum[@w:abstractNumId='{abstract}']/w:lvl[@w:ilvl='{level}']"
        form = self._value(f"{of_level}/w:numFmt")
        if form == "bullet":
            return "•"
        written = {
            "decimal": str(value),
            "upperLetter": chr(ord("A") + (value - 1) % 26) * ((value - 1) // 26 + 1),
            "upperRoman": _roman(value),
        }[form]
        return self._value(f"{of_level}/w:lvlText").replace(f"%{level + 1}", written)

    def _value(self, path: str) -> str:
        return str(self.numbering.find(path, NS).get(f"{W}val"))


def _roman(value: int) -> str:
    ones = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"]
    return "X" * (value // 10) + ones[value % 10]


def file_of(document: Document) -> File:
    return File(word_of(document))


def style_of(paragraph: etree._Element) -> str:
    found = paragraph.find("w:pPr/w:pStyle", NS)
    return "" if found is None else str(found.get(f"{W}val"))


def text_of(element: etree._Element) -> str:
    signs = {f"{W}tab": "\t", f"{W}br": "\n"}
    return "".join(
        signs.get(one.tag, one.text or "")
        for one in element.iter(f"{W}t", f"{W}br", f"{W}tab")
        if one.getparent().tag == f"{W}r"
    )


def codes(element: etree._Element) -> list[str]:
    """The instructions of its fields."""
    return [str(one.text).strip() for one in element.iter(f"{W}instrText")]
