"""Whether the public sees what a report shows beside findings, and whether quotations still hold."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Consultation
from parley.apps.outcomes.models import OpenQuestion, Practice
from parley.apps.outcomes.policies import LEAVING
from parley.apps.outcomes.selectors.maps import may_leave
from parley.apps.outcomes.selectors.releases import is_safe
from parley.apps.outcomes.selectors.sources import Source, source_of
from parley.apps.reports.body.blocks import Block, Body, Kind
from parley.apps.reports.body.references import Reference, references
from parley.apps.reports.checks.problem import Level, Problem, Topic
from parley.apps.reports.checks.quotations import stands_in
from parley.apps.reports.layout.held import Held, place_of
from parley.apps.reports.selectors.checked_findings import (
    Board,
    is_confidential,
    is_over,
    not_over,
)


def problems_of_things(held: Held, body: Body) -> Iterator[Problem]:
    """`held` is what the public sees."""
    for block in body:
        if block.kind == Kind.QUOTE:
            yield from _quotation(held, block)
        elif block.kind == Kind.CHART:
            yield from _chart(held, block)
        elif block.kind == Kind.TEXT:
            yield from _references(held, block)
        elif _is_hidden(held, str(block.kind), block.of):
            yield Problem(Topic.HIDDEN, block.uid, _hidden(str(block.kind)))


def _references(held: Held, block: Block) -> Iterator[Problem]:
    found = dict.fromkeys(one for text in block.text.values() for one in references(text))
    for one in found:
        if _is_hidden(held, one.kind, one.key):
            told = {"reference": Reference(*one).written}
            text = _("%(reference)s refers to nothing that everybody sees.") % told
            yield Problem(Topic.HIDDEN, block.uid, text)


def _is_hidden(held: Held, kind: str, key: str) -> bool:
    if kind == "practice":
        return key not in held.practices
    if kind == "question":
        return held.question(key) is None
    return kind == "document" and held.document(key) is None


def _hidden(kind: str) -> str:
    if kind == Kind.PRACTICE:
        return _("Not everybody sees this practice: it is gone, not published, or kept inside.")
    return _("Not everybody sees this question: it is gone, not published, or kept inside.")


# ---- quotations


def _quotation(held: Held, block: Block) -> Iterator[Problem]:
    position = held.position(block.of)
    if position is None:
        text = _("The position that is quoted is gone, or not published.")
        yield Problem(Topic.QUOTATION, block.uid, text)
        return
    if not stands_in(block.words, position.quotation):
        text = _("These words do not stand in the position that is quoted any more.")
        yield Problem(Topic.QUOTATION, block.uid, text)
    if position.superseded_by.exists():
        text = _("The position that is quoted has been replaced by a later one.")
        yield Problem(Topic.QUOTATION, block.uid, text, Level.WARNS)


# ---- charts


def _chart(held: Held, block: Block) -> Iterator[Problem]:
    place = place_of(block)
    row = held.maps.get(place.source) if place else None
    if place is None or row is None:
        yield Problem(Topic.HIDDEN, block.uid, _hidden_map(place.source if place else ""))
        return
    source, release = source_of(row), held.release(place.source)
    if release is not None and not is_safe(row, held.unnamed(row)):
        text = _("This map tells of single people, or of too few. It can’t be let out.")
        yield Problem(Topic.SMALL_CELL, block.uid, text)
    if not may_leave(source):
        yield Problem(Topic.HIDDEN, block.uid, _("Nothing of this map may leave its room."))
    if is_confidential(source) and not is_over(source):
        yield Problem(Topic.UNSEALED, block.uid, not_over())


def _hidden_map(key: str) -> str:
    """For those who write: they know the chart that they chose, and what may be done."""
    asked = Consultation.objects.filter(pk=int(key[1:])) if key.startswith("c") else None
    row = asked.select_related("session").first() if asked is not None else None
    rules = source_of(row).rules if row is not None else frozenset()
    if Rule.CHATHAM_HOUSE in rules and not rules.difference(LEAVING):
        return _(
            "Only those who take part see the map of this chart. A convener can let it out, or the "
            "chart has to go."
        )
    return _("Not everybody sees the map of this chart.")


# ---- what was made up


def rests_on_synthetic(held: Held, board: Board, body: Body) -> bool:
    """Whether anything that it shows was made up for a demonstration."""
    if held.dialogue.synthetic:
        return True
    shown = [row for _block, key in board.in_body(body) if (row := board.named(key)) is not None]
    grounds = (g for row in shown for one in board.shown_with(row) for g in one.grounds.all())
    if any(is_synthetic(source_of(one.source)) for one in grounds):
        return True
    charts = (place_of(block) for block in body if block.kind == Kind.CHART)
    drawn = [held.maps[one.source] for one in charts if one is not None and one.source in held.maps]
    return any(is_synthetic(source_of(one)) for one in drawn) or _gathered(held, body)


def is_synthetic(source: Source) -> bool:
    consultation: Consultation | None = source.consultation
    return consultation is not None and consultation.synthetic


def _gathered(held: Held, body: Body) -> bool:
    slugs = {one.of for one in body if one.kind == Kind.PRACTICE}
    uids = [
        asked.question.uid
        for one in body
        if one.kind == Kind.QUESTION and (asked := held.question(one.of)) is not None
    ]
    made_up = Practice.objects.filter(slug__in=slugs, synthetic=True)
    asked_up = OpenQuestion.objects.filter(uid__in=uids, synthetic=True)
    return made_up.exists() or asked_up.exists()
