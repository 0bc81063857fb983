"""An assembly that answers under a confidential rule, in the way in which people do; and a dump of
the whole database, as whoever stole it would have it."""

import hmac
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection

from parley.apps.convening.models import Rule, SeatRole
from parley.apps.deliberation.models import Consultation, Phase, Proposition, Stance, Value
from parley.apps.deliberation.services import phases, propositions, stances
from parley.core.actors import Actor
from parley.core.localtext import LocalText
from tests import factories as make

# Everybody holds something else on the first questions, by which a test knows who is who.
N_PEOPLE, N_QUESTIONS = 16, 4
Dump = dict[str, list[dict[str, Any]]]


@dataclass
class Assembly:
    consultation: Consultation
    convener: Actor
    asked: list[Proposition]
    # In the order in which they answered.
    people: list[Actor] = field(default_factory=list)
    written: list[Proposition] = field(default_factory=list)

    @property
    def last(self) -> Actor:
        """Who was alone in a group, and alone on a day."""
        return self.people[-1]

    def go(self, *to: Phase) -> None:
        for phase in to:
            phases.advance(self.convener, self.fresh(), phase)

    def fresh(self) -> Consultation:
        return Consultation.objects.select_related("dialogue").get(pk=self.consultation.pk)


def assembled(rule: str = Rule.CHATHAM_HOUSE) -> Assembly:
    dialogue, account = make.dialogue(), make.user()
    make.seat(dialogue, account, SeatRole.CONVENER)
    consultation = make.consultation(dialogue, rule=rule)
    asked = [make.proposition(consultation) for _ in range(N_QUESTIONS)]
    extra = make.proposition(consultation)
    made = Assembly(consultation, make.actor(account), [*asked, extra])
    groups = [make.group(dialogue) for _ in range(3)]
    for place in range(N_PEOPLE):
        group = groups[2] if place == N_PEOPLE - 1 else groups[place % 2]
        guest = make.registration(group, state="approved").user
        make.seat(dialogue, guest, SeatRole.PARTICIPANT)
        made.people.append(make.actor(guest))
        _take_part(made, place)
    mine = Stance.objects.filter(respondent=names_of(made)[-1])
    mine.update(day=mine[0].day - timedelta(days=1))
    return made


def holds(place: int) -> list[int]:
    """What somebody holds on the first questions: nobody holds the same."""
    return [Value.AGREE if place >> bit & 1 else Value.DISAGREE for bit in range(N_QUESTIONS)]


def _take_part(made: Assembly, place: int) -> None:
    actor = made.people[place]
    for proposition, value in zip(made.asked, holds(place), strict=False):
        stances.take(actor, proposition, Value(value))
    words = f"if place {place} is meant" if place % 2 else ""
    stances.take(actor, made.asked[-1], Value.AGREE, reserved=bool(words), reservation=words)
    text = LocalText(en=f"A sentence by place {place}.")
    made.written.append(propositions.submit(actor, made.fresh(), text))


def names_of(made: Assembly) -> list[UUID]:
    """The pseudonyms, recomputed with the secret."""
    key = bytes(made.fresh().secret.key)
    return [recomputed(key, "stances", made.consultation, actor) for actor in made.people]


def recomputed(key: bytes, purpose: str, consultation: Consultation, actor: Actor) -> UUID:
    said = f"parley:{purpose}:{consultation.uid.hex}:{actor.user_id}".encode()
    return UUID(bytes=hmac.digest(key, said, "sha256")[:16])


def dumped() -> Dump:
    """Every row of every table, those of other people's apps and the database's own order too."""
    found: Dump = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            place = _place_in(cursor, table)
            cursor.execute(f'SELECT {place} AS place, * FROM "{table}"')
            heads = [column[0] for column in cursor.description]
            found[table] = [dict(zip(heads, row, strict=False)) for row in cursor.fetchall()]
    return found


def _place_in(cursor: Any, table: str) -> str:
    """What says in which order the rows of a table lie."""
    if connection.vendor == "postgresql":
        return "ctid::text"
    cursor.execute("SELECT wr FROM pragma_table_list WHERE name = %s", [table])
    return "NULL" if cursor.fetchone()[0] else "rowid"


def whose(dump: Dump) -> dict[UUID, int]:
    """Respondent → whose profile that is: known to the test, and to nobody who attacks."""
    rows = dump["deliberation_stance"]
    asked = list(Proposition.objects.filter(number__lte=N_QUESTIONS).order_by("number"))
    place_of = {proposition.pk: place for place, proposition in enumerate(asked)}
    found: dict[UUID, int] = {}
    for row in rows:
        if row["proposition_id"] in place_of:
            bit = 1 << place_of[row["proposition_id"]] if row["value"] == 1 else 0
            name = UUID(str(row["respondent"]))
            found[name] = found.get(name, 0) | bit
    return found


def columns_of_people() -> list[tuple[str, str]]:
    """Every column that names an account."""
    user = apps.get_model("accounts", "User")
    return [
        (model._meta.db_table, column.column)
        for model in apps.get_models(include_auto_created=True)
        for column in model._meta.concrete_fields
        if column.related_model is user
    ]
