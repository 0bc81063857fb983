"""Actors: states, organisations and others, which all collections share."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from parley.apps.convening.services import rows, versions
from parley.apps.deliberation.services.norms import free_slug
from parley.apps.evidence.models import BodyKind, Collection, Membership, PublicBody
from parley.apps.evidence.services.common import changed, check_year
from parley.core import audit, countries
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput
from parley.core.localtext import LocalText


@transaction.atomic
def add_body(actor: Actor, values: rows.Values) -> PublicBody:
    """A new one; a state of a country is called as the country is, unless it is given a name."""
    return add_bodies(actor, [values])[0]


@transaction.atomic
def add_bodies(actor: Actor, given: Sequence[rows.Values]) -> list[PublicBody]:
    require(actor, "add", PublicBody())
    taken = set(PublicBody.objects.values_list("slug", flat=True))
    return [_added(actor, values, taken) for values in given]


def _added(actor: Actor, values: rows.Values, taken: set[str]) -> PublicBody:
    row = PublicBody()
    rows.assign(row, values)
    if row.country and not row.name:
        row.name = names_of(row.country)
    _check(row)
    row.slug = row.slug or free_slug(taken, str(row.name.pick("en").text), "actor")
    taken.add(row.slug)
    rows.checked(row).save()
    audit.record(actor, "actor.added", row)
    return row


def names_of(country: str) -> LocalText:
    """In each language of the interface."""
    return LocalText({code: countries.name(country, code) for code, _name in settings.LANGUAGES})


def _check(row: PublicBody) -> None:
    if row.country and (row.kind != BodyKind.STATE or not countries.region_of(row.country)):
        raise InvalidInput(_("Only a state has a country of its own. Leave it empty."))


@transaction.atomic
def edit_body(
    actor: Actor, body: PublicBody, changes: rows.Values, *, seen: str | None = None
) -> list[str]:
    """Answers the fields that are others now."""
    require(actor, "edit", body)
    row = rows.locked(actor, body)
    versions.check(seen, versions.version_of(row, changes))
    fields = rows.assign(row, changes)
    if fields:
        _check(row)
        rows.checked(row).save()
        audit.record(actor, "actor.edited", row, fields=fields)
    return fields


MEMBER_FIELDS = ("member", "since", "until")


@transaction.atomic
def set_members(
    actor: Actor, group: PublicBody, given: Sequence[rows.Values], *, seen: str | None = None
) -> list[Membership]:
    """Whom a group has as members, and since when: its positions may be read as theirs."""
    require(actor, "edit", group)
    held = rows.locked(actor, group)
    existing = list(held.memberships.all())
    versions.check(seen, versions.version_of_rows(existing, MEMBER_FIELDS))
    members = [values["member"].pk for values in given]
    if len(set(members)) < len(members):
        raise InvalidInput(_("A member stands there twice."))
    for values in given:
        _check_membership(held, values)
    known = {row.pk: row for row in existing}
    kept = {values.get("id") for values in given}
    for row in existing:
        if row.pk not in kept:
            row.delete()
    made = []
    for values in given:
        row = known.get(values.get("id") or 0) or Membership(group=held)
        rows.assign(row, {name: values[name] for name in MEMBER_FIELDS})
        rows.checked(row).save()
        made.append(row)
    audit.record(actor, "actor.members_edited", held, members=len(made))
    _tell_collections(actor, held)
    return made


def _check_membership(group: PublicBody, values: rows.Values) -> None:
    since, until = values["since"], values["until"]
    check_year(since)
    check_year(until)
    if values["member"].pk == group.pk:
        raise InvalidInput(_("No actor is a member of itself."))
    if since is not None and until is not None and until < since:
        raise InvalidInput(_("A membership can’t end before it begins."))


def _tell_collections(actor: Actor, group: PublicBody) -> None:
    """Cells may be others now where a group's positions bind its members."""
    for collection in Collection.objects.filter(positions__body=group).distinct():
        changed(actor, "collection.members_edited", collection, group=group.pk)
