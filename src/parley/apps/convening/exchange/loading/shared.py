"""The entries that dialogues share: series, venues and rooms, organisations, people.

An entry is known by its short name. One that somebody else made is taken as it stands; where
the file says something else of it, only those who may edit it change it. Of one that the actor
may not see, only its name is said to be taken, whatever the file says of it.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _

from parley.apps.accounts.models import Affiliation, FormerSlug, Listed, Organisation, Person
from parley.apps.convening.exchange.lists import by_order, renumbered, same, take_list
from parley.apps.convening.exchange.loading.log import Log
from parley.apps.convening.exchange.schema import (
    Document,
    OrganisationEntry,
    PersonEntry,
    VenueEntry,
)
from parley.apps.convening.models import Room, Series, Venue
from parley.apps.convening.services import rows
from parley.core.access import may, visible
from parley.core.actors import Actor
from parley.core.exports import Entry, Path

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
        found = people.take(person.slug, _values(person, "affiliations"), path)
        if found is not None:
            shared.people[person.slug] = found
            if person.slug not in people.merged:
                _affiliations(log, found, person, shared.organisations)
    venues = _Kind(log, Venue, [entry.slug for entry in document.venues])
    for venue in document.venues:
        path = ("venues", venue.slug)
        row = venues.take(venue.slug, _values(venue, "rooms"), path)
        if row is not None:
            shared.rooms |= _rooms(log, row, venue, path, as_is=venue.slug in venues.merged)
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
        named = [*slugs]
        found = model._default_manager.filter(slug__in=named)
        self.known: dict[str, L] = {row.slug: row for row in found}
        self.merged = _kept_under(model, {*named} - self.known.keys())
        self.known |= self.merged
        keys = [row.pk for row in self.known.values()]
        seen = set(visible(model, log.actor).filter(pk__in=keys).values_list("pk", flat=True))
        self.hidden = {slug for slug, row in self.known.items() if row.pk not in seen}

    def take(self, slug: str, values: Mapping[str, Any], path: Path) -> L | None:
        """The entry as it now is; None, and a problem in the log, where it is hidden."""
        if slug in self.hidden:
            text = _("the short name %(slug)s is taken; choose another one")
            self.log.wrong(path, text % {"slug": repr(slug)})
            return None
        row = self.known.get(slug)
        if slug in self.merged:
            # What an old file says of an entry that is part of another now is of no more use.
            return row
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
        text = _(
            "%(slug)s is here already with another %(fields)s, and you may not change it;"
            " write what is here, or choose another short name"
        )
        return text % {"slug": repr(row.slug), "fields": ", ".join(different)}


def _kept_under(model: type[L], slugs: Set[str]) -> dict[str, L]:
    """Former short name → the entry that an entry of this name has become part of."""
    former = FormerSlug.objects.filter(kind=model._meta.label_lower, slug__in=slugs)
    keys = dict(former.values_list("slug", "entry"))
    kept = model._default_manager.in_bulk(keys.values())
    return {slug: kept[key] for slug, key in keys.items() if key in kept}


def _organisations(log: Log, entries: Sequence[OrganisationEntry]) -> dict[str, Organisation]:
    kind = _Kind(log, Organisation, [entry.slug for entry in entries])
    keeping = _with_hidden_wholes(log.actor, kind.known.values())
    taken: dict[str, Organisation] = {}
    for entry in _wholes_first(entries):
        values = {**_values(entry, "parent"), "kind": entry.kind or ""}
        if entry.parent is None and entry.slug not in keeping:
            values["parent_id"] = None
        elif entry.parent in kind.merged and entry.slug in kind.known:
            pass  # it moved when the two became one, and may have moved on since
        elif entry.parent in taken:  # else it is hidden, and the log says so
            values["parent_id"] = taken[entry.parent].pk
        row = kind.take(entry.slug, values, ("organisations", entry.slug))
        if row is not None:
            taken[entry.slug] = row
    return taken


def _with_hidden_wholes(actor: Actor, rows: Iterable[Organisation]) -> set[str]:
    """Parts of what the actor does not see: no file of theirs can name it, so it stays."""
    wholes = {row.slug: row.parent_id for row in rows if row.parent_id is not None}
    seen = visible(Organisation, actor).filter(pk__in=wholes.values())
    shown = set(seen.values_list("pk", flat=True))
    return {slug for slug, whole in wholes.items() if whole not in shown}


def _wholes_first(entries: Sequence[OrganisationEntry]) -> list[OrganisationEntry]:
    """Each after what it is a part of. That nothing is a part of itself has been checked."""
    waiting = {entry.slug: entry for entry in entries}
    found: list[OrganisationEntry] = []
    for entry in entries:
        line: list[OrganisationEntry] = []
        above: str | None = entry.slug
        while above in waiting:
            line.append(waiting.pop(above))
            above = line[-1].parent
        found += reversed(line)
    return found


def _affiliations(
    log: Log, person: Person, entry: PersonEntry, organisations: Mapping[str, Organisation]
) -> None:
    """As the file has them, where it speaks of them; only those who may edit change them."""
    if entry.affiliations is None or not all(
        one.organisation in organisations for one in entry.affiliations
    ):  # else one is hidden, and the log says so
        return
    given = [
        {
            "organisation_id": organisations[one.organisation].pk,
            "position": one.position,
            "since": one.since,
            "until": one.until,
        }
        for one in entry.affiliations
    ]
    stored = list(person.affiliations.all())
    names = ("organisation_id", "position", "since", "until")
    if [{name: getattr(row, name) for name in names} for row in stored] == given:
        return
    if not may(log.actor, "edit", person):
        text = _("%(slug)s is here already with other affiliations, and you may not change them")
        log.wrong(("people", entry.slug), text % {"slug": repr(person.slug)})
        return
    take_list(stored, given, lambda: Affiliation(person=person), same(*names))
    log.note_field("person.edited", person, "affiliations")


def _rooms(
    log: Log, venue: Venue, entry: VenueEntry, path: Path, *, as_is: bool
) -> dict[str, Room]:
    """Rooms that the file does not speak of stay: other dialogues meet in them. `as_is`: the
    file is older than the venue, which has taken in the one that the file speaks of."""
    allowed = may(log.actor, "edit", venue)
    # A room that the actor may not see is none for them, as on the venue's page.
    rooms = venue.rooms.all() if allowed else visible(Room, log.actor).filter(venue=venue)
    known = {room.slug: room for room in rooms}
    taken, edited = [], False
    for number, one in enumerate(entry.rooms):
        here = (*path, "rooms", one.slug)
        values = {"name": one.name, "capacity": one.capacity}
        room = known.get(one.slug) or Room(venue=venue, slug=one.slug, order=number)
        stays = as_is and not room._state.adding
        different = [] if stays else rows.assign(room, values)
        if room._state.adding or different:
            if not allowed:
                log.wrong(here, _not_yours(venue, room))
                continue
            room.save()
            edited = True
        taken.append(room)
    if allowed and not as_is:
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
