"""Collections in lists, and the head of their pages."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from parley.apps.deliberation.presenters.norms import name_of, url_of
from parley.apps.evidence.models import Collection, Document, PublicBody
from parley.apps.evidence.presenters.words import is_votes, number
from parley.apps.evidence.selectors import collections as find
from parley.core.access import may
from parley.core.actors import Actor
from parley.core.templatetags.parley import date_range, localized

Item = dict[str, Any]


def url_of_collection(collection: Collection) -> str:
    return reverse("collection", args=[collection.slug])


def crumbs(collection: Collection, *trail: tuple[Any, str]) -> list[Item]:
    """Evidence › collection › where one is; the last has no link."""
    steps = [
        (pgettext("positions and votes", "Evidence"), reverse("evidence")),
        (localized(collection.title), url_of_collection(collection)),
        *trail,
    ]
    return [
        {"label": label, "url": url if n < len(steps) else ""}
        for n, (label, url) in enumerate(steps, start=1)
    ]


def card(collection: Collection) -> Item:
    return {
        "title": localized(collection.title),
        "url": url_of_collection(collection),
        "kind": collection.get_kind_display(),
        "norm": norm_link(collection),
        "facts": _amounts(collection),
        "draft": not collection.published,
    }


def norm_link(collection: Collection) -> Any:
    norm = collection.norm
    if norm is None:
        return ""
    return format_html(
        '<a href="{}"><bdi>{}</bdi></a> <span class="faint">{}</span>',
        url_of(norm),
        name_of(norm),
        norm.instrument.symbol,
    )


def _amounts(collection: Any) -> str:
    """In words, from what `collections_for` counted."""
    if is_votes(collection):
        parts = [
            _count(
                ngettext("%(number)s roll call", "%(number)s roll calls", collection.n_roll_calls),
                collection.n_roll_calls,
            ),
            _count(
                ngettext("%(number)s vote", "%(number)s votes", collection.n_votes),
                collection.n_votes,
            ),
            _actors(collection.n_voters),
        ]
    else:
        n, documents = collection.n_positions, collection.n_documents
        parts = [
            _count(ngettext("%(number)s position", "%(number)s positions", n), n),
            _actors(collection.n_speakers),
            _count(ngettext("%(number)s document", "%(number)s documents", documents), documents),
        ]
    return " · ".join(parts)


def _actors(n: int) -> str:
    return _count(ngettext("%(number)s actor", "%(number)s actors", n), n)


def _count(text: str, n: int) -> str:
    return text % {"number": number(n)}


def facts(actor: Actor, collection: Collection) -> list[Item]:
    """Beside the matrix: what it is of, where it comes from, where it is shown."""
    found: list[Item] = []
    if collection.norm is not None:
        found.append({"label": _("Norm"), "value": norm_link(collection)})
    if collection.source:
        found.append({"label": _("Where it comes from"), "value": collection.source})
    if collection.link:
        found.append({"label": _("Source"), "value": collection.link, "url": collection.link})
    if collection.licence:
        found.append({"label": _("Licence"), "value": collection.licence})
    dialogues = [
        format_html(
            '<a href="{}">{}</a>', reverse("dialogue", args=[one.slug]), localized(one.title)
        )
        for one in find.dialogues_of(actor, collection)
    ]
    found += [{"label": _("Shown with the dialogue"), "value": one} for one in dialogues]
    return found


def toolbar(actor: Actor, collection: Collection) -> list[Item]:
    """What its keeper can do from here."""
    if not may(actor, "edit", collection):
        return []
    return [
        {
            "label": _("Edit this collection"),
            "url": reverse("desk-collection", args=[collection.slug]),
            "icon": "edit",
        }
    ]


def files(collection: Collection, query: str) -> list[Item]:
    """To take away: the matrix as one sees it, and all that it was worked out from."""
    slug = collection.slug
    return [
        {
            "label": _("The matrix as a table (CSV)"),
            "url": reverse("evidence-matrix-csv", args=[slug]) + query,
        },
        {
            "label": _("All sources with their quotations and levels of evidence (CSV)")
            if not is_votes(collection)
            else _("All votes, one actor a line (CSV)"),
            "url": reverse("evidence-sources-csv", args=[slug]),
        },
        {
            "label": _("The matrix as a chart (SVG)"),
            "url": reverse("evidence-matrix-svg", args=[slug]) + query,
        },
    ]


def body_url(collection: Collection, body: PublicBody, query: str = "") -> str:
    return reverse("evidence-actor", args=[collection.slug, body.slug]) + query


def cell_url(collection: Collection, body: PublicBody, key: int, query: str = "") -> str:
    return reverse("evidence-cell", args=[collection.slug, body.slug, key]) + query


def document_url(collection: Collection, document: Document) -> str:
    return reverse("evidence-document", args=[collection.slug, document.uid])


def published(document: Document) -> str:
    """The day, or the year alone; empty where neither is known."""
    if document.published_on:
        return date_range(document.published_on, document.published_on)
    return str(document.year) if document.year else ""


def cards(rows: Iterable[Collection]) -> list[Item]:
    return [card(one) for one in rows]


def hit(collection: Collection) -> Item:
    """Among the results of a search."""
    return {
        "title": localized(collection.title),
        "url": url_of_collection(collection),
        "note": collection.get_kind_display(),
    }


HITS = {"collection": hit}
