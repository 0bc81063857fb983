"""The append-only record of who did what. Never holds what a rule forbids to link.

It can't be erased, so it holds no names: an account stands there by its number, and pages look
its name up for as long as there is the account.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet

from parley.core.actors import Actor
from parley.core.models import AuditRecord


def called(actor: Actor) -> str:
    """How the record speaks of who did it."""
    return f"account {actor.user_id}" if actor.is_signed_in else actor.label


def record(actor: Actor, action: str, obj: Model, **data: Any) -> AuditRecord:
    """Add one line, in the transaction of the change that it records."""
    written = line(actor, action, obj, **data)
    written.save(force_insert=True)
    return written


def line(actor: Actor, action: str, obj: Model, **data: Any) -> AuditRecord:
    """One that is not stored yet: see `keep`."""
    return AuditRecord(
        actor=called(actor),
        actor_user=actor.user_id,
        action=action,
        subject_type=obj._meta.label_lower,
        subject_id=str(obj.pk),
        data=data,
    )


def keep(lines: Iterable[AuditRecord]) -> None:
    """Store the lines of what was done at a stroke, in one statement and in their order."""
    AuditRecord.objects.bulk_create(lines)


def record_each(actor: Actor, action: str, obj: Model, data: Iterable[dict[str, Any]]) -> None:
    """A line for each of many that are done at a stroke, in one statement."""
    keep(line(actor, action, obj, **said) for said in data)


def record_site(actor: Actor, action: str, **data: Any) -> AuditRecord:
    """Add a line about the whole site: a backup, a restore."""
    return AuditRecord.objects.create(
        actor=called(actor),
        actor_user=actor.user_id,
        action=action,
        subject_type="site",
        data=data,
    )


def trail(*subjects: Model) -> QuerySet[AuditRecord]:
    """The lines about one object, newest first."""
    first, *_ = subjects
    return AuditRecord.objects.filter(
        subject_type=first._meta.label_lower, subject_id__in=[str(s.pk) for s in subjects]
    )
