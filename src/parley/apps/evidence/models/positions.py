"""What a source shows of a body's stance on a proposition."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parley.apps.accounts.models import User
from parley.apps.deliberation.models import Proposition
from parley.apps.evidence.models.bodies import PublicBody
from parley.apps.evidence.models.collections import Collection
from parley.apps.evidence.models.documents import Document


class PositionStance(models.TextChoices):
    SUPPORTS = "supports", pgettext_lazy("position", "Supports")
    OPPOSES = "opposes", pgettext_lazy("position", "Opposes")
    CONDITIONAL = "conditional", pgettext_lazy("position", "Supports on conditions")
    UNDECIDED = "undecided", pgettext_lazy("position", "Undecided")
    # What a body does is no stance on what the norm means: it is kept, and decides no cell.
    PRACTICE = "practice", pgettext_lazy("position", "A practice, not a stance")


class EvidenceLevel(models.TextChoices):
    """From the nearest to the words of the body to the furthest."""

    DIRECT = "direct", _("Direct text")
    PARAPHRASE = "paraphrase", _("Paraphrase")
    ACADEMIC = "academic", _("Academic reading")
    SECONDARY = "secondary", _("Secondary report")
    CONFLICTING = "conflicting", _("Conflicting secondary reports")


class Position(models.Model):
    """One source's answer to: what does this body hold on this proposition?

    `supersedes` is the earlier position of the same body that a person has said this one replaces;
    a later date alone replaces nothing.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="positions")
    body = models.ForeignKey(
        PublicBody, on_delete=models.PROTECT, related_name="positions", verbose_name=_("actor")
    )
    # Of the library of the norm.
    proposition = models.ForeignKey(
        Proposition,
        on_delete=models.PROTECT,
        related_name="positions",
        verbose_name=_("proposition"),
    )
    stance = models.CharField(_("stance"), max_length=11, choices=PositionStance.choices)
    level = models.CharField(_("level of evidence"), max_length=11, choices=EvidenceLevel.choices)
    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="positions",
        verbose_name=pgettext_lazy("evidence", "document"),
    )
    place = models.CharField(
        _("place in the document"), max_length=120, blank=True, help_text=_("Such as “para. 12”.")
    )
    quotation = models.TextField(_("quotation"), max_length=2000, blank=True)
    source = models.URLField(_("where this was read"), max_length=500, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    supersedes = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("replaces"),
    )
    recorded_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        ordering = ["body", "proposition", "pk"]
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        constraints = [
            models.CheckConstraint(
                condition=Q(supersedes=None) | ~Q(supersedes=F("pk")),
                name="no_position_replaces_itself",
            ),
        ]
        indexes = [models.Index(fields=["collection", "body", "proposition"])]

    def __str__(self) -> str:
        return f"{self.body}: {self.get_stance_display()}"
