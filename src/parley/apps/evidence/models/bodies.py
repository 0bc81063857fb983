"""Who publishes positions and casts votes: states, organisations of states, and others."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parley.core.localtext import LocalTextField


class BodyKind(models.TextChoices):
    STATE = "state", pgettext_lazy("public body", "State")
    REGIONAL = "regional", _("Regional organisation")
    INTERNATIONAL = "international", _("International organisation")
    GROUP = "group", _("Group of states")
    COMPANY = "company", _("Company")
    CIVIL_SOCIETY = "civil_society", _("Civil society organisation")
    ACADEMIC = "academic", _("Academic institution")
    OTHER = "other", pgettext_lazy("public body", "Other")


class PublicBody(models.Model):
    """An actor that speaks in public: its positions are of public record.

    Not a participant, whom accounts know, and not `core.actors.Actor`, who asks for a page.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    name = LocalTextField(_("name"))
    kind = models.CharField(_("kind"), max_length=14, choices=BodyKind.choices)
    # ISO 3166; only states have one. A state that is no more has none.
    country = models.CharField(_("country"), max_length=2, blank=True)
    members = models.ManyToManyField(
        "self", through="Membership", symmetrical=False, related_name="groups", blank=True
    )

    class Meta:
        ordering = ["slug"]
        verbose_name = _("actor")
        verbose_name_plural = _("actors")
        constraints = [
            models.UniqueConstraint(
                fields=["country"],
                condition=~Q(country=""),
                name="one_body_per_country",
                violation_error_message=_("There is an actor for this country already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.name)


class Membership(models.Model):
    """That one body is of another: its positions bind the member where a reader asks for that."""

    group = models.ForeignKey(PublicBody, on_delete=models.CASCADE, related_name="memberships")
    member = models.ForeignKey(PublicBody, on_delete=models.CASCADE, related_name="+")
    since = models.PositiveSmallIntegerField(_("from the year"), null=True, blank=True)
    until = models.PositiveSmallIntegerField(_("until the year"), null=True, blank=True)

    class Meta:
        ordering = ["group", "member"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["group", "member"], name="one_membership"),
            models.CheckConstraint(
                condition=~Q(group=models.F("member")), name="no_body_is_its_own_member"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} – {self.group}"
