"""What participants say of a draft, and what was made of it."""

import secrets
import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parley.apps.accounts.models import User
from parley.apps.convening.models import Rule
from parley.apps.registration.models import Group
from parley.apps.reports.models.reports import Report
from parley.core.localtext import LocalTextField

SECRET_BYTES = 32
# Rules under which who commented is not stored.
NAMELESS = (Rule.CHATHAM_HOUSE, Rule.CLOSED_DOOR)


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


class CommentPeriod(models.Model):
    """Some days in which participants comment on one revision of the draft, under one rule.

    `secret` makes the pseudonyms of a period without names, so that one can change and withdraw what
    one has said; it goes when the period ends.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="periods")
    revision = models.PositiveIntegerField()
    rule = models.CharField(_("rule"), max_length=14, choices=Rule.choices)
    opened_at = models.DateTimeField()
    until = models.DateTimeField(_("open until"))
    closed_at = models.DateTimeField(null=True, blank=True)
    secret = models.BinaryField(default=new_secret, max_length=SECRET_BYTES, blank=True)
    note = LocalTextField(_("what you ask for"), blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("comment period")
        verbose_name_plural = _("comment periods")
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=Q(closed_at=None), name="one_open_comment_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.report} · {self.revision}"

    @property
    def is_nameless(self) -> bool:
        return self.rule in NAMELESS


class Disposition(models.TextChoices):
    PENDING = "pending", pgettext_lazy("comment", "Not decided yet")
    ACCEPTED = "accepted", pgettext_lazy("comment", "Taken up")
    PARTLY = "partly", pgettext_lazy("comment", "Taken up in part")
    DECLINED = "declined", pgettext_lazy("comment", "Not taken up")
    NOTED = "noted", pgettext_lazy("comment", "Noted")


class ReportComment(models.Model):
    """One comment, on a block or on the whole.

    Where the rule allows names, `author` is whose it is; where not, it stands under a pseudonym, of
    which nothing is left when the period has ended, and `made_on` is all that is known of when.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    period = models.ForeignKey(CommentPeriod, on_delete=models.CASCADE, related_name="comments")
    block = models.CharField(max_length=12, blank=True)  # none: on the whole
    text = models.TextField(_("comment"), max_length=5000)
    # Proposed words, if any.
    instead = models.TextField(_("proposed wording"), max_length=5000, blank=True)
    author = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    pseudonym = models.UUIDField(null=True, blank=True)
    group = models.ForeignKey(
        Group, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_on = models.DateField()
    disposition = models.CharField(
        _("disposition"),
        max_length=8,
        choices=Disposition.choices,
        default=Disposition.PENDING,
    )
    answer = LocalTextField(_("answer"), blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = pgettext_lazy("report", "comment")
        verbose_name_plural = pgettext_lazy("report", "comments")
        constraints = [
            models.CheckConstraint(
                condition=Q(author=None) | Q(pseudonym=None), name="comment_is_named_or_not"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_disposition_display()} {self.pk}"
