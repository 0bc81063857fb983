"""Knowledge gaps that a dialogue raised, until they are answered."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parley.apps.convening.models import Dialogue, Session
from parley.apps.deliberation.models import Element
from parley.apps.evidence.models import Document
from parley.apps.outcomes.models.findings import Finding
from parley.core.localtext import LocalTextField


class QuestionStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("question", "Open")
    PARTLY = "partly", pgettext_lazy("question", "Partly answered")
    ANSWERED = "answered", pgettext_lazy("question", "Answered")
    DROPPED = "dropped", pgettext_lazy("question", "No longer asked")


class OpenQuestion(models.Model):
    """Who raised it is not kept. Until it is published only the dialogue's team sees it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="open_questions")
    # Where it was raised; as visible as that session.
    session = models.ForeignKey(
        Session, on_delete=models.RESTRICT, null=True, blank=True, related_name="open_questions"
    )
    element = models.ForeignKey(
        Element, on_delete=models.SET_NULL, null=True, blank=True, related_name="open_questions"
    )
    text = LocalTextField(_("question"))
    status = models.CharField(
        _("status"), max_length=8, choices=QuestionStatus.choices, default=QuestionStatus.OPEN
    )
    answer = LocalTextField(_("answer"), blank=True)
    answered_by_finding = models.ForeignKey(
        Finding, on_delete=models.SET_NULL, null=True, blank=True, related_name="answers"
    )
    answered_by_document = models.ForeignKey(
        Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The same question in the edition before.
    carried_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="carried_to"
    )
    synthetic = models.BooleanField(default=False, editable=False)
    published = models.BooleanField(_("published"), default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("open question")
        verbose_name_plural = _("open questions")
        constraints = [
            models.UniqueConstraint(
                fields=["dialogue", "carried_from"],
                condition=Q(carried_from__isnull=False),
                name="carried_over_once",
            ),
            models.CheckConstraint(
                condition=Q(carried_from=None) | ~Q(carried_from=F("pk")),
                name="no_question_carries_itself",
            ),
        ]

    def __str__(self) -> str:
        return str(self.text)
