"""What was published, which nothing changes any more."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parley.apps.accounts.models import User
from parley.apps.reports.models.reports import Report
from parley.core.localtext import LocalTextField


def file_path(row: models.Model, filename: str) -> str:
    """A name that tells nothing and can't be guessed."""
    return f"reports/{uuid.uuid4().hex}.{filename.rsplit('.', 1)[-1]}"


class Version(models.Model):
    """A published report: number, date, digest. Corrections are versions of their own.

    `package` holds all of it, also what its pages are drawn from; see files/package.py. One that had
    to be withdrawn keeps its line, and says why; its files are gone.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    revision = models.PositiveIntegerField()
    title = LocalTextField(_("title"))
    languages = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    # Of what it says, whatever file it stands in; printed on each of them.
    digest = models.CharField(max_length=64)
    doi = models.CharField(_("DOI"), max_length=120, blank=True)
    correction = LocalTextField(_("what is corrected"), blank=True)
    demonstration = models.BooleanField(default=False)
    package = models.FileField(upload_to=file_path, blank=True)
    package_digest = models.CharField(max_length=64)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = LocalTextField(_("why it was withdrawn"), blank=True)

    class Meta:
        ordering = ["-number"]
        verbose_name = pgettext_lazy("report", "version")
        verbose_name_plural = pgettext_lazy("report", "versions")
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="one_version_of_a_number"),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="versions_are_counted_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.number}"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class Edition(models.Model):
    """A version in one language, as files."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="editions")
    language = models.CharField(max_length=10)
    pdf = models.FileField(upload_to=file_path, blank=True)
    pdf_digest = models.CharField(max_length=64)
    docx = models.FileField(upload_to=file_path, blank=True)
    docx_digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["version", "pk"]
        verbose_name = pgettext_lazy("report", "edition")
        verbose_name_plural = pgettext_lazy("report", "editions")
        constraints = [
            models.UniqueConstraint(fields=["version", "language"], name="one_edition_a_language")
        ]

    def __str__(self) -> str:
        return f"{self.version} ({self.language})"
