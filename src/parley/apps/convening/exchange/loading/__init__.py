"""Taking a document into the database: all of it, or nothing where anything is wrong."""

from dataclasses import dataclass
from functools import partial

from django.db import transaction

from parley.apps.accounts.models import User
from parley.apps.convening.exchange import checks
from parley.apps.convening.exchange.loading import programme as sessions
from parley.apps.convening.exchange.loading.dialogue import (
    check_edition,
    find_dialogue,
    named_by,
    take_fields,
    take_lists,
)
from parley.apps.convening.exchange.loading.log import Log
from parley.apps.convening.exchange.loading.media import take_media
from parley.apps.convening.exchange.loading.owned import Files
from parley.apps.convening.exchange.loading.programme import Programme
from parley.apps.convening.exchange.loading.shared import Shared, take_shared
from parley.apps.convening.exchange.order import in_order
from parley.apps.convening.exchange.problems import refuse
from parley.apps.convening.exchange.schema import Document
from parley.apps.convening.models import Dialogue, Seat, SeatRole, Status
from parley.apps.convening.services.dialogues import IN_CALENDAR, tell_conveners
from parley.core import exports
from parley.core.access import require
from parley.core.actors import Actor


@dataclass(frozen=True)
class Imported:
    """The dialogue as it is now, whether it is new, and whether anything changed."""

    dialogue: Dialogue
    created: bool
    changed: bool


def import_dialogue(
    actor: Actor,
    document: Document,
    *,
    convener: User | None = None,
    only_new: bool = False,
) -> Imported:
    """Make the dialogue that the document describes, or make it be as described.

    Conveners make new ones and change their own; whoever makes one convenes it. `convener`
    gets that seat too. Importing the same document again changes nothing. With `only_new`,
    a dialogue that exists already is a problem.
    """
    refuse(checks.problems_of(document))
    document = in_order(document)
    files = Files()
    try:
        with transaction.atomic():
            return _import(actor, document, convener, files, only_new)
    except BaseException:
        files.discard()
        raise


def _import(
    actor: Actor, document: Document, convener: User | None, files: Files, only_new: bool
) -> Imported:
    entry, log = document.dialogue, Log(actor)
    for section, _part in exports.given(document):
        section.hold(named_by(entry))
    existing = find_dialogue(actor, entry, only_new=only_new)
    shared = take_shared(log, document)
    check_edition(log, entry, shared, existing)
    refuse(log.problems)
    dialogue = existing or Dialogue()
    status = str(dialogue.status)
    fields = take_fields(dialogue, entry, shared)
    if existing is None:
        dialogue.save()
    programme, more = _take_contents(log, files, document, dialogue, shared)
    refuse(log.problems)
    fields += more
    if existing is not None and fields:
        _renew(dialogue, fields, was_cancelled=status == Status.CANCELLED)
        dialogue.save()
    sessions.note_changes(log, dialogue, programme)
    sessions.remove_leaving(log, dialogue, programme)
    _give_seats(log, dialogue, convener, is_new=existing is None)
    fields += _take_sections(log, document, dialogue)
    refuse(log.problems)
    is_changed = bool(log.notes or fields)
    if is_changed:
        data = {"before": status, "after": str(dialogue.status)} if "status" in fields else {}
        log.note(
            "dialogue.imported", dialogue, created=existing is None, fields=sorted(fields), **data
        )
    log.tell()
    if existing is not None and "status" in fields:
        tell_conveners(actor, dialogue)
    return Imported(dialogue, created=existing is None, changed=is_changed)


def _take_contents(
    log: Log, files: Files, document: Document, dialogue: Dialogue, shared: Shared
) -> tuple[Programme, list[str]]:
    """Everything below the dialogue; answers which of its own lists changed."""
    fields = take_lists(dialogue, document.dialogue, shared)
    programme = sessions.take_programme(log, document, dialogue, shared)
    refuse(log.problems)
    media = take_media(log, files, document, dialogue, programme.rows)
    fields += media.pop(None, [])
    for session in programme.rows.values():
        programme.saw(session, *media.pop(session.pk, []))
    return programme, fields


def _take_sections(log: Log, document: Document, dialogue: Dialogue) -> list[str]:
    """What upper apps add, now that all else is there; answers which of it changed."""
    return [
        section.name
        for section, entry in exports.given(document)
        if section.take(log.actor, dialogue, entry, partial(log.wrong_in, section.name))
    ]


def _renew(dialogue: Dialogue, fields: list[str], *, was_cancelled: bool) -> None:
    """Let those who have the dialogue in a calendar know of the change."""
    if was_cancelled != (dialogue.status == Status.CANCELLED):
        sessions.renew_calendars(dialogue)
    elif IN_CALENDAR & {*fields}:
        dialogue.sequence += 1


def _give_seats(log: Log, dialogue: Dialogue, convener: User | None, *, is_new: bool) -> None:
    if is_new and log.actor.user_id is not None:
        _seat(log, dialogue, log.actor.user_id)
    if convener is not None:
        require(log.actor, "appoint", dialogue)
        _seat(log, dialogue, convener.pk)


def _seat(log: Log, dialogue: Dialogue, user: int) -> None:
    role = SeatRole.CONVENER
    _row, is_new = Seat.objects.get_or_create(dialogue=dialogue, user_id=user, role=role)
    if is_new:
        log.note("dialogue.appointed", dialogue, user=user, role=str(role))
