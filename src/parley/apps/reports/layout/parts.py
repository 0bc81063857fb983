"""Nodes as readers see them together: a finding with what it rests on, bullets as one list. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from parley.apps.reports.layout.nodes import Node, Paragraph, text_of

# Cards: what is small and follows within the same block belongs to them.
CARDS = ("finding", "practice", "question", "quote")
BELONGING = ("ground", "bullet", "note")
_COUNTED = re.compile(r"\d+\. ")


@dataclass(frozen=True)
class Part:
    """A node, and the paragraphs that belong to it: of a card what follows, of a list its bullets."""

    kind: str
    node: Node
    below: tuple[Paragraph, ...] = ()

    @property
    def block(self) -> str:
        return self.node.block

    @property
    def is_counted(self) -> bool:
        """A list whose bullets bring their own numbers."""
        return self.kind == "bullets" and all(
            _COUNTED.match(text_of(one.words)) for one in self.below
        )


def parts(nodes: Iterable[Node]) -> Iterator[Part]:
    """In the order of the nodes; none is lost."""
    open_part: Part | None = None
    for node in nodes:
        if open_part is not None and isinstance(node, Paragraph) and _belongs(open_part, node):
            open_part = replace(open_part, below=(*open_part.below, node))
            continue
        if open_part is not None:
            yield open_part
        open_part = _begun(node)
    if open_part is not None:
        yield open_part


def _begun(node: Node) -> Part:
    if not isinstance(node, Paragraph):
        return Part(type(node).__name__.lower(), node)
    if node.role == "bullet":
        return Part("bullets", node, (node,))
    return Part("card" if node.role in CARDS else "paragraph", node)


def _belongs(part: Part, node: Paragraph) -> bool:
    if part.block != node.block:
        return False
    if part.kind == "bullets":
        return node.role == "bullet"
    return part.kind == "card" and node.role in BELONGING
