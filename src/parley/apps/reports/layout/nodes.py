"""What stands in a report in one language, with every word, number and place settled.

All formats are made of this and of nothing else, so that none says what another doesn't. It knows no
database; `as_json` and `document_from` keep it in a package.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, NamedTuple


class InvalidDocument(ValueError):
    """What is no document; the message says where."""


@dataclass(frozen=True)
class Run:
    """Some words.

    Parameters
    ----------
    to
        Anchor of another node of the document.
    href
        An address: one of this site begins with a slash.
    reference
        It refers to a finding, practice, question or document, in brackets: `to` or `href` says where.
    language
        Where it is another than that of the document.
    """

    text: str
    strong: bool = False
    emphasis: bool = False
    to: str = ""
    href: str = ""
    reference: bool = False
    language: str = ""


Words = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """`number` is that of its level: I, A or 1; nothing in front of the first."""

    anchor: str
    level: int
    words: Words
    number: str = ""
    block: str = ""


@dataclass(frozen=True)
class Paragraph:
    """One paragraph, numbered through the whole report, as in documents of the United Nations.

    `role` is text, view (the rapporteur's own assessment), finding, practice, question, quote, bullet,
    ground (what a finding rests on: small, not numbered), note (small, not numbered) or notice.
    `label` stands before its words: Convergence, say; `kind` is that of a finding or a status.
    """

    anchor: str
    words: Words
    role: str = "text"
    number: int | None = None
    label: str = ""
    kind: str = ""
    block: str = ""


@dataclass(frozen=True)
class Facts:
    """Labels and what they say."""

    anchor: str
    rows: tuple[tuple[str, Words], ...]
    block: str = ""


@dataclass(frozen=True)
class Table:
    """`wide` where it has more columns than a page is wide. Cells that are numbers are aligned so."""

    anchor: str
    number: int | None
    caption: Words
    head: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    numeric: tuple[int, ...] = ()
    wide: bool = False
    block: str = ""


@dataclass(frozen=True)
class Figure:
    """A chart: its picture as SVG of fixed width, what it shows in sentences, and its numbers."""

    anchor: str
    number: int
    caption: Words
    svg: str
    narrow: str
    alternative: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    source: str = ""
    block: str = ""


Node = Heading | Paragraph | Facts | Table | Figure


@dataclass(frozen=True)
class Imprint:
    """What makes a version citable; a draft has a notice instead."""

    number: int = 0
    published_on: str = ""  # ISO
    date: str = ""  # in words
    digest: str = ""
    doi: str = ""
    citation: str = ""
    address: str = ""  # absolute, of this version
    correction: str = ""
    publisher: str = ""  # the co-organisers
    notice: str = ""  # of a draft, or of a demonstration


@dataclass(frozen=True)
class Document:
    """A report in one language.

    Parameters
    ----------
    base
        Where addresses that begin with a slash are: https://parley.example.org.
    direction
        ltr or rtl.
    words
        What formats say themselves, in the language: see layout/words.py.
    """

    title: str
    subtitle: str
    dialogue: str
    language: str
    direction: str
    base: str
    imprint: Imprint
    nodes: tuple[Node, ...]
    words: Mapping[str, str]


class Entry(NamedTuple):
    """A line of the contents."""

    anchor: str
    level: int
    number: str
    text: str


def text_of(words: Words) -> str:
    return "".join(run.text for run in words)


def contents(document: Document) -> Iterator[Entry]:
    for node in document.nodes:
        if isinstance(node, Heading):
            yield Entry(node.anchor, node.level, node.number, text_of(node.words))


def every_text(document: Document | Node | Imprint) -> Iterator[str]:
    """All that is readable in it or a part of it, whatever format it stands in."""
    yield from _texts(document)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _texts(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))


# ---- kept


_KINDS: Mapping[str, type] = {
    one.__name__.lower(): one for one in (Heading, Paragraph, Facts, Table, Figure)
}


def as_json(document: Document) -> dict[str, Any]:
    found: dict[str, Any] = _plain(document)
    found["nodes"] = [{"node": type(one).__name__.lower(), **_plain(one)} for one in document.nodes]
    return found


def _plain(value: Any) -> Any:
    """What differs from the defaults, as JSON gives it back."""
    if is_dataclass(value):
        return {
            one.name: _plain(getattr(value, one.name))
            for one in fields(value)
            if one.name != "nodes" and getattr(value, one.name) != one.default
        }
    if isinstance(value, Mapping):
        return dict(value)
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def document_from(given: Mapping[str, Any]) -> Document:
    """The opposite of `as_json`."""
    try:
        nodes = tuple(_node(one) for one in given["nodes"])
        imprint = Imprint(**given["imprint"])
        return Document(**{**given, "imprint": imprint, "nodes": nodes})
    except (KeyError, TypeError, AttributeError) as error:
        raise InvalidDocument(f"expected a laid-out report; {error}") from error


def _node(given: Mapping[str, Any]) -> Node:
    kind = _KINDS[given["node"]]
    rest = {name: value for name, value in given.items() if name != "node"}
    for name in ("words", "caption"):
        if name in rest:
            rest[name] = _words(rest[name])
    if kind is Facts:
        rest["rows"] = tuple((label, _words(words)) for label, words in rest["rows"])
    elif kind is Table:
        rest["rows"] = tuple(tuple(_words(cell) for cell in row) for row in rest["rows"])
    elif "rows" in rest:
        rest["rows"] = tuple(tuple(row) for row in rest["rows"])
    for name in ("head", "numeric"):
        if name in rest:
            rest[name] = tuple(rest[name])
    made: Node = kind(**rest)
    return made


def _words(given: Any) -> Words:
    return tuple(Run(**one) for one in given)
