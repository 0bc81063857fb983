"""Opinion maps of consultations, and of collections of evidence."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parley.apps.deliberation.models import Consultation
from parley.apps.evidence.models import Collection


class MapStatus(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("opinion map", "Waiting to be drawn")
    DRAWING = "drawing", pgettext_lazy("opinion map", "Being drawn")
    READY = "ready", pgettext_lazy("opinion map", "Ready")
    FAILED = "failed", pgettext_lazy("opinion map", "Could not be drawn")


IN_WORK = (MapStatus.QUEUED, MapStatus.DRAWING)


def artefact_path(opinion_map: "OpinionMap", filename: str) -> str:
    """A name that tells nothing and can't be guessed."""
    return f"maps/{uuid.uuid4().hex}.zip"


class OpinionMap(models.Model):
    """One map of a consultation or a collection, made once and then only read.

    `artefact` is the folder that `parley.mapping` writes, as one archive. Of the maps of a
    source one is `current`; others are being made, or failed.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, null=True, blank=True, related_name="maps"
    )
    collection = models.ForeignKey(
        Collection, on_delete=models.CASCADE, null=True, blank=True, related_name="maps"
    )
    status = models.CharField(
        max_length=8, choices=MapStatus.choices, default=MapStatus.QUEUED, editable=False
    )
    # From 0 to 1; and when it last moved, so that one whose worker ended is known.
    progress = models.FloatField(default=0.0, editable=False)
    moved_at = models.DateTimeField(auto_now_add=True, editable=False)
    artefact = models.FileField(upload_to=artefact_path, blank=True)
    # Of the counts that it was made of: other counts ask for another map.
    fingerprint = models.CharField(max_length=64, editable=False)
    input_digest = models.CharField(max_length=64, blank=True, editable=False)
    settings = models.JSONField(default=dict, editable=False)
    seed = models.BigIntegerField(default=1, editable=False)
    engine = models.CharField(max_length=40, blank=True, editable=False)
    n_stances = models.PositiveIntegerField(default=0, editable=False)
    n_respondents = models.PositiveIntegerField(default=0, editable=False)
    seconds = models.FloatField(default=0.0, editable=False)
    made_at = models.DateTimeField(_("made"), null=True, blank=True, editable=False)
    error = models.CharField(max_length=300, blank=True, editable=False)
    current = models.BooleanField(default=False, editable=False)
    # Made after the last stance: nothing follows it, unless the consultation is opened again.
    final = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("opinion map")
        verbose_name_plural = _("opinion maps")
        constraints = [
            models.CheckConstraint(
                condition=Q(consultation=None, collection__isnull=False)
                | Q(consultation__isnull=False, collection=None),
                name="map_is_of_one_source",
            ),
            models.UniqueConstraint(
                fields=["consultation"], condition=Q(current=True), name="one_current_map"
            ),
            models.UniqueConstraint(
                fields=["collection"], condition=Q(current=True), name="one_current_collection_map"
            ),
            models.UniqueConstraint(
                fields=["consultation"],
                condition=Q(status__in=["queued", "drawing"]),
                name="one_map_in_work",
            ),
            models.UniqueConstraint(
                fields=["collection"],
                condition=Q(status__in=["queued", "drawing"]),
                name="one_collection_map_in_work",
            ),
            models.CheckConstraint(
                condition=Q(current=False) | Q(status="ready"), name="current_map_is_ready"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} {self.pk}"
