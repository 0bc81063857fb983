"""The charts of a report as files of their own, with what they show in words and as numbers."""

from collections.abc import Iterator, Mapping

from parley.apps.outcomes.bridge.showing import png
from parley.apps.reports.layout.nodes import Document, Figure, text_of
from parley.core import sheets

FOLDER = "charts/"


def of(documents: Mapping[str, Document]) -> dict[str, bytes]:
    """Name → file, in every language."""
    return {
        f"{FOLDER}{code}/{name}": content
        for code, document in documents.items()
        for name, content in _each(document)
    }


def _each(document: Document) -> Iterator[tuple[str, bytes]]:
    for node in document.nodes:
        if not isinstance(node, Figure):
            continue
        yield f"{node.anchor}.svg", node.svg.encode()
        yield f"{node.anchor}.png", png(node.svg)
        yield f"{node.anchor}.txt", f"{text_of(node.caption)}\n\n{node.alternative}\n".encode()
        if node.rows:
            table = [node.head, *node.rows] if node.head else node.rows
            yield f"{node.anchor}.csv", sheets.written(table, sheets.CSV)
