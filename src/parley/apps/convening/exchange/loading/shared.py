"""The entries that dialogues share: series, venues and rooms, organisations, people.

An entry is known by its short name. One that somebody else made is taken as it stands; where
the file says something else of it, only those who may edit it change it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _

from parley.apps.accounts.models import Listed, Organisation, Person
from parley.apps.convening.exchange.lists import by_order, renumbered
from parley.apps.convening.exchange.loading.log import Log
from parley.apps.convening.exchange.problems import Path
from parley.apps.convening.exchange.schema import (
    Document,
    Entry,
    OrganisationEntry,
    VenueEntry,
)
from parley.apps.convening.models import Room, Series, Venue
from parley.apps.convening.services import rows
from parley.core.access import may, visible

L = TypeVar("L", bound=Listed)


@dataclass
class Shared:
    """The rows that a document refers to, by short name; a room by venue/room."""

    series: Series | None = None
    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)


def take_shared(log: Log, document: Document) -> Shared:
    """Find, make or change them all; what can't be done is a problem in the log."""
    shared = Shared()
    if document.series is not None:
        values = _values(document.series)
        shared.series = _Kind(log, Series, [document.series.slug]).take(
            document.series.slug, values, ("series",)
        )
    shared.organisations = _organisations(log, document.organisations)
    people = _Kind(log, Person, [entry.slug for entry in document.people])
    for person in document.people:
        path: Path = ("people", person.slug)
        shared.people[person.slug] = people.take(person.slug, _values(person), path)
    venues = _Kind(log, Venue, [entry.slug for entry in document.venues])
    for venue in document.venues:
        path = ("venues", venue.slug)
        row = venues.take(venue.slug, _values(venue, "rooms"), path)
        shared.rooms |= _rooms(log, row, venue, path)
    return shared


def _values(entry: Entry, *without: str) -> dict[str, Any]:
    """The entry's fields under the names that the model has for them, too."""
    left_out = {"slug", *without}
    return {name: getattr(entry, name) for name in type(entry).model_fields if name not in left_out}


class _Kind(Generic[L]):
    """The entries of one kind that a document names."""

    def __init__(self, log: Log, model: type[L], slugs: Iterable[str]) -> None:
        self.log = log
        self.model = model
        self.noun = model._meta.model_name
        found = model._default_manager.filter(slug__in=[*slugs])
        self.known: dict[str, L] = {row.slug: row for row in found}

    def take(self, slug: str, values: Mapping[str, Any], path: Path) -> L:
        row = self.known.get(slug)
        if row is None:
            row = self.model(slug=slug, created_by_id=self.log.actor.user_id, **values)
            row.save()
            self.log.note(f"{self.noun}.added", row)
            return row
        different = [name for name, value in values.items() if getattr(row, name) != value]
        if different and may(self.log.actor, "edit", row):
            rows.assign(row, values)
            row.save()
            self.log.note(f"{self.noun}.edited", row, fields=sorted(different))
        elif different:
            self.log.wrong(path, self._kept(row, different))
        return row

    def _kept(self, row: L, different: Sequence[str]) -> str:
        """Of an entry that the actor may not see, only that its name is taken."""
        if not visible(self.model, self.log.actor).filter(pk=row.pk).exists():
            text = _("the short name %(slug)s is taken; choose another one")
            return text % {"slug": repr(row.slug)}
        text = _(
            "%(slug)s is here already with another %(fields)s, and you may not change it;"
            " write what is here, or choose another short name"
        )
        return text % {"slug": repr(row.slug), "fields": ", ".join(different)}


def _organisations(log: Log, entries: Sequence[OrganisationEntry]) -> dict[str, Organisation]:
    kind = _Kind(log, Organisation, [entry.slug for entry in entries])
    taken: dict[str, Organisation] = {}
    waiting = list(entries)
    while waiting:  # those that are parts of others come after them
        entry = waiting.pop(0)
        if entry.parent is not None and entry.parent not in taken:
            waiting.append(entry)
            continue
        parent = taken[entry.parent].pk if entry.parent is not None else None
        values = {**_values(entry, "parent"), "kind": entry.kind or "", "parent_id": parent}
        taken[entry.slug] = kind.take(entry.slug, values, ("organisations", entry.slug))
    return taken


def _rooms(log: Log, venue: Venue, entry: VenueEntry, path: Path) -> dict[str, Room]:
    """Rooms that the file does not speak of stay: other dialogues meet in them."""
    known = {room.slug: room for room in venue.rooms.all()}
    allowed = may(log.actor, "edit", venue)
    taken, edited = [], False
    for number, one in enumerate(entry.rooms):
        here = (*path, "rooms", one.slug)
        values = {"name": one.name, "capacity": one.capacity}
        room = known.get(one.slug) or Room(venue=venue, slug=one.slug, order=number)
        different = rows.assign(room, values)
        if room._state.adding or different:
            if not allowed:
                log.wrong(here, _not_yours(venue, room))
                continue
            room.save()
            edited = True
        taken.append(room)
    if allowed:
        for room in renumbered(taken, by_order):
            room.save()
            edited = True
    if edited:
        log.note("venue.rooms_edited", venue, rooms=len(taken))
    return {f"{entry.slug}/{room.slug}": room for room in taken}


def _not_yours(venue: Venue, room: Room) -> str:
    if room._state.adding:
        text = _("the venue %(venue)s has no room %(room)s, and you may not add one")
    else:
        text = _("the venue %(venue)s describes the room %(room)s in another way")
    return text % {"venue": repr(venue.slug), "room": repr(room.slug)}
