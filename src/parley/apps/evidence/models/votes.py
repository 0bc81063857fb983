"""Recorded votes."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parley.apps.evidence.models.bodies import PublicBody
from parley.apps.evidence.models.collections import Collection
from parley.core.localtext import LocalTextField


class RollCall(models.Model):
    """One vote of a body, such as that on A/RES/73/27: a proposition that members took a stance on."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="roll_calls")
    number = models.PositiveIntegerField()
    symbol = models.CharField(_("symbol"), max_length=60)
    title = LocalTextField(_("title"), blank=True)
    held_on = models.DateField(_("held on"), null=True, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)

    class Meta:
        ordering = ["number", "pk"]
        verbose_name = _("roll call")
        verbose_name_plural = _("roll calls")
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "number"], name="one_roll_call_per_number"
            ),
            models.UniqueConstraint(
                fields=["collection", "symbol"], name="one_roll_call_per_symbol"
            ),
        ]

    def __str__(self) -> str:
        return self.symbol


class Choice(models.TextChoices):
    """Who is not recorded as present has no row."""

    YES = "yes", pgettext_lazy("vote", "Yes")
    NO = "no", pgettext_lazy("vote", "No")
    ABSTAIN = "abstain", pgettext_lazy("vote", "Abstention")


class Vote(models.Model):
    roll_call = models.ForeignKey(RollCall, on_delete=models.CASCADE, related_name="votes")
    body = models.ForeignKey(PublicBody, on_delete=models.PROTECT, related_name="votes")
    choice = models.CharField(_("vote"), max_length=7, choices=Choice.choices)

    class Meta:
        ordering = ["roll_call", "body"]
        verbose_name = pgettext_lazy("roll call", "vote")
        verbose_name_plural = pgettext_lazy("roll call", "votes")
        constraints = [
            models.UniqueConstraint(fields=["roll_call", "body"], name="one_vote_per_body")
        ]

    def __str__(self) -> str:
        return f"{self.body}: {self.get_choice_display()}"
