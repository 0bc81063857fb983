"""How charts and sentences of a map speak, in the active language."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.apps.outcomes.bridge.seen import Estimate
from parley.apps.outcomes.bridge.showing import words


def number(value: float, decimals: int) -> str:
    rounded = round(value, decimals) + 0.0
    text = number_format(rounded, decimals, use_l10n=True, force_grouping=True)
    return text.replace("-", "−")


# Its texts stand with the charts, and in the catalogues.
CHARTS = words(_, ngettext, number)


def engine_words() -> tuple[str, str, tuple[str, str, str]]:
    """What the engine itself has names for: see bridge/naming.py."""
    return (
        _("stakeholder group"),
        _("everybody"),
        (_("one end"), _("the middle"), _("the other end")),
    )


def percent(share: float) -> str:
    return CHARTS.percent(share)


def interval(of: Estimate, level: float) -> str:
    """`95 % interval 62–79 %`."""
    told = {"level": percent(level), "range": CHARTS.percents(of.low, of.high)}
    return _("%(level)s interval %(range)s") % told


def points(gap: float) -> str:
    return CHARTS.points(gap)


def people(n: int) -> str:
    told = {"number": number(n, 0)}
    return ngettext("%(number)s person", "%(number)s people", n) % told


def actors(n: int) -> str:
    told = {"number": number(n, 0)}
    return ngettext("%(number)s actor", "%(number)s actors", n) % told
