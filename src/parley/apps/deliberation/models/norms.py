"""Instrument → norm → element: the text that a dialogue is about, taken apart."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from parley.apps.accounts.models import User
from parley.apps.convening.models import Dialogue, Session
from parley.core.localtext import LocalTextField


class Instrument(models.Model):
    """A text that norms stand in, such as A/70/174."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    symbol = models.CharField(_("symbol"), max_length=60, help_text=_("Such as A/70/174."))
    title = LocalTextField(_("title"))
    body = LocalTextField(_("adopted by"), blank=True)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    link = models.URLField(_("link"), blank=True)
    note = LocalTextField(_("note on the source"), blank=True)
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        ordering = ["symbol", "pk"]
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")

    def __str__(self) -> str:
        return self.symbol


class Norm(models.Model):
    """One norm of an instrument, such as 13(c)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="norms")
    slug = models.SlugField(_("short name"), max_length=80)
    label = models.CharField(_("label"), max_length=40, help_text=_("Such as 13(c)."))
    title = LocalTextField(_("title"), blank=True)
    text = LocalTextField(_("text"))
    paraphrased = models.BooleanField(
        _("a paraphrase"), default=False, help_text=_("Where it is not the text itself.")
    )
    source = models.CharField(
        _("where it stands"), max_length=200, blank=True, help_text=_("Such as “paragraph 13 (c)”.")
    )
    link = models.URLField(_("link"), blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("norm")
        verbose_name_plural = _("norms")
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "slug"],
                name="one_norm_per_slug",
                violation_error_message=_("The instrument already has a norm of this short name."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.title}".strip()


class Element(models.Model):
    """One dimension of a norm's meaning, such as knowledge or territory."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    norm = models.ForeignKey(Norm, on_delete=models.CASCADE, related_name="elements")
    slug = models.SlugField(_("short name"), max_length=80)
    title = LocalTextField(_("title"))
    question = LocalTextField(_("question"), blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("element")
        verbose_name_plural = _("elements")
        constraints = [
            models.UniqueConstraint(
                fields=["norm", "slug"],
                name="one_element_per_slug",
                violation_error_message=_("The norm already has an element of this short name."),
            )
        ]

    def __str__(self) -> str:
        return str(self.title)


class Topic(models.Model):
    """That a dialogue, or one session of it, discusses a norm, or one element of it."""

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="topics")
    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, null=True, blank=True, related_name="topics"
    )
    norm = models.ForeignKey(Norm, on_delete=models.CASCADE, related_name="topics")
    element = models.ForeignKey(
        Element, on_delete=models.CASCADE, null=True, blank=True, related_name="topics"
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [
            models.UniqueConstraint(
                fields=["dialogue", "session", "norm", "element"],
                name="one_topic",
                nulls_distinct=False,
                violation_error_message=_("This stands there already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.element or self.norm)
