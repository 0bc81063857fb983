"""The balance of a dialogue, as bars with their numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.registration.models import Gender, Group, Mode
from parley.apps.registration.selectors.balance import Balance, Share
from parley.core import countries
from parley.core.templatetags.parley import localized

TITLES = {
    "group": gettext_lazy("Groups"),
    "region": gettext_lazy("Regions"),
    "country": gettext_lazy("Countries"),
    "gender": gettext_lazy("Gender"),
    "mode": gettext_lazy("In person and online"),
}
WHICH = {
    "coming": gettext_lazy("Those who have a seat"),
    "waiting": gettext_lazy("Those who wait"),
    "total": gettext_lazy("All"),
}


def parts(
    balance: Balance, groups: Mapping[int, Group], asked: Mapping[str, bool]
) -> list[dict[str, Any]]:
    """One part for each feature that is asked for, and of which somebody said something."""
    return [
        {"name": name, "title": title, "rows": _rows(name, balance[name], groups)}
        for name, title in TITLES.items()
        if asked.get(name, True) or any(share.value for share in balance[name])
    ]


def _rows(name: str, shares: Sequence[Share], groups: Mapping[int, Group]) -> list[dict[str, Any]]:
    sums = {key: sum(getattr(share, key) for share in shares) for key in WHICH}
    return [
        {
            "label": label_of(name, share.value, groups),
            "bars": [
                {
                    "label": label,
                    "count": getattr(share, key),
                    "percent": percent(getattr(share, key), sums[key]),
                }
                for key, label in WHICH.items()
            ],
        }
        for share in shares
    ]


def percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def label_of(name: str, value: str, groups: Mapping[int, Group]) -> str:
    """What a value of a feature is called."""
    if not value:
        return _("Not said")
    if name == "group":
        group = groups.get(int(value))
        return str(localized(group.name)) if group else _("A group that is gone")
    if name == "region":
        return countries.region_name(value)
    if name == "country":
        return countries.name(value)
    kinds: Any = Gender if name == "gender" else Mode
    return str(kinds(value).label)
