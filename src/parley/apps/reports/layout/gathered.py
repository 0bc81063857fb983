"""Practices, open questions and quotations."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from parley.apps.deliberation.presenters.norms import url_of
from parley.apps.evidence.models import Document, Position
from parley.apps.evidence.presenters.collections import cell_url, document_url, published
from parley.apps.outcomes.models import Practice, PracticeEvidence
from parley.apps.outcomes.presenters import findings as present_findings
from parley.apps.outcomes.presenters import practices as present
from parley.apps.outcomes.presenters import questions as asking
from parley.apps.reports.body.blocks import Block
from parley.apps.reports.layout.nodes import Node, Paragraph, Run, Words
from parley.apps.reports.layout.prose import joined, may_be_followed, said
from parley.apps.reports.layout.state import Layout, called, linked
from parley.core.localtext import LocalText

# ---- practices


def practice(of: Layout, block: Block) -> Iterator[Node]:
    row = of.held.practices.get(block.of)
    if row is None:
        of.leave_out(block, _("This practice is not there, or is not open to these readers."))
        return
    here = of.numbered["practice", row.slug]
    if here.block != block.uid:
        _again(of, block, called("practice", here.number))
        return
    first, *more = of.prose(row.what) or [("text", ())]
    title = of.plain(row.title, strong=True, href=present.url(row) if row.published else "")
    parts = [called("practice", here.number), str(row.get_status_display())]
    parts += [] if row.published else [_("not published yet")]
    yield Paragraph(
        here.anchor,
        joined([title, first[1]], ". "),
        role="practice",
        number=of.next_paragraph(),
        label=" · ".join(parts),
        kind=row.status,
        block=block.uid,
    )
    for role, words in more:
        yield of.small(block, "bullet" if role == "bullet" else "note", words)
    for label, words in _about(of, row):
        if words:
            yield of.small(block, "note", words, label)


def _again(of: Layout, block: Block, name: str) -> None:
    of.leave_out(block, _("The report shows this already, as %(name)s.") % {"name": name})


def _about(of: Layout, row: Practice) -> Iterator[tuple[str, Words]]:
    if row.synthetic:
        text = _("This practice was invented for the demonstration: nobody is known to do it.")
        yield "", of.said(text)
    bodies = [of.plain(one.name) for one in row.bodies.all()]
    yield _label(_("By whom")), joined([*bodies, of.plain(row.by_whom)], _(", "))
    elements = (
        joined(
            [of.symbol(one.norm.label), of.plain(one.title, href=f"{url_of(one.norm)}#{one.slug}")]
        )
        for one in row.elements.all()
    )
    yield _label(_("For which element")), joined(elements, _(", "))
    yield _label(_("Capacity")), of.plain(row.capacity)
    yield _label(_("Cost")), of.plain(row.cost)
    yield _label(_("Caveats of those who do it")), of.plain(row.caveats)
    yield _label(_("How well it is shown")), of.said(present.status_in_words(row))
    shown = joined([_evidence(of, one) for one in row.evidence.all()], _("; "))
    yield _label(_("Evidence")), shown or of.said(_("No evidence is named."))
    yield _label(_("Endorsements")), of.said(present.endorsed(row))


def _label(text: str) -> str:
    return pgettext("label before words", "%(label)s:") % {"label": text}


def _evidence(of: Layout, row: PracticeEvidence) -> Words:
    if row.document is not None:
        return cited(of, row.document, row.place)
    href = row.link if may_be_followed(row.link) else ""
    return joined([(Run(row.title or row.link, href=href),), of.said(row.place)], _(", "))


def cited(of: Layout, row: Document, place: str = "") -> Words:
    """Who, the title, which leads to its page, symbol, year, place, and where the text itself is."""
    title = of.plain(row.title, href=document_url(row.collection, row))
    about = [of.plain(row.body.name), title, of.symbol(row.symbol), of.said(published(row))]
    text = linked([(_("the text itself"), row.link)]) if may_be_followed(row.link) else ()
    return joined([*about, of.said(place), text], _(", "))


# ---- open questions


def question(of: Layout, block: Block) -> Iterator[Node]:
    asked = of.held.question(block.of)
    if asked is None:
        of.leave_out(block, _("This question is not there, or is not open to these readers."))
        return
    row = asked.question
    here = of.numbered["question", row.uid.hex]
    if here.block != block.uid:
        _again(of, block, called("question", here.number))
        return
    parts = [called("question", here.number), str(row.get_status_display())]
    parts += [] if row.published else [_("not published yet")]
    yield Paragraph(
        here.anchor,
        of.plain(row.text, href=asking.url(row) if row.published else ""),
        role="question",
        number=of.next_paragraph(),
        label=" · ".join(parts),
        kind=row.status,
        block=block.uid,
    )
    if row.synthetic:
        yield of.small(block, "note", of.said(_("This question is synthetic: nobody asked it.")))
    yield from _answer(of, block, row.answer)
    if asked.finding is not None:
        key = asked.finding.uid.hex
        stands = of.numbered.get(("finding", key))
        if stands is not None:
            run = Run(called("finding", stands.number), to=stands.anchor, reference=True)
        else:
            label = _("A finding: %(kind)s") % {"kind": asked.finding.get_kind_display()}
            run = Run(label, href=present_findings.permalink(asked.finding))
        yield of.small(block, "note", (run,), _label(_("Answered by")))
    if asked.document is not None:
        yield of.small(block, "note", cited(of, asked.document), _label(_("Answered by")))


def _answer(of: Layout, block: Block, answer: LocalText) -> Iterator[Node]:
    label = _label(_("Answer"))
    for role, words in of.prose(answer):
        yield of.small(block, "bullet" if role == "bullet" else "note", words, label)
        label = ""


# ---- quotations


def quote(of: Layout, block: Block) -> Iterator[Node]:
    position = of.held.position(block.of)
    if position is None:
        text = _("The position that is quoted is not there, or is not open to these readers.")
        of.leave_out(block, text)
        return
    if not block.words.strip():
        of.leave_out(block, _("There are no words to quote yet."))
        return
    for role, words in of.prose(block.text, block):
        number = of.next_paragraph() if role == "text" else None
        yield Paragraph(of.anchor(block), words, role=role, number=number, block=block.uid)
    spoken = position.document.language if position.document else ""
    words = said(" ".join(block.words.split()), of.language, spoken)
    yield of.small(block, "quote", of.quoted(words))
    yield of.small(block, "note", _said_by(of, position))


def _said_by(of: Layout, position: Position) -> Words:
    here = position.collection
    parts: Iterable[Words] = [of.plain(position.body.name), of.said(position.place)]
    if position.document is not None:
        position.document.collection = here
        parts = [cited(of, position.document, position.place)]
    level = f"{position.get_level_display()}."
    cell = cell_url(here, position.body, position.proposition_id)
    links = [(_("What it was read for"), cell)]
    if position.source and may_be_followed(position.source):
        links.append((_("where this was read"), position.source))
    return joined([joined([*parts], _(", ")), of.said(f"· {level}"), linked(links)])
