"""The append-only record of who did what. Never holds what a rule forbids to link."""

from typing import Any

from django.db.models import Model, QuerySet

from parley.core.actors import Actor
from parley.core.models import AuditRecord


def record(actor: Actor, action: str, obj: Model, **data: Any) -> AuditRecord:
    """Add one line, in the transaction of the change that it records."""
    return AuditRecord.objects.create(
        actor=actor.label,
        actor_user=actor.user_id,
        action=action,
        subject_type=obj._meta.label_lower,
        subject_id=str(obj.pk),
        data=data,
    )


def record_site(actor: Actor, action: str, **data: Any) -> AuditRecord:
    """Add a line about the whole site: a backup, a restore."""
    return AuditRecord.objects.create(
        actor=actor.label, actor_user=actor.user_id, action=action, subject_type="site", data=data
    )


def trail(*subjects: Model) -> QuerySet[AuditRecord]:
    """The lines about one object, newest first."""
    first, *_ = subjects
    return AuditRecord.objects.filter(
        subject_type=first._meta.label_lower, subject_id__in=[str(s.pk) for s in subjects]
    )
