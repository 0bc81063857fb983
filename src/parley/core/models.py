"""The tables that belong to no app: the audit record, the search index, when chores are due."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditRecord(models.Model):
    """Who did what, and when. Rows are added and never changed; triggers hold the database to it."""

    at = models.DateTimeField(_("time"), auto_now_add=True, db_index=True)
    actor = models.CharField(_("actor"), max_length=300)
    actor_user = models.BigIntegerField(null=True)
    action = models.CharField(_("action"), max_length=80)
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=40)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="core_auditr_subject_idx")
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("an audit record is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("an audit record is never deleted")


class SearchEntry(models.Model):
    """The words of one object. Whether a reader may find it is asked of its policy, each time."""

    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    words = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="one_entry_per_object")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class ChoreTime(models.Model):
    """When a chore is due next: see core/clock.py."""

    name = models.CharField(max_length=80, unique=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class SharedEntry(models.Model):
    """What server processes must agree on for a while: the table of Django's database cache."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.cache_key


class Tries(models.Model):
    """How often a machine has tried something lately: see core/tries.py."""

    id = models.CharField(max_length=64, primary_key=True)
    until = models.FloatField(db_index=True)
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.id
