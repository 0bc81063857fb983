"""The library of norms at the desk of those who keep it, and how search shows it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parley.apps.convening.models import Dialogue
from parley.apps.convening.presenters import desk
from parley.apps.deliberation.models import Element, Instrument, Norm
from parley.apps.deliberation.presenters.norms import name_of, url_of
from parley.apps.deliberation.selectors.needs import Needs
from parley.core.templatetags.parley import localized

TOPICS = "dialogue-topics"
TOPICS_LABEL = gettext_lazy("Topics")
Step = tuple[Any, str]


def crumbs(*trail: Step) -> list[dict[str, Any]]:
    """Desk › norms › where one is; the last has no link."""
    steps = [(_("Convene"), reverse("desk")), (_("Norms"), reverse("desk-norms")), *trail]
    return [
        {"label": label, "url": url if number < len(steps) else ""}
        for number, (label, url) in enumerate(steps, start=1)
    ]


def instrument_step(instrument: Instrument) -> Step:
    return instrument.symbol, reverse("instrument-edit", args=[instrument.slug])


def norm_step(norm: Norm) -> Step:
    return norm.label, reverse("norm-edit", args=[norm.instrument.slug, norm.slug])


def around_topics(dialogue: Dialogue) -> dict[str, Any]:
    return {
        "dialogue": dialogue,
        "title": TOPICS_LABEL,
        "sections": desk.sections(dialogue, TOPICS),
        "breadcrumbs": desk.crumbs(dialogue, (TOPICS_LABEL, "")),
    }


def instrument_lines(instruments: Iterable[Instrument]) -> list[dict[str, Any]]:
    return [
        {
            "symbol": row.symbol,
            "title": localized(row.title),
            "edit_url": instrument_step(row)[1],
            "page_url": reverse("instrument", args=[row.slug]),
            "facts": _count("norm", len(row.norms.all())),
        }
        for row in instruments
    ]


def norm_lines(norms: Sequence[Norm]) -> list[dict[str, Any]]:
    return [
        {
            "name": name_of(row),
            "edit_url": norm_step(row)[1],
            "move_url": reverse("norm-move", args=[row.instrument.slug, row.slug]),
            "facts": _count("element", len(row.elements.all())),
            "is_first": number == 0,
            "is_last": number == len(norms) - 1,
        }
        for number, row in enumerate(norms)
    ]


def element_lines(norm: Norm, elements: Iterable[Element]) -> list[dict[str, Any]]:
    parts = [norm.instrument.slug, norm.slug]
    return [
        {
            "title": localized(row.title),
            "question": localized(row.question),
            "url": reverse("element-propositions", args=[*parts, row.slug]),
            "facts": _count("proposition", len(row.listed)),  # type: ignore[attr-defined]
        }
        for row in elements
    ]


def _count(noun: str, n: int) -> str:
    wordings = {
        "norm": ngettext("%(n)d norm", "%(n)d norms", n),
        "element": ngettext("%(n)d element", "%(n)d elements", n),
        "proposition": ngettext("%(n)d proposition", "%(n)d propositions", n),
    }
    return wordings[noun] % {"n": n}


def needs(found: Needs) -> list[str]:
    """What still hangs on something, in lines."""
    lines = [
        _("%(kind)s: %(n)d") % {"kind": str(kind).capitalize(), "n": n} for kind, n in found.seen
    ]
    if found.unseen:
        lines.append(_("something that you cannot see"))
    return lines


# Search results


def _instrument_hit(row: Instrument) -> dict[str, Any]:
    url = reverse("instrument", args=[row.slug])
    return {"title": row.symbol, "url": url, "note": localized(row.title)}


def _norm_hit(row: Norm) -> dict[str, Any]:
    return {"title": name_of(row), "url": url_of(row), "note": row.instrument.symbol}


def _element_hit(row: Element) -> dict[str, Any]:
    url = f"{url_of(row.norm)}#{row.slug}"
    return {"title": localized(row.title), "url": url, "note": name_of(row.norm)}


HITS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "instrument": _instrument_hit,
    "norm": _norm_hit,
    "element": _element_hit,
}
