"""What is done to live up to a norm, by whom, and how well that is shown."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parley.apps.accounts.models import User
from parley.apps.convening.models import Dialogue, Session
from parley.apps.deliberation.models import Consultation, Element
from parley.apps.evidence.models import Document, PublicBody
from parley.core.localtext import LocalTextField

# A number of endorsements is about as many people at least as that of a consultation.
LEAST: int = Consultation._meta.get_field("least").default


class PracticeStatus(models.TextChoices):
    CLAIMED = "claimed", pgettext_lazy("practice", "Claimed")
    DOCUMENTED = "documented", pgettext_lazy("practice", "Documented")
    ASSESSED = "assessed", pgettext_lazy("practice", "Independently assessed")


class Practice(models.Model):
    """An implementation good practice. Until it is published only its dialogue's team sees it.

    It is no stance on what the norm means.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="practices")
    # Where it was told; as visible as that session.
    session = models.ForeignKey(
        Session, on_delete=models.RESTRICT, null=True, blank=True, related_name="practices"
    )
    title = LocalTextField(_("title"))
    what = LocalTextField(_("what is done"))
    bodies = models.ManyToManyField(
        PublicBody, blank=True, related_name="practices", verbose_name=_("by whom")
    )
    by_whom = LocalTextField(_("by whom, in words"), blank=True)
    elements = models.ManyToManyField(
        Element, blank=True, related_name="practices", verbose_name=_("elements")
    )
    capacity = LocalTextField(_("what it takes: capacity"), blank=True)
    cost = LocalTextField(_("what it takes: cost"), blank=True)
    caveats = LocalTextField(_("caveats of who does it"), blank=True)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=PracticeStatus.choices,
        default=PracticeStatus.CLAIMED,
    )
    assessed_by = models.CharField(_("assessed by"), max_length=200, blank=True)
    # Of a demonstration: no real body does it.
    synthetic = models.BooleanField(default=False, editable=False)
    published = models.BooleanField(_("published"), default=False)
    order = models.PositiveSmallIntegerField(default=0)
    # How many endorsed it when they were last counted, which is all that is told of them: see
    # services/endorsing.py.
    counted = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("practice")
        verbose_name_plural = _("practices")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="assessed") | ~Q(assessed_by=""),
                name="assessed_practice_says_by_whom",
                violation_error_message=_("Please say who has assessed it independently."),
            )
        ]

    def __str__(self) -> str:
        return str(self.title)


class PracticeEvidence(models.Model):
    """Where a practice is shown: a document of a collection, or a link."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="evidence")
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField(_("title"), max_length=300, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    place = models.CharField(_("place in the document"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = pgettext_lazy("practice", "evidence")
        verbose_name_plural = pgettext_lazy("practice", "evidence")
        constraints = [
            models.CheckConstraint(
                condition=Q(document__isnull=False) | ~Q(link="") | ~Q(title=""),
                name="practice_evidence_is_something",
                violation_error_message=_("Give a document, a title or a link."),
            )
        ]

    def __str__(self) -> str:
        return self.title or str(self.document)


class Endorsement(models.Model):
    """That a participant finds a practice worth adopting. Names are shown to nobody."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="endorsements")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["practice"]
        verbose_name = _("endorsement")
        verbose_name_plural = _("endorsements")
        constraints = [
            models.UniqueConstraint(fields=["practice", "user"], name="one_endorsement_each")
        ]

    def __str__(self) -> str:
        return str(self.practice)
