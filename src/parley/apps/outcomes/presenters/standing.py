"""How it stands with a map, in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.apps.outcomes.presenters.words import number
from parley.apps.outcomes.selectors import maps
from parley.apps.outcomes.selectors.sources import Source

Item = dict[str, Any]


def standing(of: maps.Standing) -> Item:
    """In words: what there is, what comes, what went wrong."""
    missing = of.missing
    texts = []
    if of.comes_when_closed:
        texts.append(
            _(
                "Under this rule there is one map, drawn when the consultation is closed: two maps "
                "of a growing number of people could be told apart by the few who came in between."
            )
        )
    elif of.current is None and missing:
        texts.append(_missing(of.source, missing) % {"number": number(missing, 0)})
    elif of.current is None and of.too_little:
        texts.append(_("A map needs stances on at least two propositions or roll calls."))
    elif _comes_soon(of):
        texts.append(_("The map will be drawn within a minute."))
    failed = ""
    if of.failed is not None:
        failed = _("The newest map could not be drawn. %(error)s") % {"error": _(of.failed.error)}
    return {
        "texts": texts,
        "progress": round(of.in_work.progress * 100) if of.in_work else None,
        "waits": of.in_work is not None or _comes_soon(of),
        "failed": failed,
        "made_at": of.current.made_at if of.current else None,
        "renewed": of.in_work is not None and of.current is not None,
    }


def _missing(source: Source, n: int) -> str:
    if source.is_public_record:
        return ngettext(
            "There is too little evidence here. A map is drawn when %(number)s more actor has "
            "pronounced itself.",
            "There is too little evidence here. A map is drawn when %(number)s more actors have "
            "pronounced themselves.",
            n,
        )
    return ngettext(
        "This consultation needs more responses. A map is drawn when %(number)s more person "
        "has answered.",
        "This consultation needs more responses. A map is drawn when %(number)s more people "
        "have answered.",
        n,
    )


def _comes_soon(of: maps.Standing) -> bool:
    nothing = of.current is None and of.newest is None
    return nothing and not of.missing and not of.too_little and not of.comes_when_closed
