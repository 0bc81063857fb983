"""Words as runs of Word: their looks, languages and directions, links and cross-references."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from parley.apps.reports.files.word.anchors import Mark, Marks
from parley.apps.reports.files.word.scripts import is_rtl, lang_of, stretches, word_language
from parley.apps.reports.files.word.xml import escaped, tag, texts, w
from parley.apps.reports.layout.inline import address_of
from parley.apps.reports.layout.nodes import Document, Run, Words

# Word can't open a file with a longer address.
_LONGEST_ADDRESS = 2000
_KEPT = ":/?#[]@!$&'()*+,;=%~"
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


class Look(NamedTuple):
    """How a run looks. `style` is one of characters."""

    style: str = ""
    strong: bool = False
    emphasis: bool = False
    language: str = ""


PLAIN = Look()


@dataclass
class Links:
    """Addresses outside the file, each once; `first` is the number of the first relationship."""

    first: int
    targets: dict[str, str] = field(default_factory=dict)

    def to(self, address: str) -> str:
        return self.targets.setdefault(address, f"rId{self.first + len(self.targets)}")


@dataclass(frozen=True)
class Inline:
    """Writes the words of one document."""

    document: Document
    marks: Marks
    links: Links

    @property
    def rtl(self) -> bool:
        return self.document.direction == "rtl"

    def words(self, words: Words, look: Look = PLAIN) -> str:
        return "".join(self._run(run, look) for run in words if run.text)

    def text(self, text: str, look: Look = PLAIN) -> str:
        """Runs of one look, cut where the direction of writing changes."""
        base = is_rtl(look.language) if look.language else self.rtl
        return "".join(
            w("r", properties(look, one.rtl), inside)
            for one in stretches(text, base)
            if (inside := texts(one.text))
        )

    def field(self, code: str, result: str, look: Look = PLAIN) -> str:
        """A field that shows `result` until somebody updates it."""
        around = properties(look, self.rtl)
        parts = [
            w("fldChar", fldCharType="begin"),
            f'<w:instrText xml:space="preserve"> {escaped(code)} </w:instrText>',
            w("fldChar", fldCharType="separate"),
        ]
        before = "".join(w("r", around, one) for one in parts)
        return before + result + w("r", around, w("fldChar", fldCharType="end"))

    def link(self, address: str, text: str, look: Look = PLAIN) -> str:
        """Text that leads out of the file; the text alone where Word couldn't follow."""
        target = followed(address)
        if not target:
            return self.text(text, look)
        shown = self.text(text, look._replace(style="Hyperlink"))
        return tag("w:hyperlink", shown, r_id=self.links.to(target), w_history=1)

    def marked(self, mark: Mark | None, content: str) -> str:
        """`content` with the bookmark around it."""
        if mark is None:
            return content
        start = w("bookmarkStart", id=mark.id, name=mark.name)
        return start + content + w("bookmarkEnd", id=mark.id)

    def jump(self, mark: Mark, content: str) -> str:
        """`content` that leads to the bookmark."""
        return w("hyperlink", content, anchor=mark.name, history=1)

    # ---- one run

    def _run(self, run: Run, look: Look) -> str:
        look = look._replace(
            strong=look.strong or run.strong,
            emphasis=look.emphasis or run.emphasis,
            language=run.language or look.language,
        )
        mark = self.marks.by_anchor.get(run.to)
        if mark is not None:
            content = self._reference(run.text, mark, look)
        else:
            content = self.link(address_of(run, self.document.base), run.text, look)
        if run.reference:
            return self.text("[", look) + content + self.text("]", look)
        return content

    def _reference(self, text: str, mark: Mark, look: Look) -> str:
        """A field where its result is the text, now and when it is updated; else a link."""
        look = look._replace(style="CrossReference")
        if text == mark.shown:
            return self.field(rf"REF {mark.name} \h \* MERGEFORMAT", self.text(text, look), look)
        before, number = _apart(text, mark.number)
        if number:
            before = self.text(before, look._replace(style=""))
            return before + self.field(rf"REF {mark.name} \n \h", self.text(number, look), look)
        return self.jump(mark, self.text(text, look))


def _apart(text: str, number: str) -> tuple[str, str]:
    """As for paragraph 12: what stands before the number, and the number; nothing where it doesn't end so."""
    before = text.removesuffix(number)
    if not number or before == text or before[-1:].isalnum():
        return text, ""
    return before, number


def properties(look: Look, rtl: bool) -> str:
    """w:rPr. Letters of Arabic take the size and weight for complex scripts, so each is said twice."""
    language = lang_of(look.language) if word_language(look.language) else {}
    inside: Iterable[str] = (
        w("rStyle", val=look.style) if look.style else "",
        "<w:b/><w:bCs/>" if look.strong else "",
        "<w:i/><w:iCs/>" if look.emphasis else "",
        "<w:rtl/>" if rtl else "",
        w("lang", **language) if language else "",
    )
    content = "".join(inside)
    return w("rPr", content) if content else ""


def followed(address: str) -> str:
    """The address as Word can hold it; nothing where it can't."""
    if not address or address.startswith("#"):
        return ""
    target = _LONE_PERCENT.sub("%25", quote(escapable(address), safe=_KEPT))
    try:
        parts = urlsplit(target)
        valid = bool(parts.path if parts.scheme == "mailto" else parts.hostname)
    except ValueError:
        return ""
    return target if valid and len(target) <= _LONGEST_ADDRESS else ""


def escapable(address: str) -> str:
    """Without lone surrogates, which no encoding has."""
    return address.encode("utf-8", "ignore").decode()
