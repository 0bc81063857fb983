"""References within a text: {finding:3f2a9c1b}, {practice:slug}, {question:…}, {document:…}.

A sentence that claims something ends with the findings that it rests on. After the colon stands the
beginning of a uid, eight hexadecimal digits, or the short name of a practice.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

KINDS = ("finding", "practice", "question", "document")
SHORT = 8
_REFERENCE = re.compile(r"\{(" + "|".join(KINDS) + r"):([0-9a-z-]{1,80})\}")
# A sentence ends at its mark, what refers to its ground, and a space.
_END = re.compile(r"(?<=[.!?؟…])(?:[”»\")\]]|\s*\{[a-z]+:[0-9a-z-]+\})*(?=\s|$)|\n\s*\n")


class Reference(NamedTuple):
    kind: str
    key: str

    @property
    def written(self) -> str:
        return f"{{{self.kind}:{self.key}}}"


class Piece(NamedTuple):
    """Words, or a reference, of a text."""

    text: str
    reference: Reference | None = None


def reference_to(kind: str, key: str) -> str:
    """As it is written in a text; of a uid its beginning."""
    return Reference(kind, key if kind == "practice" else key.replace("-", "")[:SHORT]).written


def pieces(text: str) -> Iterator[Piece]:
    """Words and references in turn; together they are the text."""
    at = 0
    for found in _REFERENCE.finditer(text):
        if found.start() > at:
            yield Piece(text[at : found.start()])
        yield Piece(found.group(), Reference(found.group(1), found.group(2)))
        at = found.end()
    if at < len(text):
        yield Piece(text[at:])


def references(text: str) -> list[Reference]:
    return [one.reference for one in pieces(text) if one.reference is not None]


def sentences(text: str) -> list[str]:
    """With their marks and references, and nothing around them."""
    found, at = [], 0
    for end in _END.finditer(text):
        found.append(text[at : end.end()].strip())
        at = end.end()
    found.append(text[at:].strip())
    return [one for one in found if one]


def bare(text: str) -> str:
    """Without references."""
    return "".join(one.text for one in pieces(text) if one.reference is None)
