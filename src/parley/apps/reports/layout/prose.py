"""Markdown of a text as words: paragraphs, bullets, strong, emphasis, links and references. Pure.

What else there is in Markdown becomes one of these; nothing is ever markup of a page.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from parley.apps.reports.body.references import Reference, pieces
from parley.apps.reports.layout.nodes import Run, Words
from parley.core.localtext import LocalText

# What a reference becomes; nothing where there is nothing to refer to.
Refer = Callable[[Reference], Run | None]
OUTSIDE = ("https://", "http://")


@dataclass(frozen=True)
class Prose:
    """One paragraph. `role` is text, bullet or quote."""

    role: str
    words: Words


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": False})


def nothing(_reference: Reference) -> Run | None:
    return None


def prose(text: str, refer: Refer = nothing) -> list[Prose]:
    """The paragraphs of a text, none of them empty."""
    return _Reading(refer).read(_parser().parse(text))


def may_be_followed(href: str) -> bool:
    """Of this site or of the web; nothing that a text could do to who follows it."""
    inside = href.startswith("/") and not href.startswith(("//", "/\\"))
    return inside or href.lower().startswith(OUTSIDE)


# ---- words that are no Markdown


def plain(text: LocalText, language: str) -> Words:
    """A text in one line, in this language or the one that stands in for it."""
    picked = text.pick(language)
    return said(" ".join(picked.text.split()), language, picked.language)


def said(text: str, language: str, spoken: str = "") -> Words:
    """`spoken`: in which language it is, where that may be another one."""
    other = spoken if spoken != language else ""
    return (Run(text, language=other),) if text else ()


def joined(parts: Iterable[Words], between: str = " ") -> Words:
    """Those that say something, with a space or a comma between them."""
    found: list[Run] = []
    for part in parts:
        if part:
            found += [Run(between), *part] if found else part
    return together(found)


def together(runs: Iterable[Run]) -> Words:
    """Neighbours that look alike are one; what says nothing goes."""
    found: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        if found and not run.reference and replace(found[-1], text=run.text) == run:
            found[-1] = replace(run, text=found[-1].text + run.text)
        else:
            found.append(run)
    return tuple(found)


# ---- reading


class _Reading:
    """The tokens of one text in turn."""

    def __init__(self, refer: Refer) -> None:
        self.refer = refer
        self.found: list[Prose] = []
        self.lists: list[int] = []  # the number of the next item; 0 where they are bullets
        self.quoted = 0
        self.begins = False  # an item of a list
        self.mark = ""
        self.heads = False

    def read(self, tokens: Iterable[Token]) -> list[Prose]:
        for token in tokens:
            if token.type == "inline":
                self._paragraph(_Line(self.refer, strong=self.heads).read(token.children or []))
            elif token.type in ("code_block", "fence"):
                self._paragraph((Run(" ".join(token.content.split())),))
            else:
                self._around(token)
        return [one for one in self.found if any(run.text.strip() for run in one.words)]

    def _around(self, token: Token) -> None:
        kind = token.type
        if kind == "bullet_list_open":
            self.lists.append(0)
        elif kind == "ordered_list_open":
            self.lists.append(int(token.attrs.get("start", 1)))
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self.lists.pop()
        elif kind == "list_item_open":
            self._item()
        elif kind in ("blockquote_open", "blockquote_close"):
            self.quoted += token.nesting
        elif kind in ("heading_open", "heading_close"):
            self.heads = kind == "heading_open"

    def _item(self) -> None:
        self.begins, number = True, self.lists[-1]
        # A bullet stands before it already: numbers are words.
        self.mark = f"{number}. " if number else ""
        self.lists[-1] += 1 if number else 0

    def _paragraph(self, words: Words) -> None:
        if not self.lists:
            self.found.append(Prose("quote" if self.quoted else "text", words))
        elif self.begins or not self.found:
            self.found.append(Prose("bullet", together([Run(self.mark), *words])))
        else:  # an item of several paragraphs stays one
            last = self.found[-1]
            self.found[-1] = replace(last, words=joined([last.words, words]))
        self.begins = False


class _Line:
    """What stands in one paragraph."""

    def __init__(self, refer: Refer, *, strong: bool) -> None:
        self.refer = refer
        self.strong, self.emphasis, self.href = int(strong), 0, ""
        self.runs: list[Run] = []

    def read(self, tokens: Iterable[Token]) -> Words:
        for token in tokens:
            self._read(token)
        return together(self.runs)

    def _read(self, token: Token) -> None:
        kind = token.type
        if kind in ("strong_open", "strong_close"):
            self.strong += token.nesting
        elif kind in ("em_open", "em_close"):
            self.emphasis += token.nesting
        elif kind == "link_open":
            href = str(token.attrs.get("href", ""))
            self.href = href if may_be_followed(href) else ""
        elif kind == "link_close":
            self.href = ""
        elif kind in ("softbreak", "hardbreak"):
            self._add(" ")
        elif kind == "text":
            self._text(token.content)
        else:  # code, or what stands for a picture
            self._add(token.content)

    def _add(self, text: str) -> None:
        self.runs.append(Run(text, self.strong > 0, self.emphasis > 0, href=self.href))

    def _text(self, text: str) -> None:
        for piece in pieces(text):
            if piece.reference is None:
                self._add(piece.text)
            else:
                self._refer(piece.reference)

    def _refer(self, reference: Reference) -> None:
        """Apart from the word before it; where there is nothing to refer to, neither is the gap."""
        before = self.runs[-1].text if self.runs else " "
        run = self.refer(reference)
        if run is None:
            if self.runs:
                self.runs[-1] = replace(self.runs[-1], text=before.rstrip(" "))
            return
        if not before.endswith(" "):
            self._add(" ")
        self.runs.append(run)
