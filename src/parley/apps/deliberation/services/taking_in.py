"""Taking in a consultation that was held elsewhere: propositions and stances of unknown people.

Nobody here took these stances, so they are under random names from the beginning, and the
consultation is sealed: there is no secret, and nothing can be added.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone

from parley.apps.convening.models import Dialogue
from parley.apps.convening.services.rows import Values
from parley.apps.deliberation.models import (
    Consultation,
    Phase,
    Proposition,
    PropositionState,
    Secret,
    Stance,
)
from parley.apps.deliberation.services import consultations
from parley.apps.deliberation.services.common import changed
from parley.core.actors import Actor
from parley.core.localtext import LocalText

BATCH = 5000
PAUSE_SECONDS = 0.02


@dataclass(frozen=True)
class Taken:
    """A proposition as it was there; `declined` says why it does not stand, if it does not."""

    number: int
    text: LocalText
    declined: str = ""


def take_in(
    actor: Actor,
    dialogue: Dialogue,
    values: Values,
    propositions: Sequence[Taken],
    stances: Iterable[tuple[int, int, int]],
    n_respondents: int,
) -> Consultation:
    """`stances`: respondent, from 0; place in `propositions`; 1, 0 or -1.

    In pieces, so that others can write meanwhile: until the last of them it is a draft, and one
    that can't be finished is taken away again. What ended in the middle, as a machine does, is a
    draft that a convener sees and deletes.
    """
    row, made = _begin(actor, dialogue, values, propositions)
    names = [uuid4() for _ in range(n_respondents)]
    day = timezone.now().astimezone(dialogue.zone).date()
    keys = [proposition.pk for proposition in made]
    try:
        _insert((keys[place], names[who], value, day) for who, place, value in stances)
        return _end(actor, row, day, n_respondents)
    except BaseException:
        Consultation.objects.filter(pk=row.pk).delete()
        raise


@transaction.atomic
def _begin(
    actor: Actor, dialogue: Dialogue, values: Values, propositions: Sequence[Taken]
) -> tuple[Consultation, list[Proposition]]:
    row = consultations.create(actor, dialogue, values)
    made = Proposition.objects.bulk_create(
        Proposition(
            consultation=row,
            number=one.number,
            text=one.text,
            state=PropositionState.DECLINED if one.declined else PropositionState.ACCEPTED,
            reason=one.declined,
        )
        for one in propositions
    )
    return row, made


@transaction.atomic
def _end(actor: Actor, row: Consultation, day: date, n_respondents: int) -> Consultation:
    Secret.objects.filter(consultation=row).delete()
    row.phase, row.sealed_on = Phase.SEALED, day
    row.save(update_fields=["phase", "sealed_on"])
    changed(actor, "consultation.taken_in", row, respondents=n_respondents)
    return row


def _insert(rows: Iterable[tuple[int, UUID, int, date]]) -> None:
    """Hundreds of thousands of stances within seconds: no object is made of any."""
    given = ("proposition", "respondent", "value", "day")
    fixed = {"reserved": False, "reservation": "", "step": 0}
    columns: list[Any] = [Stance._meta.get_field(name) for name in (*given, *fixed)]
    names = ", ".join(connection.ops.quote_name(column.column) for column in columns)
    places = ", ".join(["%s"] * len(columns))
    table = connection.ops.quote_name(Stance._meta.db_table)
    respondent, value, day = columns[1:4]
    ended = tuple(fixed.values())
    prepared = (
        (
            key,
            respondent.get_db_prep_value(who, connection),
            value.get_db_prep_value(holds, connection),
            day.get_db_prep_value(when, connection),
            *ended,
        )
        for key, who, holds, when in rows
    )
    while batch := list(islice(prepared, BATCH)):
        with transaction.atomic(), connection.cursor() as cursor:
            # Nothing in it is of a user: names of our own table and columns, and places for values.
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", batch)  # noqa: S608
        time.sleep(PAUSE_SECONDS)  # a moment for those who wait to write
