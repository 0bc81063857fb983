"""Roll calls and the votes that were recorded."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from parley.apps.convening.models.limits import validate_year
from parley.apps.convening.services import rows, versions
from parley.apps.evidence.models import (
    Choice,
    Collection,
    CollectionKind,
    PublicBody,
    RollCall,
    Vote,
)
from parley.apps.evidence.services.common import changed, held
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput


@transaction.atomic
def add_roll_call(actor: Actor, collection: Collection, values: rows.Values) -> RollCall:
    return add_roll_calls(actor, collection, [values])[0]


@transaction.atomic
def add_roll_calls(
    actor: Actor, collection: Collection, given: Sequence[rows.Values]
) -> list[RollCall]:
    """After those that are there, in this order."""
    row = held(actor, collection)
    if row.kind != CollectionKind.VOTES:
        raise InvalidInput(_("A collection of positions holds no roll calls."))
    last = row.roll_calls.aggregate(last=Max("number"))["last"] or 0
    made = []
    for number, values in enumerate(given, start=last + 1):
        one = RollCall(collection=row, number=number)
        rows.assign(one, values)
        made.append(_saved(one))
        changed(actor, "collection.roll_call_added", row, roll_call=one.pk)
    return made


@transaction.atomic
def edit_roll_call(
    actor: Actor, roll_call: RollCall, changes: rows.Values, *, seen: str | None = None
) -> list[str]:
    """Answers the fields that are others now."""
    require(actor, "edit", roll_call)
    collection = held(actor, roll_call.collection)
    row = rows.locked(actor, roll_call)
    versions.check(seen, versions.version_of(row, changes))
    fields = rows.assign(row, changes)
    if fields:
        _saved(row)
        changed(actor, "collection.roll_call_edited", collection, roll_call=row.pk, fields=fields)
    return fields


def _saved(row: RollCall) -> RollCall:
    row.symbol = " ".join(row.symbol.split())
    if row.held_on is not None:
        validate_year(row.held_on)
    rows.checked(row).save()
    return row


@transaction.atomic
def delete_roll_call(actor: Actor, roll_call: RollCall) -> None:
    """With its votes."""
    require(actor, "edit", roll_call)
    collection = held(actor, roll_call.collection)
    row = rows.locked(actor, roll_call)
    changed(actor, "collection.roll_call_deleted", collection, roll_call=row.pk)
    row.delete()


@transaction.atomic
def record_votes(
    actor: Actor, collection: Collection, given: Mapping[tuple[RollCall, PublicBody], str]
) -> int:
    """Votes of a collection's roll calls, all at a stroke; an empty choice takes a vote away.

    Answers how many are others now.
    """
    row = held(actor, collection)
    calls = {call.pk for call, _body in given}
    if calls - set(row.roll_calls.values_list("pk", flat=True)):
        raise InvalidInput(_("Choose a roll call of this collection."))
    before = {
        (vote.roll_call_id, vote.body_id): vote
        for vote in Vote.objects.select_for_update().filter(roll_call__in=calls)
    }
    new, other, gone = [], [], []
    for (call, body), choice in given.items():
        vote = before.get((call.pk, body.pk))
        if vote is None and choice:
            new.append(Vote(roll_call=call, body=body, choice=Choice(choice)))
        elif vote is not None and not choice:
            gone.append(vote.pk)
        elif vote is not None and vote.choice != choice:
            vote.choice = Choice(choice)
            other.append(vote)
    Vote.objects.bulk_create(new)
    Vote.objects.bulk_update(other, ["choice"])
    Vote.objects.filter(pk__in=gone).delete()
    number = len(new) + len(other) + len(gone)
    if number:
        changed(actor, "collection.votes_recorded", row, votes=number)
    return number
