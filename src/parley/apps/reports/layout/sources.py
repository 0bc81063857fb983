"""The sources of a report: what they are, who is in them, under which rule, and the documents."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from parley.apps.convening.presenters.programme import rule_meaning
from parley.apps.evidence.models import Collection, CollectionKind, Document, RollCall
from parley.apps.evidence.presenters.collections import document_url, published, url_of_collection
from parley.apps.outcomes.presenters import releases as let_out
from parley.apps.outcomes.presenters import sentences
from parley.apps.outcomes.presenters.words import number
from parley.apps.outcomes.selectors.findings import GroundSeen
from parley.apps.outcomes.selectors.sources import Source, source_of
from parley.apps.reports.body.blocks import Block
from parley.apps.reports.layout.annexes import shown_findings
from parley.apps.reports.layout.findings import source_words
from parley.apps.reports.layout.nodes import Facts, Node, Run, Words
from parley.apps.reports.layout.prose import joined, may_be_followed
from parley.apps.reports.layout.state import Layout
from parley.apps.reports.layout.tables import table
from parley.core.access import visible
from parley.core.templatetags.parley import date_range


def sources(of: Layout, block: Block) -> Iterator[Node]:
    found = every_source(of)
    closed = list(closed_sources(of))
    if not found and not closed:
        of.leave_out(block, _("There are no sources that these readers may know of."))
        return
    for source in found.values():
        yield Facts(of.anchor(block), tuple(_facts(of, source)), block.uid)
    for ground in closed:
        yield Facts(of.anchor(block), tuple(_closed_facts(of, ground)), block.uid)
    for source in found.values():
        if source.collection is not None:
            yield from _contents(of, block, source.collection)


def every_source(of: Layout) -> dict[str, Source]:
    """By key: those of the findings, then those of which there are charts only."""
    found = dict(of.held.sources)
    for key, row in of.held.maps.items():
        if key not in found:
            found[key] = source_of(row)
    return found


def closed_sources(of: Layout) -> Iterator[GroundSeen]:
    """What findings rest on without its own pages being there for these readers; each once."""
    seen: set[str] = set()
    for _number, _anchor, finding in shown_findings(of):
        for ground in finding.grounds:
            key = ground.source.key
            # One whose map was let out is told of with the others.
            if not ground.open_to_reader and key not in seen and of.held.release(key) is None:
                seen.add(key)
                yield ground


def _closed_facts(of: Layout, ground: GroundSeen) -> Iterator[tuple[str, Words]]:
    yield _("Source"), source_words(of, ground)
    row = ground.source.consultation
    if row is not None:
        yield _("What it is"), of.said(_consultation())
        yield _("Rule"), of.said(rule_meaning(row.rule))
        if row.synthetic:
            yield _("Note"), of.said(_made_up())
    text = _("Its own pages are open to those who take part; its numbers stand with the findings.")
    yield _("Where it stands"), of.said(text)


def _consultation() -> str:
    return _("A consultation of participants")


def _made_up() -> str:
    return _("Synthetic: made up for a demonstration. Nobody has said any of it.")


def _facts(of: Layout, source: Source) -> Iterator[tuple[str, Words]]:
    kind = source.of_collection.get_kind_display() if source.consultation is None else None
    yield _("Source"), _title(of, source)
    yield _("What it is"), of.said(str(kind or _consultation()))
    row = of.held.maps.get(source.key)
    if row is not None:
        yield _("Who is in it"), of.said(sentences.asked(of.held.unnamed(row)))
    if source.consultation is not None:
        yield _("Rule"), of.said(rule_meaning(source.consultation.rule))
        if source.consultation.synthetic:
            yield _("Note"), of.said(_made_up())
        if of.held.release(source.key) is not None:
            yield _("Where it stands"), of.said(_let_out())
        elif source.consultation.attribution:
            said = " ".join(source.consultation.attribution.split())
            yield _("Whose it is"), of.said(said)
        return
    yield from _provenance(of, source.of_collection)


def _let_out() -> str:
    return _(
        "The conveners have let its opinion map out. Its other pages are open to those who take part."
    )


def _title(of: Layout, source: Source) -> Words:
    row, release = source.consultation, of.held.release(source.key)
    if release is not None:
        return of.plain(of.held.title(source), href=let_out.address(release, of.dialogue))
    if row is not None:
        return of.plain(row.title, href=reverse("consultation", args=[row.dialogue.slug, row.slug]))
    return of.plain(source.title, href=url_of_collection(source.of_collection))


def _provenance(of: Layout, row: Collection) -> Iterator[tuple[str, Words]]:
    if row.description:
        yield _("Note"), joined(words for _role, words in of.prose(row.description))
    href = row.link if may_be_followed(row.link) else ""
    origin: Words = (Run(row.source or row.link, href=href),) if row.source or row.link else ()
    if origin:
        yield _("Whose it is"), origin
    if row.licence:
        yield _("Licence"), of.said(row.licence)


# ---- what a collection holds


def _contents(of: Layout, block: Block, row: Collection) -> Iterator[Node]:
    calls = row.kind == CollectionKind.VOTES
    rows = tuple(_roll_calls(of, row) if calls else _documents(of, row))
    if rows:
        caption = _how_many_calls(len(rows)) if calls else _how_many_documents(len(rows))
        told = {"title": row.title.pick(of.language).text, "number": number(len(rows), 0)}
        head = _head_of_calls() if calls else _head_of_documents()
        yield table(of, block, caption % told, head, rows)


def _how_many_calls(n: int) -> str:
    return ngettext("%(title)s: %(number)s roll call", "%(title)s: %(number)s roll calls", n)


def _how_many_documents(n: int) -> str:
    return ngettext("%(title)s: %(number)s document", "%(title)s: %(number)s documents", n)


def _head_of_calls() -> tuple[str, ...]:
    return _("Symbol"), _("Title"), _("Held on")


def _head_of_documents() -> tuple[str, ...]:
    actor, document = pgettext("evidence", "Actor"), pgettext("evidence", "Document")
    return actor, document, _("Symbol"), _("Published")


def _documents(of: Layout, row: Collection) -> Iterator[tuple[Words, ...]]:
    found = visible(Document, of.actor).filter(collection=row).select_related("body")
    for one in found.order_by("body__slug", "year", "pk"):
        title = of.plain(one.title, href=document_url(row, one))
        link = (Run(_("the text itself"), href=one.link),) if may_be_followed(one.link) else ()
        yield (
            of.plain(one.body.name),
            joined([title, link], " · "),
            of.symbol(one.symbol),
            of.said(published(one)),
        )


def _roll_calls(of: Layout, row: Collection) -> Iterator[tuple[Words, ...]]:
    for one in visible(RollCall, of.actor).filter(collection=row).order_by("number", "pk"):
        href = one.link if may_be_followed(one.link) else ""
        held = date_range(one.held_on, one.held_on) if one.held_on else ""
        yield (Run(one.symbol, href=href),), of.plain(one.title), of.said(held)
