"""Stakeholder groups: who may come, how many, until when."""

from collections.abc import Sequence
from typing import Literal

from django.db import transaction
from django.db.models import RestrictedError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.apps.convening.models import Dialogue
from parley.apps.convening.services import directory, rows, versions
from parley.apps.convening.services.common import changed
from parley.apps.registration.models import Group, Invitation, Registration, State
from parley.apps.registration.selectors import eligibility, setup
from parley.apps.registration.services import deadlines, states
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

NOUN = "group"


@transaction.atomic
def add(actor: Actor, dialogue: Dialogue, values: rows.Values, *, slug: str | None = None) -> Group:
    """A new group at the end of the list; without a short name, one is made from its name."""
    require(actor, "edit", dialogue)
    row = rows.locked(actor, dialogue)
    present = Group.objects.filter(dialogue=row)
    taken = set(present.values_list("slug", flat=True))
    slug = slug or directory.free_slug(taken, str(values["name"])[:50], NOUN)
    group = Group(dialogue=row, slug=slug, order=len(taken))
    rows.assign(group, values)
    rows.checked(group).save()
    changed(actor, "group.added", group, dialogue=row.pk)
    return group


@transaction.atomic
def edit(
    actor: Actor, group: Group, changes: rows.Values, *, seen: str | None = None
) -> list[Registration]:
    """Change a group; answers to whom the seats that became free were offered."""
    require(actor, "edit", group)
    row = states.lock(group)
    versions.check(seen, versions.version_of(row, changes))
    fields = rows.assign(row, changes)
    if not fields:
        return []
    _refuse_too_few(row)
    rows.checked(row).save()
    changed(actor, "group.edited", row, dialogue=row.dialogue_id, fields=fields)
    if "deadline" in fields:
        deadlines.follow(row)
    if "sight" in fields:
        _reseat(row)
    return states.offer_free_seats(row) if {"seats", "offers"} & set(fields) else []


def _refuse_too_few(group: Group) -> None:
    taken = eligibility.seats_taken(group)
    if group.seats is None or group.seats >= taken:
        return
    text = ngettext(
        "%(n)d seat of this group is taken or offered. Give it at least as many, or free a seat "
        "on the board first.",
        "%(n)d seats of this group are taken or offered. Give it at least as many, or free seats "
        "on the board first.",
        taken,
    )
    raise InvalidInput(text % {"n": taken})


def _reseat(group: Group) -> None:
    """Those who are in see from now on what the group sees."""
    inside = Registration.objects.filter(group=group, state__in=(State.APPROVED, State.ATTENDED))
    for row in inside.select_related("dialogue", "user"):
        row.group = group
        states.reseat(row)


@transaction.atomic
def move(actor: Actor, group: Group, direction: Literal["up", "down"]) -> None:
    """Swap a group with its neighbour in the list."""
    require(actor, "edit", group)
    mates = list(Group.objects.select_for_update().filter(dialogue=group.dialogue_id))
    here = mates.index(group)
    there = here + (-1 if direction == "up" else 1)
    if not 0 <= there < len(mates):
        return
    mates[here], mates[there] = mates[there], mates[here]
    reorder(actor, group.dialogue, mates)


@transaction.atomic
def reorder(actor: Actor, dialogue: Dialogue, wanted: Sequence[Group]) -> None:
    """Let the groups of a dialogue stand in this order."""
    require(actor, "edit", dialogue)
    for order, group in enumerate(wanted):
        Group.objects.filter(pk=group.pk, dialogue=dialogue).update(order=order)
    changed(actor, "registration.groups_reordered", dialogue)


@transaction.atomic
def remove(actor: Actor, group: Group) -> None:
    """Remove a group that nobody is in. Invitations that came to nothing go with it."""
    require(actor, "edit", group)
    row = states.lock(group)
    registered, invited = setup.bound_to(row)
    if registered or invited:
        text = _(
            "This group has %(registered)d registrations and %(invited)d invitations. Move the "
            "people to another group and revoke the invitations first."
        )
        raise InvalidInput(text % {"registered": registered, "invited": invited})
    _refuse_to_widen(row)
    dialogue, key = row.dialogue, row.pk
    Invitation.objects.filter(group=row).delete()
    try:
        row.delete()
    except RestrictedError:
        text = _(
            "People have answered a consultation as this group, so it stays. You can rename it."
        )
        raise InvalidInput(text) from None
    changed(actor, "group.removed", dialogue, group=key)


def _refuse_to_widen(group: Group) -> None:
    """A question that is asked of no group in particular is asked of all."""
    for question in group.questions.prefetch_related("groups"):
        if len(question.groups.all()) == 1:
            text = _(
                "The question “%(question)s” is asked of this group alone, and would be asked of "
                "all without it. Remove the question, or choose another group for it, first."
            )
            raise InvalidInput(text % {"question": question.text})
