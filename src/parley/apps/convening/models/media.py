"""Pictures and materials of a dialogue or of one of its sessions."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parley.apps.convening.models.dialogue import Dialogue
from parley.apps.convening.models.session import Rule, Session
from parley.core.localtext import LocalTextField


class Illustration(models.TextChoices):
    """Drawings that come with Parley, for where there is no picture of one's own."""

    DIALOGUE = "dialogue", _("Two days of dialogue")
    REFECTORY = "refectory", _("A refectory")
    SALA_DARME = "sala-darme", _("A hall of arches")
    ROUNDTABLE = "roundtable", _("A round table")
    VIRTUAL_PANEL = "virtual-panel", _("A virtual panel")
    TERRITORY = "territory", _("Territory and networks")


def picture_path(picture: "Picture", filename: str) -> str:
    """Where the re-encoded file lies; nothing of the uploaded name is kept."""
    return f"pictures/{uuid.uuid4().hex}.webp"


class Picture(models.Model):
    """A picture with its caption, or one of the bundled illustrations in its place."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="pictures")
    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, null=True, blank=True, related_name="pictures"
    )
    image = models.ImageField(
        _("picture"),
        upload_to=picture_path,
        blank=True,
        width_field="width",
        height_field="height",
    )
    width = models.PositiveIntegerField(null=True, editable=False)
    height = models.PositiveIntegerField(null=True, editable=False)
    illustration = models.CharField(
        _("illustration"), max_length=20, choices=Illustration.choices, blank=True
    )
    caption = LocalTextField(_("caption"), blank=True)
    alt = LocalTextField(_("alternative text"), help_text=_("What somebody sees who can't see it."))
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    is_lead = models.BooleanField(_("lead picture"), default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-is_lead", "order", "pk"]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            models.CheckConstraint(
                condition=Q(image="") ^ Q(illustration=""),
                name="picture_is_file_or_illustration",
                violation_error_message=_("Choose either a file or an illustration."),
            )
        ]

    def __str__(self) -> str:
        return str(self.caption or self.alt)


class Material(models.Model):
    """A file or a link that goes with a dialogue or a session, under a rule of its own."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="materials")
    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, null=True, blank=True, related_name="materials"
    )
    title = LocalTextField(_("title"))
    link = models.URLField(_("link"))
    rule = models.CharField(_("rule"), max_length=14, choices=Rule.choices)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("material")
        verbose_name_plural = _("materials")

    def __str__(self) -> str:
        return str(self.title)
