"""Proposals of who could get the seats, when more apply than there are."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from parley.apps.accounts.models import User
from parley.apps.convening.models import Dialogue
from parley.apps.registration.models.groups import MOST_SEATS

LARGEST_SEED = 2**31 - 1


class SelectionState(models.TextChoices):
    DRAWING = "drawing", _("Being drawn")
    DRAWN = "drawn", _("Drawn")
    IMPOSSIBLE = "impossible", _("The quotas can’t be met")
    FAILED = "failed", _("Not drawn")
    APPLIED = "applied", _("Decided")


class Selection(models.Model):
    """One draw, kept so that it can be explained and repeated. It holds keys, and no names."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="selections")
    wanted = models.PositiveIntegerField(
        _("people to select"), validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)]
    )
    seed = models.PositiveIntegerField(
        _("seed"), validators=[MinValueValidator(1), MaxValueValidator(LARGEST_SEED)]
    )
    # [{"feature": "region", "value": "002", "least": 3, "most": 9}, …]
    quotas = models.JSONField(default=list)
    # Who stood for selection, and who was drawn: keys of registrations, in ascending order.
    pool = models.JSONField(default=list)
    chosen = models.JSONField(default=list)
    digest = models.CharField(max_length=64)  # SHA-256 of what was drawn from
    state = models.CharField(
        max_length=10, choices=SelectionState.choices, default=SelectionState.DRAWING
    )
    # What stands in the way, as the draw said it; and quotas that could be met.
    problem = models.TextField(blank=True)
    relaxed = models.JSONField(default=list)
    engine = models.CharField(max_length=80, blank=True)  # library, version, algorithm
    batch = models.UUIDField(null=True)  # of the decisions that followed
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("selection")
        verbose_name_plural = _("selections")

    def __str__(self) -> str:
        return f"{self.dialogue} · {self.seed}"
