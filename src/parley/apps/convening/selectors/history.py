"""The audit trail of a dialogue, with the names that its convener may read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from parley.apps.accounts.models import Organisation, Person, User
from parley.apps.convening.models import Dialogue, Series, Session, Venue
from parley.core.access import visible
from parley.core.actors import Actor
from parley.core.models import AuditRecord

NAMED: dict[str, type[Model]] = {
    model._meta.label_lower: model for model in (Session, Person, Organisation, Venue, Series)
}


@dataclass(frozen=True)
class Happening:
    """One line of the audit. `subject` names a session or a directory entry, `account` a user."""

    at: datetime
    who: str
    action: str
    subject_type: str
    subject: str
    account: str
    data: Mapping[str, Any]


def records_of(dialogue: Dialogue) -> QuerySet[AuditRecord]:
    """Lines about the dialogue and about what was changed for it, newest first."""
    itself = Q(subject_type=dialogue._meta.label_lower, subject_id=str(dialogue.pk))
    return AuditRecord.objects.filter(itself | Q(data__dialogue=dialogue.pk))


def happenings(actor: Actor, records: Sequence[AuditRecord]) -> list[Happening]:
    names = _names(actor, records)
    accounts = _accounts(records)
    return [
        Happening(
            at=record.at,
            who=_who(record, accounts),
            action=record.action,
            subject_type=record.subject_type,
            subject=names.get((record.subject_type, record.subject_id), ""),
            account=accounts.get(record.data.get("user", 0), ""),
            data=record.data,
        )
        for record in records
    ]


def _names(actor: Actor, records: Iterable[AuditRecord]) -> dict[tuple[str, str], str]:
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for record in records:
        if record.subject_type in NAMED:
            keys[record.subject_type].add(record.subject_id)
    return {
        (kind, str(row.pk)): str(row)
        for kind, wanted in keys.items()
        for row in visible(NAMED[kind], actor).filter(pk__in=wanted)
    }


def _who(record: AuditRecord, accounts: Mapping[int, str]) -> str:
    """An account by its name, while there is one; a job as the record calls it."""
    if record.actor_user is None:
        return record.actor
    return accounts.get(record.actor_user) or _("a former account")


def _accounts(records: Iterable[AuditRecord]) -> dict[int, str]:
    """Those who did it, and those who were given or lost a seat; their names outlive the seat."""
    keys = {record.data["user"] for record in records if "user" in record.data}
    keys |= {record.actor_user for record in records if record.actor_user is not None}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=keys)}
