"""What conveners set up for their consultations, in a dialogue's file."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.convening.exchange.checks import repeated, sessions_of, unknown
from parley.apps.convening.exchange.collecting import entry_of
from parley.apps.convening.exchange.problems import expected
from parley.apps.convening.exchange.schema import Document
from parley.apps.convening.exchange.walltime import (
    NoSuchTime,
    moment_of,
    nearest_moment,
    wall_of,
)
from parley.apps.convening.models import Dialogue
from parley.apps.deliberation.exchange.rounds_schema import (
    ConsultationEntry,
    PropositionEntry,
    RoundsEntry,
)
from parley.apps.deliberation.exchange.rounds_taking import take
from parley.apps.deliberation.models import Consultation
from parley.apps.deliberation.selectors.consultations import consultations_for
from parley.apps.deliberation.selectors.desk import set_up_in
from parley.core.actors import Actor
from parley.core.exports import Problem, Section

MOST = 100
MOST_PROPOSITIONS = 1000
TIMES = ("collects", "opens", "closes", "seals")


def collect(actor: Actor, dialogue: Dialogue) -> dict[str, Any] | None:
    rows = consultations_for(actor, dialogue)
    return {"consultations": tuple(_entry(row, dialogue.zone) for row in rows)} if rows else None


def _entry(row: Consultation, zone: ZoneInfo) -> dict[str, Any]:
    """With its propositions; behind closed doors without those that participants submitted."""
    given: dict[str, Any] = {
        name: at and wall_of(at, zone) for name in TIMES for at in (getattr(row, f"{name}_at"),)
    }
    for name in ("elements", "proposing", "responding"):
        given[name] = tuple(one.slug for one in getattr(row, name).all())
    return entry_of(
        ConsultationEntry,
        row,
        session=row.session and row.session.slug,
        norm=f"{row.norm.instrument.slug}/{row.norm.slug}" if row.norm else "",
        languages=tuple(row.languages),
        propositions=tuple(
            entry_of(
                PropositionEntry,
                one,
                element=one.element and one.element.slug,
                origin=one.origin and one.origin.uid,
            )
            for one in set_up_in(row)
        ),
        **given,
    )


def problems_of(entry: RoundsEntry, document: Document) -> Iterator[Problem]:
    rounds = entry.consultations
    if len(rounds) > MOST:
        what = _("at most %(limit)d entries") % {"limit": MOST}
        yield Problem(("consultations",), expected(what, len(rounds)))
    yield from repeated((("consultations", n, "slug"), one.slug) for n, one in enumerate(rounds))
    known = {session.slug for _path, session in sessions_of(document)}
    zone = ZoneInfo(document.dialogue.time_zone)
    for n, one in enumerate(rounds):
        path = ("consultations", n)
        if one.session is not None:
            yield from unknown((*path, "session"), one.session, known, "sessions")
        if len(one.propositions) > MOST_PROPOSITIONS:
            what = _("at most %(limit)d entries") % {"limit": MOST_PROPOSITIONS}
            yield Problem((*path, "propositions"), expected(what, len(one.propositions)))
        for name in TIMES:
            yield from _no_time((*path, name), getattr(one, name), zone)


def _no_time(
    path: tuple[str | int, ...], wall: datetime | None, zone: ZoneInfo
) -> Iterable[Problem]:
    try:
        if wall is not None:
            moment_of(wall, zone)
    except NoSuchTime as error:
        yield Problem(path, str(error))


def in_order(entry: RoundsEntry) -> RoundsEntry:
    """Consultations and propositions stand as given; what is only named, by its name."""
    names = ("elements", "proposing", "responding")
    return entry.model_copy(
        update={
            "consultations": tuple(
                one.model_copy(update={name: tuple(sorted(getattr(one, name))) for name in names})
                for one in entry.consultations
            )
        }
    )


def moved(entry: RoundsEntry, document: Document, by: timedelta) -> RoundsEntry:
    """Its times as much later as the sessions'."""
    zone = ZoneInfo(document.dialogue.time_zone)

    def later(wall: datetime | None) -> datetime | None:
        return wall and wall_of(nearest_moment(wall.replace(tzinfo=None) + by, zone), zone)

    return entry.model_copy(
        update={
            "consultations": tuple(
                one.model_copy(update={name: later(getattr(one, name)) for name in TIMES})
                for one in entry.consultations
            )
        }
    )


def _counts(entry: RoundsEntry) -> Iterator[tuple[Any, int]]:
    yield gettext_lazy("Consultations"), len(entry.consultations)
    propositions = sum(len(one.propositions) for one in entry.consultations)
    yield gettext_lazy("Propositions"), propositions


SECTION = Section(
    name="deliberation",
    entry=RoundsEntry,
    collect=collect,
    take=take,
    problems=problems_of,
    in_order=in_order,
    moved=moved,
    counts=_counts,
    order=20,
)
