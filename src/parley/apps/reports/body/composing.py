"""From what there is to the text of a report: which parts it has, in which order, with which words.

Parts of which there is nothing are left out; that there are no findings is said.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _

from parley.apps.reports.body import saying
from parley.apps.reports.body.blocks import DRAWN, SHOWING, Block, Body, Kind, new_uid
from parley.apps.reports.body.references import reference_to
from parley.core.localtext import LocalText


class Told(NamedTuple):
    """A finding. `said`: in one sentence or a few, without markup; `element`: by its key."""

    uid: str
    kind: str
    subject: str
    said: LocalText
    element: int | None = None

    @property
    def reference(self) -> str:
        return reference_to("finding", self.uid)


class Quoted(NamedTuple):
    """What a document says, by the position that it was read for."""

    position: str
    words: str


@dataclass(frozen=True)
class Material:
    """What a report is made of.

    Parameters
    ----------
    title
        Of the dialogue.
    findings
        In the order in which they are to stand.
    elements
        Key and title of each, in order.
    quotes
        By key of the element.
    charts, vote_charts
        Their addresses: of the maps of consultations and of positions, and of those of votes.
    practices, questions
        By short name; by uid.
    """

    title: LocalText
    findings: Sequence[Told] = ()
    elements: Sequence[tuple[int, LocalText]] = ()
    quotes: Mapping[int, Quoted] = field(default_factory=dict)
    charts: Sequence[str] = ()
    vote_charts: Sequence[str] = ()
    practices: Sequence[str] = ()
    questions: Sequence[str] = ()


def composed(of: Material, before: Body = ()) -> Body:
    """The whole text. What shows the same as a block of `before` goes on under its uid."""
    parts = (_summary, _dialogue, _findings, _practices, _questions, _annex)
    return _recognised([block for part in parts for block in part(of)], before)


def _recognised(made: Iterable[Block], before: Body) -> Body:
    known: dict[tuple[str, str], list[str]] = {}
    for one in before:
        if key := _same(one):
            known.setdefault(key, []).append(one.uid)
    found = []
    for one in made:
        key = _same(one)
        uids = known.get(key, []) if key else []
        found.append(replace(one, uid=uids.pop(0)) if uids else one)
    return tuple(found)


def _same(block: Block) -> tuple[str, str] | None:
    """By which a block is known again; a text is always another one."""
    if block.kind in SHOWING or block.kind in DRAWN:
        return block.kind, block.of
    if block.kind == Kind.HEADING:
        return block.kind, repr(sorted(block.text.items()))
    return None


# ---- parts


def _heading(make: Callable[[], str], level: int = 1) -> Block:
    return _titled(saying.in_all(make), level)


def _titled(title: LocalText, level: int) -> Block:
    return Block(new_uid(), Kind.HEADING, title, level)


def _text(make: Callable[[], str]) -> Block:
    return Block(new_uid(), Kind.TEXT, saying.in_all(make))


def _showing(kind: Kind, keys: Iterable[str]) -> Iterator[Block]:
    for key in keys:
        yield Block(new_uid(), kind, of=key)


def _drawn(kind: Kind) -> Block:
    return Block(new_uid(), kind)


def _summary(of: Material) -> Iterator[Block]:
    yield _heading(lambda: _("Summary"))
    yield _text(lambda: saying.opening(of.title))
    if not of.findings:
        yield _text(saying.no_findings)
        return
    yield _text(lambda: _counts(of.findings))
    for kind, title in (
        (saying.CONVERGENCE, lambda: _("Where views converged")),
        (saying.DIVERGENCE, lambda: _("Where views diverged")),
    ):
        rows = [one for one in of.findings if one.kind == kind]
        if rows:
            yield _heading(title, 2)
            yield _text(lambda rows=rows: saying.bullets(map(_line, rows)))  # type: ignore[misc]


def _counts(findings: Sequence[Told]) -> str:
    """How many there are of each kind; each sentence rests on all of its findings."""
    said = []
    for subject in saying.SUBJECTS:
        for kind in saying.KINDS:
            rows = [one for one in findings if (one.subject, one.kind) == (subject, kind)]
            if rows:
                text = saying.counted(subject, kind, len(rows))
                said.append(saying.resting(text, [one.reference for one in rows]))
    return " ".join(said)


def _line(one: Told) -> str:
    text = one.said.pick(translation.get_language()).text
    return saying.resting(saying.plain(text), [one.reference])


def _dialogue(of: Material) -> Iterator[Block]:
    yield _heading(lambda: _("The dialogue"))
    yield _drawn(Kind.FACTS)
    yield _heading(lambda: _("Programme"), 2)
    yield _drawn(Kind.PROGRAMME)


def _findings(of: Material) -> Iterator[Block]:
    yield _heading(lambda: _("Findings"))
    if not (of.findings or of.charts or of.vote_charts):
        yield _text(saying.no_findings)
        return
    if of.charts:
        yield _heading(lambda: _("Overview"), 2)
        yield from _showing(Kind.CHART, of.charts)
    votes = [one for one in of.findings if one.subject == saying.ROLL_CALL]
    others = [one for one in of.findings if one.subject != saying.ROLL_CALL]
    for key, title in of.elements:
        rows = [one for one in others if one.element == key]
        if rows:
            yield _titled(title, 2)
            yield from _of_element(rows, of.quotes.get(key))
    known = {key for key, _title in of.elements}
    loose = [one for one in others if one.element not in known]
    if loose:
        yield _heading(lambda: _("On no element"), 2)
        yield from _of_element(loose, None)
    if votes or of.vote_charts:
        yield _heading(lambda: _("Recorded votes"), 2)
        yield _text(saying.on_votes)
        yield from _showing(Kind.FINDING, (one.uid for one in votes))
        yield from _showing(Kind.CHART, of.vote_charts)


def _of_element(rows: Sequence[Told], quoted: Quoted | None) -> Iterator[Block]:
    """That on the whole element first, then what a document says, then all others."""
    whole = [one.uid for one in rows if one.subject == saying.ELEMENT]
    yield from _showing(Kind.FINDING, whole)
    if quoted is not None:
        yield Block(new_uid(), Kind.QUOTE, of=quoted.position, words=quoted.words)
    yield from _showing(Kind.FINDING, (one.uid for one in rows if one.uid not in whole))


def _practices(of: Material) -> Iterator[Block]:
    if of.practices:
        yield _heading(lambda: _("Practices"))
        yield _text(saying.on_practices)
        yield from _showing(Kind.PRACTICE, of.practices)


def _questions(of: Material) -> Iterator[Block]:
    if of.questions:
        yield _heading(lambda: _("Open questions"))
        yield _text(saying.on_questions)
        yield from _showing(Kind.QUESTION, of.questions)


def _annex(of: Material) -> Iterator[Block]:
    yield _heading(lambda: _("Annex: method, numbers and sources"))
    if of.findings:
        yield _heading(lambda: _("Words and thresholds"), 2)
        yield _drawn(Kind.SCALE)
    yield _heading(lambda: _("Method"), 2)
    yield _drawn(Kind.METHOD)
    if of.findings:
        yield _heading(lambda: _("Numbers"), 2)
        yield _drawn(Kind.NUMBERS)
    yield _heading(lambda: _("Sources"), 2)
    yield _drawn(Kind.SOURCES)
