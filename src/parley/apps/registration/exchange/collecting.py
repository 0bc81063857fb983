"""The rows that conveners have set up, to the section's values."""

from typing import Any

from parley.apps.convening.exchange.collecting import entry_of
from parley.apps.convening.models import Dialogue
from parley.apps.registration.exchange import schema
from parley.apps.registration.models import (
    BreakoutRound,
    Group,
    Importance,
    MailText,
    Meeting,
    Opening,
    Question,
)
from parley.core.access import visible
from parley.core.actors import Actor

Tree = dict[str, Any]


def collect(actor: Actor, dialogue: Dialogue) -> Tree | None:
    """All of it, or None of a dialogue that has none of it."""
    opening = visible(Opening, actor).filter(dialogue=dialogue).first()
    questions = visible(Question, actor).filter(dialogue=dialogue).prefetch_related("groups")
    meetings = visible(Meeting, actor).filter(session__dialogue=dialogue)
    rounds = visible(BreakoutRound, actor).filter(session__dialogue=dialogue)
    lists = {
        "groups": tuple(_group(row) for row in visible(Group, actor).filter(dialogue=dialogue)),
        "questions": tuple(_question(row) for row in questions),
        "mails": tuple(
            entry_of(schema.MailEntry, row)
            for row in visible(MailText, actor).filter(dialogue=dialogue)
        ),
        "online_rooms": tuple(
            entry_of(schema.OnlineRoomEntry, row, session=row.session.slug)
            for row in meetings.select_related("session")
        ),
        "break_outs": tuple(_break_out(row) for row in rounds.select_related("session")),
    }
    if opening is None and not any(lists.values()):
        return None
    return {"opening": opening and entry_of(schema.OpeningEntry, opening), **lists}


def _group(row: Group) -> Tree:
    return entry_of(schema.GroupEntry, row, kind=row.kind or None)


def _question(row: Question) -> Tree:
    groups = tuple(group.slug for group in row.groups.all())
    return entry_of(schema.QuestionEntry, row, groups=groups)


def _break_out(row: BreakoutRound) -> Tree:
    weights = {
        name: weight_of(getattr(row, name))
        for name in schema.BreakOutEntry.model_fields
        if name.startswith("weigh_")
    }
    return entry_of(schema.BreakOutEntry, row, session=row.session.slug, **weights)


def weight_of(points: int) -> schema.Weight:
    return schema.Weight[Importance(points).name]
