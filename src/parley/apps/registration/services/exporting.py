"""The list of registrations as a file, with the columns that a convener asks for and no others."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from parley.apps.convening.models import Dialogue
from parley.apps.registration.models import Question, Registration
from parley.apps.registration.selectors import board
from parley.apps.registration.selectors.answers import answer_in_words
from parley.core import audit, countries, sheets
from parley.core.access import require, visible
from parley.core.actors import Actor

ANSWER = "question-"


@dataclass(frozen=True)
class Column:
    label: Any
    value: Callable[[Registration, ZoneInfo], str]


def _day(moment: Any, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


COLUMNS: dict[str, Column] = {
    "name": Column(_("Name"), lambda row, zone: row.name),
    "honorific": Column(_("Title"), lambda row, zone: row.honorific),
    "position": Column(_("Position"), lambda row, zone: row.position),
    "organisation": Column(_("Organisation"), lambda row, zone: row.organisation),
    "country": Column(
        _("Country"), lambda row, zone: countries.name(row.country) if row.country else ""
    ),
    "group": Column(_("Group"), lambda row, zone: str(row.group.name)),
    "state": Column(_("State"), lambda row, zone: str(row.get_state_display())),
    "mode": Column(_("Takes part"), lambda row, zone: str(row.get_mode_display())),
    "submitted": Column(_("Submitted"), lambda row, zone: _day(row.submitted_at, zone)),
    "since": Column(_("In this state since"), lambda row, zone: _day(row.state_since, zone)),
    "address": Column(_("E-mail address"), lambda row, zone: row.user.email),
    "gender": Column(_("Gender"), lambda row, zone: str(row.get_gender_display())),
    "listing": Column(_("Name shown to"), lambda row, zone: str(row.get_listing_display())),
    "access_needs": Column(_("Access needs"), lambda row, zone: row.access_needs),
}
USUAL = ("name", "position", "organisation", "country", "group", "state", "mode")


def columns_for(actor: Actor, dialogue: Dialogue) -> dict[str, Column]:
    """All there are: those of each registration, then the convener's own questions."""
    questions = visible(Question, actor).filter(dialogue=dialogue)
    return COLUMNS | {f"{ANSWER}{q.pk}": _asked(q) for q in questions}


def _asked(question: Question) -> Column:
    return Column(str(question.text), lambda row, zone: answer_in_words(row, question))


@dataclass(frozen=True)
class Export:
    content: bytes
    type: str
    filename: str


@transaction.atomic
def export(
    actor: Actor, dialogue: Dialogue, wanted: board.Filter, names: Collection[str], kind: str
) -> Export:
    """The registrations that fit the filter. That it was done is recorded, with how many."""
    require(actor, "vet", Registration(dialogue=dialogue))
    known = columns_for(actor, dialogue)
    chosen = [known[name] for name in known if name in names]
    rows = board.matching(actor, dialogue, wanted).select_related("group", "user")
    table = list(_table(rows, chosen, dialogue.zone))
    data = {"count": len(table) - 1, "columns": [n for n in known if n in names], "kind": kind}
    audit.record(actor, "registrations.exported", dialogue, dialogue=dialogue.pk, **data)
    content = sheets.written(table, kind)
    return Export(content, sheets.TYPES[kind], f"{dialogue.slug}-registrations.{kind}")


def _table(
    rows: QuerySet[Registration], columns: Sequence[Column], zone: ZoneInfo
) -> Iterable[list[str]]:
    yield [str(column.label) for column in columns]
    for row in rows.iterator(500):
        yield [column.value(row, zone) for column in columns]
