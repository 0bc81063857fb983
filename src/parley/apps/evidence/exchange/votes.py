"""A list of votes: a row for each actor, a column for each roll call.

An empty cell says that the actor was not recorded as present, which takes no recorded vote away.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from parley.apps.evidence.exchange import words
from parley.apps.evidence.exchange.recognising import Found, Recogniser, Who, bodies_of
from parley.apps.evidence.exchange.tables import Row, Table, fault_of, head_folded, line_of, rearmed
from parley.apps.evidence.exchange.taking import refuse_bad
from parley.apps.evidence.models import BodyKind, Collection, CollectionKind, RollCall, Vote
from parley.apps.evidence.services.common import held
from parley.apps.evidence.services.votes import add_roll_calls, record_votes
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

ABOUT = ("actor", "actor_code", "actor_kind")
LONGEST_SYMBOL = RollCall._meta.get_field("symbol").max_length or 0
MOST_CALLS = 400


def column_of(head: str) -> str:
    """One of those about the actor, or the symbol of a roll call as it stands there."""
    name = words.column_of(head)
    if name in ABOUT:
        return name
    return "" if fault_of(head) else rearmed(head)


@dataclass(frozen=True)
class VoteLine:
    """A row that was looked at, with the choice in each roll call."""

    row: Row
    who: Found | None
    choices: Mapping[str, str]
    problems: tuple[str, ...]
    is_known: bool = False


@dataclass
class VotesPlan:
    symbols: tuple[str, ...]
    new_symbols: tuple[str, ...]
    lines: list[VoteLine] = field(default_factory=list)
    new_votes: int = 0
    other_votes: int = 0

    @property
    def bad(self) -> list[VoteLine]:
        return [line for line in self.lines if line.problems]

    @property
    def new_actors(self) -> list[Found]:
        found = (line.who for line in self.lines if line.who is not None)
        return [who for who in found if who.body is None]


@dataclass(frozen=True)
class VotesTaken:
    actors: int
    roll_calls: int
    votes: int

    def __bool__(self) -> bool:
        return bool(self.actors or self.roll_calls or self.votes)


def judged_votes(
    actor: Actor,
    collection: Collection,
    table: Table,
    also: Mapping[str, str] | None = None,
) -> VotesPlan:
    """Each row with all that is wrong with it. `also`: see Recogniser."""
    if collection.kind != CollectionKind.VOTES:
        raise InvalidInput(_("A collection of positions holds no votes."))
    symbols = tuple(head for head in table.heads if head not in ABOUT)
    _check_heads(table, symbols)
    known = {call.symbol: call.pk for call in collection.roll_calls.all()}
    plan = VotesPlan(symbols, tuple(one for one in symbols if one not in known))
    cast = {
        (body, call): choice
        for body, call, choice in Vote.objects.filter(roll_call__collection=collection).values_list(
            "body", "roll_call", "choice"
        )
    }
    recogniser, first = Recogniser(actor, also, BodyKind.STATE), dict[str, int]()
    for row in table.rows:
        line = _line(row, symbols, recogniser, first)
        before = {
            symbol: cast.get((line.who.body.pk, known[symbol]), "")
            for symbol in symbols
            if symbol in known and line.who is not None and line.who.body is not None
        }
        other = [s for s, choice in line.choices.items() if choice and choice != before.get(s, "")]
        plan.other_votes += sum(bool(before.get(symbol)) for symbol in other)
        plan.new_votes += sum(not before.get(symbol) for symbol in other)
        stands = not other and line.who is not None and line.who.body is not None
        plan.lines.append(VoteLine(line.row, line.who, line.choices, line.problems, stands))
    return plan


def _check_heads(table: Table, symbols: tuple[str, ...]) -> None:
    if "actor" not in table.heads and "actor_code" not in table.heads:
        raise InvalidInput(_("There is no column for the country. The first row holds the names."))
    if not symbols:
        raise InvalidInput(_("There is no column for a roll call, such as A/RES/73/27."))
    if len(symbols) > MOST_CALLS:
        text = _("A list may have %(limit)d roll calls. Make several of it.")
        raise InvalidInput(text % {"limit": MOST_CALLS})
    for symbol in symbols:
        if len(symbol) > LONGEST_SYMBOL:
            text = _("“%(symbol)s” can’t be the symbol of a roll call.")
            raise InvalidInput(text % {"symbol": symbol[:LONGEST_SYMBOL]})


def _line(
    row: Row, symbols: tuple[str, ...], recogniser: Recogniser, first: dict[str, int]
) -> VoteLine:
    problems = [
        _("%(head)s: %(problem)s.") % {"head": head, "problem": fault}
        for head, text in row.cells.items()
        if (fault := fault_of(text))
    ]
    cells = {head: line_of(rearmed(text)) for head, text in row.cells.items()}
    who, faults = recogniser.found(Who(*(cells.get(name, "")[:200] for name in ABOUT)))
    problems += faults
    if who is not None and first.setdefault(who.key, row.number) != row.number:
        text = _("%(name)s stands in row %(row)d already.")
        problems.append(text % {"name": who.name, "row": first[who.key]})
    choices = {}
    for symbol in symbols:
        said = cells.get(symbol, "")
        choice = "" if head_folded(said) in words.ABSENT else words.choice_of(said)
        if not choice and said and head_folded(said) not in words.ABSENT:
            text = _("%(symbol)s: “%(vote)s” is no vote. Expected yes, no, abstain or nothing.")
            problems.append(text % {"symbol": symbol, "vote": said})
        choices[symbol] = choice
    return VoteLine(row, who, choices, tuple(dict.fromkeys(problems)))


@transaction.atomic
def import_votes(
    actor: Actor,
    collection: Collection,
    table: Table,
    also: Mapping[str, str] | None = None,
) -> VotesTaken:
    """Store all rows; InvalidInput names each that is wrong, and then nothing is stored."""
    row = held(actor, collection)
    plan = judged_votes(actor, row, table, also)
    refuse_bad([(line.row.number, line.problems) for line in plan.bad])
    bodies = bodies_of(actor, (line.who for line in plan.lines if line.who is not None))
    made = add_roll_calls(actor, row, [{"symbol": symbol} for symbol in plan.new_symbols])
    calls = {call.symbol: call for call in row.roll_calls.all()}
    votes = {
        (calls[symbol], bodies[line.who.key]): choice
        for line in plan.lines
        for symbol, choice in line.choices.items()
        if choice and line.who is not None
    }
    return VotesTaken(len(plan.new_actors), len(made), record_votes(actor, row, votes))
