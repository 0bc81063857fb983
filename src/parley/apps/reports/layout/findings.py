"""A finding with what it rests on: numbers, how sure they are, and where they are from."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from parley.apps.outcomes.models import FindingState, Matter
from parley.apps.outcomes.presenters import findings as present
from parley.apps.outcomes.selectors.findings import FindingSeen, GroundSeen
from parley.apps.reports.body.blocks import Block
from parley.apps.reports.layout.nodes import Node, Paragraph, Words
from parley.apps.reports.layout.prose import joined
from parley.apps.reports.layout.state import Layout, called, linked


def nodes(of: Layout, block: Block) -> Iterator[Node]:
    seen = of.held.finding(block.of)
    if seen is None:
        of.leave_out(block, _("This finding is not there, or is not open to these readers."))
        return
    here = of.numbered["finding", seen.row.uid.hex]
    if here.block != block.uid:
        told = {"name": called("finding", here.number)}
        of.leave_out(block, _("The report shows this already, as %(name)s.") % told)
        return
    yield Paragraph(
        here.anchor,
        words_of(of, seen),
        role="finding",
        number=of.next_paragraph(),
        label=_label(seen, here.number),
        kind=seen.row.kind,
        block=block.uid,
    )
    yield from _resting_on(of, block, seen)
    for other in seen.joined:
        label = pgettext("finding", "Joined with it: %(kind)s")
        told = {"kind": other.row.get_kind_display()}
        yield of.small(block, "note", words_of(of, other), label % told, other.row.kind)
        yield from _resting_on(of, block, other)


def _label(seen: FindingSeen, number: int) -> str:
    parts = [called("finding", number), str(seen.row.get_kind_display())]
    if seen.row.state == FindingState.PROPOSED:
        parts.append(_("proposed, not accepted yet"))
    return " · ".join(parts)


def words_of(of: Layout, seen: FindingSeen) -> Words:
    """The rapporteur's, else those that its numbers suggest."""
    if seen.row.wording:
        return of.plain(seen.row.wording)
    return of.said(present.suggestion(seen, of.held.scale))


def _resting_on(of: Layout, block: Block, seen: FindingSeen) -> Iterator[Node]:
    """The last line leads to the page of the finding."""
    lines = [("note", _about(of, seen), "")]
    lines += [("ground", _ground(of, one, seen), str(one.numbers.kind)) for one in seen.grounds]
    *before, (role, words, kind) = [line for line in lines if line[1]]
    for line in [*before, (role, joined([words, _own_page(seen)]), kind)]:
        yield of.small(block, line[0], line[1], kind=line[2])


def _about(of: Layout, seen: FindingSeen) -> Words:
    """Whose words they are, and on what: the text of a norm is not its meaning."""
    row = seen.row
    parts: list[Words] = []
    if row.own:
        text = _("The rapporteur has added this finding; it rests on no numbers of Parley’s.")
        parts.append(of.said(text))
    elif not seen.grounds:
        parts.append(of.said(_("The source that it rested on has been removed.")))
    if row.wording and not row.own:
        parts.append(of.said(_("In the words of the rapporteur.")))
        if row.about:
            parts += [of.said(_("About:")), of.plain(row.about)]
    if row.matter == Matter.TEXT:
        parts.append(of.said(_("It is about the text itself, not about what the text means.")))
    return joined(parts)


def source_words(of: Layout, ground: GroundSeen) -> Words:
    """What may be said of where it is from, in its own language, and whether it was made up."""
    mark = of.said(_("(synthetic)")) if present.is_synthetic(ground) else ()
    return joined([_name(of, ground), mark])


def _name(of: Layout, ground: GroundSeen, *, strong: bool = False) -> Words:
    if ground.title:
        return of.plain(ground.title, strong=strong)
    return of.said(present.source_name(ground))


def _ground(of: Layout, ground: GroundSeen, seen: FindingSeen) -> Words:
    told = present.ground(ground, seen.row, of.held.scale)
    synthetic = _("(synthetic, made up for a demonstration)") if told["synthetic"] else ""
    name = joined([_name(of, ground, strong=True), of.said(synthetic)])
    said = [
        pgettext("what a source says", "%(kind)s.") % {"kind": told["kind_label"]},
        told["counted"],
        told["not_counted"],
        told["sure"],
        f"{_('Why:')} {told['why']}",
        told["attribution"],
    ]
    return joined(
        [
            joined([name, of.said(pgettext("after a label", ":"))], ""),
            *(of.said(" ".join(one.split())) for one in said),
            linked((str(one["label"]), one["url"]) for one in told["links"]),
        ]
    )


def _own_page(seen: FindingSeen) -> Words:
    """Where it can be looked up; one that is not accepted yet has no page."""
    if seen.row.state != FindingState.ACCEPTED:
        return ()
    return linked([(_("The finding on its own page"), present.permalink(seen.row))])
