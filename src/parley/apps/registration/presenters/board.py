"""The vetting board in words."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.apps.convening.models import Dialogue
from parley.apps.convening.presenters.times import clock, long_date
from parley.apps.registration.forms.board import ACTIONS
from parley.apps.registration.models import Group, Mode, State, Transition
from parley.apps.registration.selectors.board import Filter, Line, Tally
from parley.apps.registration.selectors.evidence import awaits_evidence
from parley.apps.registration.services.deciding import GRACE
from parley.core import countries

SHOWN = (State.SUBMITTED, State.APPROVED, State.ATTENDED, State.DECLINED, State.CANCELLED)


def moment(at: datetime, zone: ZoneInfo) -> str:
    return f"{long_date(at.astimezone(zone).date())}, {clock(at, zone)}"


def url_of(dialogue: Dialogue, wanted: Filter) -> str:
    """The board as a link; words that were looked for are not in it."""
    return f"{reverse('registration-board', args=[dialogue.slug])}?{query_of(wanted)}"


def query_of(wanted: Filter) -> str:
    kept = {k: v for k, v in asdict(wanted).items() if v and k != "words"}
    return urlencode(kept if kept.get("sort") != "newest" else {**kept, "sort": ""})


def overview(dialogue: Dialogue, tallies: Sequence[Tally]) -> dict[str, Any]:
    """Groups by states, each number a link to those that it counts."""

    def cell(state: State, group: str, count: int) -> dict[str, Any]:
        url = url_of(dialogue, Filter(state=state, group=group)) if count else ""
        return {"count": count, "url": url}

    rows = [
        {
            "group": tally.group.name,
            "url": url_of(dialogue, Filter(group=tally.group.slug)),
            "seats": seats(tally),
            "is_full": tally.free == 0,
            "cells": [cell(s, tally.group.slug, tally.by_state.get(s, 0)) for s in State],
        }
        for tally in tallies
    ]
    sums = [cell(s, "", sum(t.by_state.get(s, 0) for t in tallies)) for s in State]
    return {"head": [state.label for state in State], "rows": rows, "sums": sums}


def seats(tally: Tally) -> str:
    if tally.group.seats is None:
        return _("%(taken)d taken, not counted") % {"taken": tally.taken}
    numbers = {"taken": tally.taken, "seats": tally.group.seats}
    return _("%(taken)d of %(seats)d") % numbers


def lines(
    rows: Iterable[Line], groups: dict[int, Group], dialogue: Dialogue
) -> list[dict[str, Any]]:
    """The registrations of one page of the board; what they share is put into words once."""
    states = {state.value: str(state.label) for state in State}
    modes = {mode.value: str(mode.label) for mode in Mode}
    names = {key: str(group.name) for key, group in groups.items()}
    board, day, comma = (
        reverse("registration-board", args=[dialogue.slug]),
        cache(long_date),
        _(", "),
    )
    return [
        {
            "uid": row["uid"],
            "url": f"{board}people/{row['uid']}/",
            "name": row["name"],
            "about": comma.join(filter(None, (row["position"], row["organisation"]))),
            "country": countries.name(row["country"]) if row["country"] else "",
            "group": names[row["group"]],
            "more": " · ".join([modes[row["mode"]], *_marks(row, groups[row["group"]])]),
            "state": row["state"],
            "state_label": states[row["state"]],
            "when": day(row["submitted_at"].astimezone(dialogue.zone).date()),
        }
        for row in rows
    ]


def _marks(row: Line, group: Group) -> Iterable[str]:
    if row["has_evidence"]:
        yield _("evidence")
    elif awaits_evidence(group, row["state"]):
        yield _("evidence missing")
    if row["has_note"]:
        yield _("note")


def counted(number: int) -> str:
    text = ngettext("%(n)d registration", "%(n)d registrations", number)
    return text % {"n": number}


DONE = {
    State.APPROVED: lambda n: ngettext("%(n)d approved.", "%(n)d approved.", n),
    State.DECLINED: lambda n: ngettext("%(n)d declined.", "%(n)d declined.", n),
    State.WAITLISTED: lambda n: ngettext(
        "%(n)d put on the waitlist.", "%(n)d put on the waitlist.", n
    ),
    State.OFFERED: lambda n: ngettext("%(n)d offered a seat.", "%(n)d offered seats.", n),
    State.CANCELLED: lambda n: ngettext("%(n)d cancelled.", "%(n)d cancelled.", n),
    State.ATTENDED: lambda n: ngettext("%(n)d marked as attended.", "%(n)d marked as attended.", n),
    State.SUBMITTED: lambda n: ngettext("%(n)d opened again.", "%(n)d opened again.", n),
}


def done(to: str, number: int) -> str:
    return DONE[State(to)](number) % {"n": number}


def stroke(batch: UUID, steps: Sequence[Transition]) -> dict[str, Any] | None:
    """What was done at one stroke, in counts, and whether its mails can still be stopped."""
    if not steps:
        return None
    states = [step.after for step in steps]
    return {
        "batch": batch,
        "texts": [done(state, states.count(state)) for state in dict.fromkeys(states)],
        "is_held": any(timezone.now() - step.at < GRACE for step in steps),
    }


def actions() -> list[tuple[str, str]]:
    return [(str(state), str(label)) for state, label in ACTIONS.items()]
