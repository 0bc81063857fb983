"""What was published, and which of it has been read."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parley.apps.deliberation.models import Element
from parley.apps.evidence.models.bodies import PublicBody
from parley.apps.evidence.models.collections import Collection
from parley.core.localtext import LocalTextField


class Document(models.Model):
    """A text by which a body has made a position known.

    A source may tell of a position without naming the document: then there is none.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="documents")
    body = models.ForeignKey(
        PublicBody, on_delete=models.PROTECT, related_name="documents", verbose_name=_("actor")
    )
    title = LocalTextField(_("title"))
    symbol = models.CharField(_("symbol"), max_length=60, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering = ["year", "pk"]
        verbose_name = pgettext_lazy("evidence", "document")
        verbose_name_plural = pgettext_lazy("evidence", "documents")

    def __str__(self) -> str:
        return str(self.title)


class Extent(models.TextChoices):
    LOCATED = "located", _("Located, not read")
    FULL = "full", _("Read in full")


class Reading(models.Model):
    """Whether a document has been read for an element, or for the whole norm.

    Read in full with nothing found is silence. What has not been read says nothing about the body.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="readings")
    element = models.ForeignKey(
        Element, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    extent = models.CharField(_("read"), max_length=7, choices=Extent.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering = ["document", "element"]
        verbose_name = pgettext_lazy("evidence", "reading")
        verbose_name_plural = pgettext_lazy("evidence", "readings")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "element"], name="one_reading_of_an_element"
            ),
            models.UniqueConstraint(
                fields=["document"], condition=Q(element=None), name="one_reading_of_the_norm"
            ),
            models.CheckConstraint(
                condition=Q(extent__in=["located", "full"]), name="reading_says_how_far"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.get_extent_display()}"
