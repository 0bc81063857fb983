"""Sessions, their parts, and who takes which part in them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db.models import F
from django.utils.translation import gettext as _

from parley.apps.convening.exchange.checks import Placed, sessions_of
from parley.apps.convening.exchange.lists import matched, renumbered, same, take_list
from parley.apps.convening.exchange.loading.log import Log
from parley.apps.convening.exchange.loading.shared import Shared
from parley.apps.convening.exchange.schema import Document, SessionEntry
from parley.apps.convening.exchange.walltime import moment_of
from parley.apps.convening.models import Contribution, Dialogue, Session
from parley.apps.convening.services import rows, sessions
from parley.apps.convening.services.sessions import IN_CALENDAR, check_rule
from parley.core import search
from parley.core.errors import InvalidInput
from parley.core.exports import Path

OWN = (
    "slug", "kind", "label", "title", "question", "abstract", "listed", "cancelled", "day",
    "join_url", "capacity",
)  # fmt: skip
LAST = datetime.max.replace(tzinfo=UTC)


@dataclass
class Programme:
    """The rows of a document's sessions by their paths, and what happened to them."""

    rows: dict[Path, Session] = field(default_factory=dict)
    leaving: list[Session] = field(default_factory=list)
    changed: dict[int, set[str]] = field(default_factory=dict)
    added: set[int] = field(default_factory=set)

    def saw(self, session: Session, *fields: str) -> None:
        if fields:
            self.changed.setdefault(session.pk, set()).update(fields)


def take_programme(log: Log, document: Document, dialogue: Dialogue, shared: Shared) -> Programme:
    """All sessions of the document; those that left it are still there, to be removed last."""
    placed = sessions_of(document)
    existing = list(dialogue.sessions.select_for_update())
    programme = Programme()
    if not _check_uids(log, placed, dialogue):
        return programme
    found, programme.leaving = matched(
        existing,
        [session for _path, session in placed],
        lambda row, entry: row.uid == entry.uid,
        lambda row, entry: row.slug == entry.slug,
    )
    _free_names(found, placed, programme.leaving)
    for (path, entry), row in zip(placed, found, strict=True):
        parent = programme.rows.get(path[:-2])
        values = _values(entry, parent, dialogue.zone, shared)
        if row is not None:
            _check_rule(log, path, row, values["rule"])
        session = _take(programme, dialogue, row, values, order=int(path[-1]))
        programme.rows[path] = session
        if _take_contributions(session, entry, shared):
            programme.saw(session, "contributions")
    _sort(programme)
    return programme


def _check_rule(log: Log, path: Path, row: Session, rule: str) -> None:
    """By a file no more than by hand."""
    try:
        check_rule(row, rule)
    except InvalidInput as error:
        log.wrong((*path, "rule"), error.message)


def _check_uids(log: Log, placed: Sequence[Placed], dialogue: Dialogue) -> bool:
    given = {entry.uid: entry.slug for _path, entry in placed if entry.uid}
    elsewhere = Session.objects.filter(uid__in=given).exclude(dialogue=dialogue)
    for uid in elsewhere.values_list("uid", flat=True):
        log.wrong(("sessions", given[uid], "uid"), _("another dialogue has this session"))
    return not log.problems


def _free_names(
    found: Sequence[Session | None], placed: Sequence[Placed], leaving: Sequence[Session]
) -> None:
    """Two sessions may swap short names; for a moment neither may have the other's."""
    renamed = [
        row.pk
        for row, (_path, entry) in zip(found, placed, strict=True)
        if row is not None and row.slug != entry.slug
    ]
    for key in [*renamed, *(row.pk for row in leaving)]:
        Session.objects.filter(pk=key).update(slug=uuid4().hex)


def _values(
    entry: SessionEntry, parent: Session | None, zone: ZoneInfo, shared: Shared
) -> dict[str, Any]:
    values = {name: getattr(entry, name) for name in OWN}
    if entry.uid:
        values["uid"] = entry.uid
    return {
        **values,
        "rule": entry.rule or "",
        "starts_at": entry.starts and moment_of(entry.starts, zone),
        "ends_at": entry.ends and moment_of(entry.ends, zone),
        "room_id": shared.rooms[entry.room].pk if entry.room else None,
        "parent_id": parent.pk if parent else None,
    }


def _take(
    programme: Programme,
    dialogue: Dialogue,
    row: Session | None,
    values: dict[str, Any],
    order: int,
) -> Session:
    session = row or Session(order=order)
    session.dialogue = dialogue
    fields = [name.removesuffix("_id") for name in rows.assign(session, values)]
    if row is None:
        session.save()
        programme.added.add(session.pk)
    elif fields:
        session.sequence += bool(IN_CALENDAR & {*fields})
        session.save()
        programme.saw(session, *fields)
    return session


def _take_contributions(session: Session, entry: SessionEntry, shared: Shared) -> bool:
    entries = [
        {
            "person_id": shared.people[part.person].pk if part.person else None,
            "organisation_id": (
                shared.organisations[part.organisation].pk if part.organisation else None
            ),
            "role": part.role,
            "honorific": part.honorific,
            "position": part.position,
            "capacity": part.capacity,
        }
        for part in entry.contributions
    ]
    return take_list(
        list(session.contributions.all()) if session.pk else [],
        entries,
        lambda: Contribution(session=session),
        same("person_id", "organisation_id", "role", "honorific", "position", "capacity"),
        same("person_id", "organisation_id", "role"),
        same("person_id", "role"),
    )


def _sort(programme: Programme) -> None:
    """The siblings of each session stand as in the document."""
    siblings: dict[Path, list[Session]] = {}
    for path, session in programme.rows.items():
        siblings.setdefault(path[:-1], []).append(session)
    for group in siblings.values():
        for session in renumbered(group, lambda s: (s.starts_at or LAST, s.order, s.pk)):
            session.save()
            programme.saw(session, "order")


def note_changes(log: Log, dialogue: Dialogue, programme: Programme) -> None:
    for session in programme.rows.values():
        if session.pk in programme.added:
            log.note("session.added", session, dialogue=dialogue.pk)
        elif fields := programme.changed.get(session.pk):
            log.note("session.edited", session, dialogue=dialogue.pk, fields=sorted(fields))


def remove_leaving(log: Log, dialogue: Dialogue, programme: Programme) -> None:
    """Last, when nothing that stays is below them any more."""
    for session in programme.leaving:
        log.note("session.removed", dialogue, session=session.pk, parts=0)
        search.forget(session)
    sessions.delete_rows(programme.leaving)


def renew_calendars(dialogue: Dialogue) -> None:
    """A cancellation, and taking one back, must reach every calendar that has an entry."""
    dialogue.sequence += 1
    Session.objects.filter(dialogue=dialogue).update(sequence=F("sequence") + 1)
