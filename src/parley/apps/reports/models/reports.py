"""The draft of a report, and how it came to be as it is."""

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parley.apps.accounts.models import User
from parley.apps.convening.models import Dialogue
from parley.apps.outcomes.models import Working
from parley.core.localtext import LocalTextField

IN_WORK = (Working.QUEUED, Working.WORKING)


def english() -> list[str]:
    return ["en"]


class Stage(models.TextChoices):
    """Where the text stands. What was published stays beside it, as versions."""

    DRAFT = "draft", pgettext_lazy("report", "Being written")
    COMMENTS = "comments", pgettext_lazy("report", "Open for comments")
    APPROVED = "approved", pgettext_lazy("report", "Approved")


class Doing(models.TextChoices):
    """What a job is at work on."""

    NOTHING = "", pgettext_lazy("report", "Nothing")
    COMPOSING = "composing", pgettext_lazy("report", "Composing a draft")
    PUBLISHING = "publishing", pgettext_lazy("report", "Making the files")


class Report(models.Model):
    """The outcome report of a dialogue, as it is being written; a dialogue has one.

    `body` is a list of blocks, see body/blocks.py. Every change of it is kept as a revision.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dialogue = models.OneToOneField(Dialogue, on_delete=models.CASCADE, related_name="report")
    title = LocalTextField(_("title"))
    subtitle = LocalTextField(_("subtitle"), blank=True)
    # In which of the interface's languages it is published; the first is that of record.
    languages = models.JSONField(_("languages"), default=english)
    body = models.JSONField(default=list, blank=True, editable=False)
    # Of the latest revision.
    revision = models.PositiveIntegerField(default=0, editable=False)
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.DRAFT)
    approved_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    # For the version that is published next.
    doi = models.CharField(_("DOI"), max_length=120, blank=True)
    # What differs from the version before, for its readers.
    correction = LocalTextField(_("what is corrected"), blank=True)
    # It shows what a report is, and rests on what was made up.
    demonstration = models.BooleanField(default=False, editable=False)
    # How far the job at work on it is, from 0 to 1, and when it last moved.
    doing = models.CharField(
        max_length=10, choices=Doing.choices, default=Doing.NOTHING, blank=True, editable=False
    )
    working = models.CharField(
        max_length=7, choices=Working.choices, default=Working.IDLE, editable=False
    )
    progress = models.FloatField(default=0.0, editable=False)
    moved_at = models.DateTimeField(null=True, blank=True, editable=False)
    error = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        ordering = ["dialogue"]
        verbose_name = pgettext_lazy("outcome", "report")
        verbose_name_plural = pgettext_lazy("outcome", "reports")

    def __str__(self) -> str:
        return str(self.title or self.dialogue)

    @property
    def is_at_work(self) -> bool:
        return self.working in IN_WORK

    @property
    def is_approved(self) -> bool:
        return self.stage == Stage.APPROVED

    def take_approval_away(self) -> None:
        """The text is a draft again; nothing is saved yet."""
        self.stage, self.approved_by, self.approved_at = Stage.DRAFT, None, None


class RevisionKind(models.TextChoices):
    COMPOSED = "composed", pgettext_lazy("revision", "Composed")
    EDITED = "edited", pgettext_lazy("revision", "Edited")
    RESTORED = "restored", pgettext_lazy("revision", "Restored")


class Revision(models.Model):
    """The whole text as it was after one sitting of one person.

    Autosaved changes of a sitting stand in one; one that something refers to (a comment, an
    approval, a version) is `fixed`, and the next change begins another.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=RevisionKind.choices)
    title = LocalTextField(_("title"))
    subtitle = LocalTextField(_("subtitle"), blank=True)
    body = models.JSONField(default=list)
    made_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    begun_at = models.DateTimeField()
    made_at = models.DateTimeField()
    fixed = models.BooleanField(default=False)

    class Meta:
        ordering = ["-number"]
        verbose_name = pgettext_lazy("report", "revision")
        verbose_name_plural = pgettext_lazy("report", "revisions")
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="one_revision_of_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.report} · {self.number}"

    @property
    def stored(self) -> dict[str, Any]:
        return {"title": self.title, "subtitle": self.subtitle, "body": self.body}
