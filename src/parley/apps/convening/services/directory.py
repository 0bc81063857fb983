"""People, organisations, venues, rooms and series: the directory that dialogues share.

Whoever edits a dialogue adds entries for it; an entry's maker keeps it.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils.text import slugify
from django.utils.translation import gettext as _

from parley.apps.accounts.models import Affiliation, FormerSlug, Listed, Organisation, Person
from parley.apps.convening.models import Contribution, Dialogue, Room, Session, Venue
from parley.apps.convening.services import rows, versions
from parley.apps.convening.services.common import changed
from parley.core import search
from parley.core.access import require, visible
from parley.core.actors import Actor
from parley.core.errors import InvalidInput
from parley.core.localtext import LocalText

L = TypeVar("L", bound=Listed)
ROOM_FIELDS = ("name", "capacity")
AFFILIATION_FIELDS = ("organisation", "position", "since", "until")
# None: not spoken of, so they stay as they are.
Affiliations = Sequence[rows.Values] | None


@dataclass(frozen=True)
class NewPerson:
    """Somebody who is not in the directory yet."""

    name: str
    honorific: str = ""
    country: str = ""
    synthetic: bool = False


@dataclass(frozen=True)
class NewOrganisation:
    """An organisation that is not in the directory yet."""

    name: LocalText
    kind: str = ""


def free_slug(taken: Set[str], text: str, noun: str) -> str:
    """An address for `text` that nobody has; "person-7" where its letters have no Latin form."""
    base = slugify(text)[:70].strip("-")
    number = 1 if base else 0
    candidate = base
    while not candidate or candidate in taken:
        number += 1
        candidate = f"{base or noun}-{number}"
    return candidate


def slug_in_directory(model: type[Listed], text: str) -> str:
    noun = model._meta.model_name or ""
    stem = slugify(text)[:70].strip("-") or noun
    taken = model._default_manager.filter(slug__startswith=stem).values_list("slug", flat=True)
    # Links by a former name lead to the entry that was kept: no other one may take it.
    former = FormerSlug.objects.filter(kind=model._meta.label_lower, slug__startswith=stem)
    return free_slug({*taken, *former.values_list("slug", flat=True)}, text, noun)


def _title_of(entry: Listed) -> str:
    return str(getattr(entry, "name", None) or getattr(entry, "title", ""))


@transaction.atomic
def add_entry(
    actor: Actor,
    dialogue: Dialogue,
    model: type[L],
    values: rows.Values,
    affiliations: Affiliations = None,
) -> L:
    """A new entry, made for a dialogue. Only a synthetic dialogue has synthetic entries."""
    require(actor, "edit", dialogue)
    entry = model(created_by_id=actor.user_id)
    rows.assign(entry, values)
    entry.slug = slug_in_directory(model, _title_of(entry))
    if entry.synthetic and not dialogue.synthetic:
        raise InvalidInput(_("Only a synthetic dialogue can have synthetic entries."))
    rows.checked(entry).save()
    _set_affiliations(actor, entry, affiliations)
    changed(actor, f"{model._meta.model_name}.added", entry, dialogue=dialogue.pk)
    return entry


@transaction.atomic
def edit_entry(
    actor: Actor,
    entry: L,
    values: rows.Values,
    *,
    affiliations: Affiliations = None,
    seen: str | None = None,
) -> L:
    """Change fields, and where they are given the affiliations of a person."""
    require(actor, "edit", entry)
    if isinstance(entry, Organisation) and values.get("parent") is not None:
        _refuse_own_part(entry.pk, values["parent"].pk)
    row = rows.locked(actor, entry)
    versions.check(seen, version_of_entry(row, values))
    fields = rows.assign(row, values)
    if fields:
        rows.checked(row).save()
    if _set_affiliations(actor, row, affiliations):
        fields.append("affiliations")
    if fields:
        changed(actor, f"{row._meta.model_name}.edited", row, fields=fields)
        find_under_new_name(row)
    return row


def version_of_entry(row: Listed, fields: Iterable[str]) -> str:
    """Of a person, with their affiliations: both stand in one form."""
    version = versions.version_of(row, fields)
    if not isinstance(row, Person):
        return version
    stored = row.affiliations.all() if row.pk else ()
    return f"{version}-{versions.version_of_rows(stored, AFFILIATION_FIELDS)}"


def _set_affiliations(actor: Actor, person: Listed, given: Affiliations) -> bool:
    """What a person is where, in order; answers whether anything is another now."""
    if given is None or not isinstance(person, Person):
        return False
    _refuse_hidden(actor, Organisation, [values["organisation"].pk for values in given])
    existing = list(person.affiliations.all())
    before = versions.version_of_rows(existing, AFFILIATION_FIELDS)
    made = rows.replace(existing, given, Affiliation, person=person)
    return versions.version_of_rows(made, AFFILIATION_FIELDS) != before


def _refuse_own_part(key: int, parent: int) -> None:
    """All are held, in one order: else two people could each put one below the other's."""
    held = Organisation.objects.select_for_update(no_key=True).order_by("pk")
    parents = dict(held.values_list("pk", "parent"))
    seen: set[int] = set()
    above: int | None = parent
    while above is not None:
        if above == key or above in seen:
            raise InvalidInput(_("An organisation can't be a part of itself."))
        seen.add(above)
        above = parents.get(above)


def find_under_new_name(entry: Model) -> None:
    """Sessions are found by the names in them."""
    if isinstance(entry, Person | Organisation):
        field = "person" if isinstance(entry, Person) else "organisation"
        here = Contribution.objects.filter(**{field: entry}).values("session")
        for session in Session.objects.filter(pk__in=here):
            search.index(session)


def people_given(
    actor: Actor, dialogue: Dialogue, given: Sequence[Person | NewPerson | None]
) -> list[Person | None]:
    """The people named: those the actor sees, and new ones, now in the directory."""
    _refuse_hidden(actor, Person, [one.pk for one in given if isinstance(one, Person)])
    made: dict[str, Person] = {}
    for one in given:
        if isinstance(one, NewPerson) and one.name not in made:
            made[one.name] = add_entry(actor, dialogue, Person, vars(one))
    return [made[one.name] if isinstance(one, NewPerson) else one for one in given]


def organisations_given(
    actor: Actor, dialogue: Dialogue, given: Sequence[Organisation | NewOrganisation | None]
) -> list[Organisation | None]:
    """The organisations named: those the actor sees, and new ones, now in the directory."""
    _refuse_hidden(actor, Organisation, [o.pk for o in given if isinstance(o, Organisation)])
    made: dict[str, Organisation] = {}
    for one in given:
        if isinstance(one, NewOrganisation) and str(one.name) not in made:
            made[str(one.name)] = add_entry(actor, dialogue, Organisation, vars(one))
    return [made[str(o.name)] if isinstance(o, NewOrganisation) else o for o in given]


def _refuse_hidden(actor: Actor, model: type[Model], keys: Sequence[int]) -> None:
    wanted = set(keys)
    if visible(model, actor).filter(pk__in=wanted).count() != len(wanted):
        raise InvalidInput(_("One of the entries is no longer in the directory. Choose again."))


@transaction.atomic
def set_rooms(
    actor: Actor, venue: Venue, given: Sequence[rows.Values], *, seen: str | None = None
) -> None:
    """The rooms of a venue, in order. A room that a session uses stays."""
    require(actor, "edit", venue)
    row = rows.locked(actor, venue)
    existing = list(row.rooms.all())
    versions.check(seen, versions.version_of_rows(existing, ROOM_FIELDS))
    _refuse_leaving_sessions(existing, {values.get("id") for values in given})
    slugs = {room.pk: room.slug for room in existing}
    named = []
    for values in given:
        slug = slugs.get(values.get("id") or 0)
        if slug is None:
            slug = free_slug(set(slugs.values()), str(values["name"]), "room")
            slugs[-len(slugs) - 1] = slug
        named.append({**values, "slug": slug})
    rows.replace(existing, named, Room, venue=row)
    changed(actor, "venue.rooms_edited", row, rooms=len(given))


def _refuse_leaving_sessions(existing: Sequence[Room], kept: set[int | None]) -> None:
    leaving = [room for room in existing if room.pk not in kept]
    used = Room.objects.filter(pk__in=[room.pk for room in leaving], sessions__isnull=False)
    if room := used.first():
        text = _("%(room)s is in use by a session. Move the session first.")
        raise InvalidInput(text % {"room": room.name})
