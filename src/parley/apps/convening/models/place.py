"""Where sessions take place."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from parley.apps.accounts.models import Listed
from parley.core import countries, zones
from parley.core.localtext import LocalTextField


def validate_zone(name: str) -> None:
    if zones.named(name) is None:
        raise ValidationError(
            _t("Expected a time zone such as Europe/Rome, got %(name)s."), params={"name": name}
        )


class Venue(Listed):
    """A building."""

    name = LocalTextField(_("name"))
    description = LocalTextField(_("description"), blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    country = models.CharField(
        _("country"), max_length=2, blank=True, validators=[countries.validate]
    )

    class Meta:
        ordering = ["slug"]
        verbose_name = _("venue")
        verbose_name_plural = _("venues")

    def __str__(self) -> str:
        return str(self.name)


class Room(models.Model):
    """A room of a venue."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="rooms")
    slug = models.SlugField(_("short name"), max_length=80)
    name = LocalTextField(_("name"))
    capacity = models.PositiveIntegerField(_("capacity"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        constraints = [
            models.UniqueConstraint(
                fields=["venue", "slug"],
                name="one_room_per_slug",
                violation_error_message=_("The venue already has a room of this short name."),
            )
        ]

    def __str__(self) -> str:
        return str(self.name)
