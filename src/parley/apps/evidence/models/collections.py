"""A collection of evidence: positions on a norm, or the roll calls on a subject."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parley.apps.accounts.models import User
from parley.apps.convening.models import Dialogue
from parley.apps.deliberation.models import Norm
from parley.core.localtext import LocalTextField


class CollectionKind(models.TextChoices):
    POSITIONS = "positions", _("Published positions")
    VOTES = "votes", _("Recorded votes")


class Collection(models.Model):
    """What somebody has gathered and answers for. Until it is published only its keeper sees it.

    It is one stance matrix: bodies × propositions of its norm, or bodies × roll calls.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=9, choices=CollectionKind.choices)
    title = LocalTextField(_("title"))
    description = LocalTextField(_("description"), blank=True)
    norm = models.ForeignKey(
        Norm,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="collections",
        verbose_name=_("norm"),
    )
    # Where it is shown as what was published on the subject.
    dialogues = models.ManyToManyField(
        Dialogue, blank=True, related_name="collections", verbose_name=_("dialogues")
    )
    source = models.CharField(_("where it comes from"), max_length=300, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    published = models.BooleanField(_("published"), default=False)
    kept_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    # Goes up with each change of what stands in it: a map knows by it that it is of before.
    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["slug"]
        verbose_name = pgettext_lazy("evidence", "collection")
        verbose_name_plural = pgettext_lazy("evidence", "collections")

    def __str__(self) -> str:
        return str(self.title)
