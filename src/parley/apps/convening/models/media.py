"""Pictures and materials of a dialogue or of one of its sessions."""

import uuid

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parley.apps.convening.models.dialogue import Dialogue
from parley.apps.convening.models.session import Rule, Session
from parley.core.localtext import LANGUAGE_TAG, LocalTextField


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


class FileType(models.TextChoices):
    """The kinds of file that a material can be, by the ending of their names."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "DOCX"
    PPTX = "pptx", "PPTX"
    XLSX = "xlsx", "XLSX"
    ODT = "odt", "ODT"
    ODP = "odp", "ODP"
    ODS = "ods", "ODS"
    TXT = "txt", "TXT"
    MD = "md", "Markdown"
    CSV = "csv", "CSV"
    PNG = "png", "PNG"
    JPEG = "jpeg", "JPEG"


def material_path(material: "Material", filename: str) -> str:
    """Where the file lies; nothing of the uploaded name is kept, nor is its ending."""
    return f"materials/{uuid.uuid4().hex}"


class Material(models.Model):
    """A file or a link that goes with a dialogue or a session, under a rule of its own."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="materials")
    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, null=True, blank=True, related_name="materials"
    )
    title = LocalTextField(_("title"))
    link = models.URLField(_("link"), blank=True)
    file = models.FileField(_("file"), upload_to=material_path, blank=True)
    # What is known of the file, so that no page has to open it.
    filename = models.CharField(_("name of the file"), max_length=120, blank=True, editable=False)
    type = models.CharField(max_length=5, choices=FileType.choices, blank=True, editable=False)
    size = models.PositiveBigIntegerField(null=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)  # SHA-256
    language = models.CharField(
        _("language"),
        max_length=35,
        blank=True,
        validators=[RegexValidator(rf"^{LANGUAGE_TAG}\Z")],
        help_text=_("In which language it is written."),
    )
    rule = models.CharField(_("rule"), max_length=14, choices=Rule.choices)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        constraints = [
            models.CheckConstraint(
                condition=Q(file="") ^ Q(link=""),
                name="material_is_file_or_link",
                violation_error_message=_("Choose either a file or a link."),
            )
        ]

    def __str__(self) -> str:
        return str(self.title)
