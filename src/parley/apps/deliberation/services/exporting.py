"""Propositions and where they stand, as a file. No number passes but through selectors/results."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from parley.apps.deliberation.bridge import Row
from parley.apps.deliberation.models import Consultation, Phase, Proposition
from parley.apps.deliberation.selectors import desk
from parley.apps.deliberation.selectors.results import PropositionResult, results_for
from parley.apps.deliberation.services.common import changed
from parley.core import sheets
from parley.core.access import require
from parley.core.actors import Actor

EMPTY = ("", "", "", "", "")


@dataclass(frozen=True)
class Export:
    content: bytes
    type: str
    filename: str


@transaction.atomic
def export(actor: Actor, consultation: Consultation, kind: str) -> Export:
    """A line for each proposition in total, and one for each group that may be shown."""
    require(actor, "lead", consultation)
    rows = [row for row in desk.propositions_of(actor, consultation) if row.is_accepted]
    table = [_heads(), *_lines(actor, consultation, rows)]
    changed(actor, "consultation.exported", consultation, kind=kind, count=len(rows))
    name = f"{consultation.dialogue.slug}-{consultation.slug}.{kind}"
    return Export(sheets.written(table, kind), sheets.TYPES[kind], name)


def _heads() -> list[str]:
    return [
        _("Number"),
        _("Element"),
        _("Proposition"),
        _("Languages"),
        _("Group"),
        _("Answers"),
        _("Agree"),
        _("Of these with a reservation"),
        _("Disagree"),
        _("Pass"),
    ]


def _lines(
    actor: Actor, consultation: Consultation, rows: Iterable[Proposition]
) -> Iterable[list[str]]:
    """What is withheld is empty; before anybody was asked, all of it is."""
    asked = consultation.phase not in (Phase.DRAFT, Phase.COLLECTING)
    results = results_for(actor, consultation) if asked else None
    for row in rows:
        about = [
            str(row.number),
            str(row.element or ""),
            str(row.text),
            " ".join(row.text),
        ]
        if results is None:
            yield [*about, _("All"), *EMPTY]
        else:
            yield from ([*about, *counts] for counts in _counts(results.of(row.pk)))


def _counts(result: PropositionResult) -> Iterable[list[str]]:
    yield [_("All"), *_cells(result.total, result.reserved)]
    for part in result.groups:
        yield [str(part.group.name), *_cells(part.row, None)]


def _cells(row: Row, reserved: int | None) -> list[str]:
    numbers = (row.answers, row.agree, reserved, row.disagree, row.passed)
    return ["" if number is None else str(number) for number in numbers]
