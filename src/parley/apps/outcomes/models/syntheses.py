"""What a rapporteur draws together: sources, thresholds, and the findings that come of them."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parley.apps.convening.models import Dialogue
from parley.apps.deliberation.models import Consultation
from parley.apps.evidence.models import Collection
from parley.core.localtext import LocalTextField


class Reach(models.TextChoices):
    """Who sees the findings that were accepted. Those not decided on are the rapporteur's."""

    TEAM = "team", _("Those who run the dialogue")
    PARTICIPANTS = "participants", _("Participants of the dialogue")
    PUBLIC = "public", _("Everybody who sees the dialogue")


class Working(models.TextChoices):
    """How it stands with the job that proposes findings."""

    IDLE = "idle", pgettext_lazy("synthesis", "At rest")
    QUEUED = "queued", pgettext_lazy("synthesis", "Waiting")
    WORKING = "working", pgettext_lazy("synthesis", "At work")
    FAILED = "failed", pgettext_lazy("synthesis", "Failed")


class Synthesis(models.Model):
    """The outcome of a dialogue in the making: what a report will be written from.

    A dialogue has one; its thresholds are printed wherever its findings are.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dialogue = models.OneToOneField(Dialogue, on_delete=models.CASCADE, related_name="synthesis")
    reach = models.CharField(
        _("who sees the findings"), max_length=12, choices=Reach.choices, default=Reach.TEAM
    )
    # See findings/scale.py for what they mean; empty values are those of the defaults there.
    thresholds = models.JSONField(default=dict, blank=True)
    # How far the proposing is, from 0 to 1, and when it last moved.
    working = models.CharField(
        max_length=7, choices=Working.choices, default=Working.IDLE, editable=False
    )
    progress = models.FloatField(default=0.0, editable=False)
    moved_at = models.DateTimeField(null=True, blank=True, editable=False)
    proposed_at = models.DateTimeField(null=True, blank=True, editable=False)
    error = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        ordering = ["dialogue"]
        verbose_name = _("synthesis")
        verbose_name_plural = _("syntheses")

    def __str__(self) -> str:
        return str(self.dialogue)


class SynthesisSource(models.Model):
    """A stance matrix that findings are drawn from: a consultation, or a collection of evidence."""

    synthesis = models.ForeignKey(Synthesis, on_delete=models.CASCADE, related_name="sources")
    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    collection = models.ForeignKey(
        Collection, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    label = LocalTextField(pgettext_lazy("source", "name in the report"), blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = pgettext_lazy("synthesis", "source")
        verbose_name_plural = pgettext_lazy("synthesis", "sources")
        constraints = [
            models.CheckConstraint(
                condition=Q(consultation=None, collection__isnull=False)
                | Q(consultation__isnull=False, collection=None),
                name="synthesis_source_is_one_thing",
            ),
            models.UniqueConstraint(
                fields=["synthesis", "consultation"], name="one_source_of_a_consultation"
            ),
            models.UniqueConstraint(
                fields=["synthesis", "collection"], name="one_source_of_a_collection"
            ),
        ]

    def __str__(self) -> str:
        return str(self.label or self.consultation or self.collection)
