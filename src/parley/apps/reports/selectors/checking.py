"""What stands in the way of publishing a report, and what is worth another look before it is done.

What is checked is what would be published: laid out for nobody in particular, in each language.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.apps.outcomes.presenters.words import number
from parley.apps.reports.body.blocks import DRAWN, Body, Kind
from parley.apps.reports.checks.problem import Level, Problem, Topic
from parley.apps.reports.layout.held import Held
from parley.apps.reports.layout.nodes import Document
from parley.apps.reports.models import Report
from parley.apps.reports.selectors.checked_findings import Board, problems_of_findings
from parley.apps.reports.selectors.checked_names import problems_of_names
from parley.apps.reports.selectors.checked_texts import problems_of_imprint, problems_of_texts
from parley.apps.reports.selectors.checked_things import problems_of_things, rests_on_synthetic
from parley.apps.reports.selectors.commenting import pending
from parley.apps.reports.selectors.drafts import body_of
from parley.apps.reports.selectors.publication import documents_of, next_number
from parley.core.actors import ANONYMOUS

# After the comments were closed, time to read what came at the end.
PAUSE = timedelta(days=1)
# Of these it is told elsewhere why they show nothing.
TOLD = (Kind.HEADING, Kind.TEXT, Kind.FINDING)
_ORDER = {topic: place for place, topic in enumerate(Topic)}


def problems(report: Report, documents: Mapping[str, Document] | None = None) -> list[Problem]:
    """By level and topic, those of a topic in the order of the text.

    `documents`: as they are about to be published, where they have been laid out already.
    """
    body = body_of(report)
    laid_out = documents_of(report, next_number(report)) if documents is None else documents
    found = list(dict.fromkeys(_each(report, body, laid_out)))
    place = {block.uid: at for at, block in enumerate(body)}

    def key(one: Problem) -> tuple[bool, int, int]:
        return not one.stops, _ORDER[one.kind], place.get(one.block, -1)

    return sorted(found, key=key)


def stopping(found: list[Problem]) -> list[Problem]:
    return [one for one in found if one.stops]


def _each(report: Report, body: Body, documents: Mapping[str, Document]) -> Iterator[Problem]:
    held, board = Held(ANONYMOUS, report.dialogue, body), Board(report.dialogue)
    if not held.is_open:
        yield Problem(Topic.DIALOGUE, "", _("Not everybody sees the dialogue itself."))
    yield from problems_of_texts(report, body)
    yield from problems_of_imprint(report)
    if not report.demonstration and rests_on_synthetic(held, board, body):
        text = _("It rests on what was made up for a demonstration, and does not say so.")
        yield Problem(Topic.SYNTHETIC, "", text)
    yield from problems_of_names(report.dialogue, documents)
    yield from problems_of_findings(board, body)
    things = list(problems_of_things(held, body))
    yield from things
    yield from _empty(body, documents, {one.block for one in things if one.stops})
    yield from _comments(report)


def _empty(body: Body, documents: Mapping[str, Document], known: set[str]) -> Iterator[Problem]:
    """Blocks of which nothing would be published, beside those of which it is known why."""
    shown = {node.block for document in documents.values() for node in document.nodes}
    for block in body:
        if block.uid in shown or block.uid in known or block.kind in TOLD:
            continue
        level = Level.WARNS if block.kind in DRAWN else Level.STOPS
        yield Problem(Topic.HIDDEN, block.uid, _("There is nothing to show here."), level)


# ---- comments


def _comments(report: Report) -> Iterator[Problem]:
    if n := pending(report):
        text = ngettext(
            "%(number)s comment waits for a decision.",
            "%(number)s comments wait for a decision.",
            n,
        )
        yield Problem(Topic.COMMENT, "", text % {"number": number(n, 0)})
    if report.periods.filter(closed_at=None).exists():
        yield Problem(Topic.PERIOD, "", _("The draft is open for comments still."))
    elif report.periods.filter(closed_at__gt=timezone.now() - PAUSE).exists():
        text = _("Comments closed less than a day ago: see that nothing came at the last moment.")
        yield Problem(Topic.PERIOD, "", text, Level.WARNS)
