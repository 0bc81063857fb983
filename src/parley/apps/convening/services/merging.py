"""Taking entries out of the directory: deleting what nothing needs, merging what is there twice."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from parley.apps.accounts.models import FormerSlug, Listed, Organisation, Person
from parley.apps.convening.models import Contribution, Host, Room, Session, Venue
from parley.apps.convening.selectors import merging
from parley.apps.convening.selectors.references import references_to
from parley.apps.convening.services import rows
from parley.apps.convening.services.common import changed
from parley.apps.convening.services.directory import find_under_new_name, free_slug
from parley.core import audit, search
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

L = TypeVar("L", bound=Listed)


@transaction.atomic
def delete_entry(actor: Actor, entry: Listed) -> None:
    """Take an entry out of the directory for good, once nothing refers to it."""
    require(actor, "delete", entry)
    (row,) = _held(actor, [entry])
    if references_to(actor, row):
        raise InvalidInput(_("Something still refers to this entry. Look at the page again."))
    search.forget(row)
    _former(row).delete()
    audit.record(actor, f"{row._meta.model_name}.deleted", row)
    row.delete()


def _held(actor: Actor, entries: Iterable[L]) -> list[L]:
    """The entries as they stand, held in the order of their keys; so are the rooms of venues,
    since a session refers to its room."""
    by_key = sorted(entries, key=lambda entry: entry.pk)
    held = {entry.pk: rows.locked(actor, entry) for entry in by_key}
    list(Room.objects.select_for_update().filter(venue__in=_keys(held.values(), Venue)))
    return [held[entry.pk] for entry in entries]


def _keys(entries: Iterable[Model], model: type[Model]) -> list[int]:
    return [entry.pk for entry in entries if isinstance(entry, model)]


def _former(entry: Listed) -> Any:
    return FormerSlug.objects.filter(kind=entry._meta.label_lower, entry=entry.pk)


@transaction.atomic
def merge(actor: Actor, kept: L, gone: L) -> L:
    """Make `gone` a part of `kept`: all that refers to it moves, and its address leads on."""
    require(actor, "merge", kept)
    require(actor, "merge", gone)
    if isinstance(kept, Organisation):
        _hold_all_organisations()
    kept, gone = _held(actor, [kept, gone])
    if merging.conflicts_of(actor, kept, gone):
        raise InvalidInput(_("These two entries can’t become one. Look at the page again."))
    fields = merging.filled_in(kept, gone)
    for name in fields:
        setattr(kept, _column(kept, name), merging.stored(gone, name))
    dialogues = _move_rows(kept, gone)
    _move_account(kept, gone)
    rows.checked(kept).save()
    _leave_address(kept, gone)
    search.forget(gone)
    key = gone.pk
    gone.delete()
    _record(actor, kept, dialogues, former=key, fields=list(fields))
    find_under_new_name(kept)
    return kept


def _hold_all_organisations() -> None:
    """Else two people could each put one below the other's at the same time."""
    list(Organisation.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _column(row: Model, name: str) -> str:
    return str(getattr(row._meta.get_field(name), "attname", name))


def _move_rows(kept: Listed, gone: Listed) -> set[int]:
    """Let all that refers to `gone` refer to `kept`; answers which dialogues it is a part of."""
    dialogues: set[int] = set()
    for row in merging.moving_rows(kept, gone):
        dialogues |= _dialogues_of(row)
        if merging.is_double(row):
            row.delete()
        elif isinstance(row, Room):
            _move_room(row)
        else:
            row.save()
    return dialogues


def _dialogues_of(row: Model) -> set[int]:
    if isinstance(row, Host):
        return {row.dialogue_id}
    if isinstance(row, Contribution):
        return {row.session.dialogue_id}
    if isinstance(row, Room):
        return {*row.sessions.values_list("dialogue_id", flat=True)}
    return set()


def _move_room(room: Room) -> None:
    """A room of the same name is the same room; another one keeps its short name if it can.

    Calendars that have a session of it learn of the new place.
    """
    others = {other.slug: other for other in Room.objects.filter(venue=room.venue_id)}
    sessions = Session.objects.filter(room=room)
    sessions.update(sequence=F("sequence") + 1, updated_at=timezone.now())
    same = others.get(room.slug)
    if same is not None and same.name == room.name:
        sessions.update(room=same)
        room.delete()
        return
    if same is not None:
        room.slug = free_slug({*others}, room.slug, "room")
    room.order = 1 + max((other.order for other in others.values()), default=-1)
    room.save()


def _move_account(kept: Listed, gone: Listed) -> None:
    """First out of the one: an account signs in as one person at most."""
    if isinstance(kept, Person) and isinstance(gone, Person) and gone.user_id is not None:
        kept.user_id, gone.user_id = gone.user_id, None
        gone.save(update_fields=["user"])


def _leave_address(kept: Listed, gone: Listed) -> None:
    _former(gone).update(entry=kept.pk)
    kind = gone._meta.label_lower
    FormerSlug.objects.update_or_create(kind=kind, slug=gone.slug, defaults={"entry": kept.pk})


def _record(actor: Actor, kept: Listed, dialogues: set[int], **data: Any) -> None:
    """A line in the history of each dialogue that the entry was a part of."""
    action = f"{kept._meta.model_name}.merged"
    for dialogue in sorted(dialogues):
        changed(actor, action, kept, dialogue=dialogue, **data)
    if not dialogues:
        changed(actor, action, kept, **data)
