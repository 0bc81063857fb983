"""A dialogue's rows to its document. Accounts and their seats are no part of it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model
from django.utils.translation import gettext as _

from parley.apps.accounts.models import Affiliation, Organisation, Person
from parley.apps.convening.exchange import schema
from parley.apps.convening.exchange.loading.owned import content_of
from parley.apps.convening.exchange.order import in_order
from parley.apps.convening.exchange.reading import validated
from parley.apps.convening.exchange.walltime import wall_of
from parley.apps.convening.models import (
    Contribution,
    Dialogue,
    Material,
    Picture,
    PointKind,
    Room,
    Session,
)
from parley.core import exports
from parley.core.access import require, visible
from parley.core.actors import Actor

# Base64 makes a third more of it, and a file must stay below tree.MAX_BYTES.
MAX_EMBEDDED = 5 * 1024 * 1024
Tree = dict[str, Any]


def document_of(actor: Actor, dialogue: Dialogue) -> schema.Document:
    """The whole dialogue, for those who may edit it."""
    require(actor, "edit", dialogue)
    tree = _Collector(actor, dialogue).document()
    return in_order(validated(tree, _("This dialogue can't be written into a file.")))


class _Collector:
    """Reads each kind of row once and puts it where the document has it."""

    def __init__(self, actor: Actor, dialogue: Dialogue) -> None:
        self.actor = actor
        self.dialogue = dialogue
        self.zone = ZoneInfo(dialogue.time_zone)
        self.sessions = self._below(
            visible(Session, actor)
            .filter(dialogue=dialogue)
            .select_related("room__venue")
            .order_by("order", "pk"),
            "parent_id",
        )
        self.contributions = self._below(
            visible(Contribution, actor)
            .filter(session__dialogue=dialogue)
            .select_related("person", "organisation"),
            "session_id",
        )
        self.materials = self._below(self._of_dialogue(Material), "session_id")
        self.pictures = self._below(self._of_dialogue(Picture), "session_id")
        self.affiliations = self._below(
            visible(Affiliation, actor)
            .filter(person__in=[part.person_id for part in self._parts() if part.person_id])
            .select_related("organisation"),
            "person_id",
        )
        self.hosts = list(dialogue.hosts.select_related("organisation"))
        self.embedded = self._embedded()

    def _of_dialogue(self, model: type[Any]) -> Iterable[Any]:
        return visible(model, self.actor).filter(dialogue=self.dialogue).order_by("order", "pk")

    def _below(self, rows: Iterable[Any], key: str) -> dict[int | None, list[Any]]:
        found: defaultdict[int | None, list[Any]] = defaultdict(list)
        for row in rows:
            found[getattr(row, key)].append(row)
        return found

    def document(self) -> Tree:
        return {
            "parley": schema.VERSION,
            "series": self._series(),
            "dialogue": self._dialogue(),
            "sessions": self._sessions_in(None),
            "venues": self._venues(),
            "organisations": self._organisations(),
            "people": self._people(),
            "materials": self._materials_in(None),
            "pictures": self._pictures_in(None),
            **{one.name: one.collect(self.actor, self.dialogue) for one in exports.sections()},
        }

    def _series(self) -> Tree | None:
        series = self.dialogue.series
        return entry_of(schema.SeriesEntry, series) if series is not None else None

    def _dialogue(self) -> Tree:
        dialogue = self.dialogue
        points = list(dialogue.points.order_by("order", "pk"))
        return entry_of(
            schema.DialogueEntry,
            dialogue,
            hosts=tuple(
                {"organisation": host.organisation.slug, "role": host.role} for host in self.hosts
            ),
            norms=tuple(entry_of(schema.NormEntry, norm) for norm in dialogue.norms.all()),
            objectives=tuple(p.text for p in points if p.kind == PointKind.OBJECTIVE),
            audience=tuple(p.text for p in points if p.kind == PointKind.AUDIENCE),
        )

    def _sessions_in(self, parent: int | None) -> tuple[Tree, ...]:
        return tuple(self._session(row) for row in self.sessions[parent])

    def _session(self, row: Session) -> Tree:
        return entry_of(
            schema.SessionEntry,
            row,
            rule=row.rule or None,
            starts=row.starts_at and wall_of(row.starts_at, self.zone),
            ends=row.ends_at and wall_of(row.ends_at, self.zone),
            room=f"{row.room.venue.slug}/{row.room.slug}" if row.room else None,
            contributions=tuple(
                entry_of(
                    schema.ContributionEntry,
                    part,
                    person=part.person and part.person.slug,
                    organisation=part.organisation and part.organisation.slug,
                )
                for part in self.contributions[row.pk]
            ),
            materials=self._materials_in(row.pk),
            pictures=self._pictures_in(row.pk),
            parts=self._sessions_in(row.pk),
        )

    def _materials_in(self, session: int | None) -> tuple[Tree, ...]:
        return tuple(
            entry_of(schema.MaterialEntry, row, content=self.embedded.get(row))
            for row in self.materials[session]
        )

    def _pictures_in(self, session: int | None) -> tuple[Tree, ...]:
        return tuple(
            entry_of(
                schema.PictureEntry,
                row,
                illustration=row.illustration or None,
                lead=row.is_lead,
                webp=self.embedded.get(row),
            )
            for row in self.pictures[session]
        )

    def _embedded(self) -> dict[Model, bytes]:
        """The files, as long as all of them fit; one without it keeps it where it is."""
        pictures = [(row, row.image) for rows in self.pictures.values() for row in rows]
        materials = [(row, row.file) for rows in self.materials.values() for row in rows]
        found: dict[Model, bytes] = {}
        left = MAX_EMBEDDED
        for row, file in [*pictures, *materials]:
            data = content_of(file, left)
            if data:
                found[row] = data
                left -= len(data)
        return found

    def _parts(self) -> list[Contribution]:
        return [part for parts in self.contributions.values() for part in parts]

    def _people(self) -> tuple[Tree, ...]:
        people = {part.person.slug: part.person for part in self._parts() if part.person}
        return tuple(
            entry_of(
                schema.PersonEntry,
                people[slug],
                affiliations=self._affiliations_of(people[slug]),
            )
            for slug in sorted(people)
        )

    def _affiliations_of(self, person: Person) -> tuple[Tree, ...] | None:
        found = self.affiliations[person.pk]
        return (
            tuple(
                entry_of(schema.AffiliationEntry, one, organisation=one.organisation.slug)
                for one in found
            )
            or None
        )

    def _organisations(self) -> tuple[Tree, ...]:
        used = [host.organisation for host in self.hosts]
        used += [part.organisation for part in self._parts() if part.organisation]
        used += [one.organisation for rows in self.affiliations.values() for one in rows]
        found = {row.pk: row for row in used}
        missing = {row.parent_id for row in used if row.parent_id} - found.keys()
        while missing:
            wholes = visible(Organisation, self.actor).in_bulk(missing)
            found |= wholes
            missing = {row.parent_id for row in wholes.values() if row.parent_id} - found.keys()
        rows = sorted(found.values(), key=lambda row: row.slug)
        return tuple(
            entry_of(
                schema.OrganisationEntry,
                row,
                kind=row.kind or None,
                parent=found[row.parent_id].slug if row.parent_id in found else None,
            )
            for row in rows
        )

    def _venues(self) -> tuple[Tree, ...]:
        used = [row.room for rows in self.sessions.values() for row in rows if row.room]
        venues = {room.venue.slug: room.venue for room in used}
        known = visible(Room, self.actor).filter(venue__in=venues.values()).order_by("order", "pk")
        rooms = self._below(known, "venue_id")
        return tuple(
            entry_of(
                schema.VenueEntry,
                venues[slug],
                rooms=tuple(entry_of(schema.RoomEntry, room) for room in rooms[venues[slug].pk]),
            )
            for slug in sorted(venues)
        )


def entry_of(kind: type[exports.Entry], row: Model, /, **given: Any) -> Tree:
    """The row's fields of the names that the entry has, and what is `given` in their place."""
    named = (name for name in kind.model_fields if name not in given)
    return {name: getattr(row, name) for name in named if hasattr(row, name)} | given
