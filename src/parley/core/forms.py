"""The forms that belong to no app."""

from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parley.core import zones
from parley.core.errors import InvalidInput


class Refusable(forms.BaseForm):
    """A form that shows what a service refused."""

    def refuse(self, error: InvalidInput) -> None:
        for problem in error.problems or [error.message]:
            self.add_error(None, problem)


def _area(zone: str) -> str:
    return zone.partition("/")[0]


def _zone_choices() -> list[Any]:
    """The device's own, then all zones, grouped by continent."""
    groups = [
        (area, [(zone, zone.partition("/")[2].replace("_", " ") or zone) for zone in names])
        for area, names in groupby(zones.names(), key=_area)
    ]
    return [("", _("As this device says")), *groups]


class ZoneField(forms.ChoiceField):
    """A choice of time zones by their current names, which takes an old name too."""

    def valid_value(self, value: str) -> bool:
        return super().valid_value(zones.current(value))


class TimeZoneForm(forms.Form):
    zone = ZoneField(
        label=_("Your time zone"),
        choices=_zone_choices,
        required=False,
        help_text=_("Times are shown in this zone, beside those of the place of the dialogue."),
    )
    next = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
