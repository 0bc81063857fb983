"""What was published: versions, their editions, and what stands in them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Subquery
from django.urls import reverse

from parley.apps.convening.models import Dialogue
from parley.apps.convening.selectors.feeds import Address
from parley.apps.reports.files.package import opened
from parley.apps.reports.layout.nodes import Document
from parley.apps.reports.models import Edition, Report, Version
from parley.core.access import get_visible, visible
from parley.core.actors import ANONYMOUS, Actor
from parley.core.gathering import gathered, rows_in

GATHERED = "gathered_versions"


def _versions(actor: Actor) -> Any:
    editions = Prefetch("editions", visible(Edition, actor), to_attr="open_editions")
    rows = visible(Version, actor).select_related("report__dialogue__series")
    return rows.prefetch_related(editions)


def version_for(actor: Actor, uid: UUID, number: int) -> Version:
    """One that was published; also one that was withdrawn, of which nothing but its line is left."""
    found: Version = get_visible(_versions(actor), actor, report__uid=uid, number=number)
    return found


def versions_of(actor: Actor, dialogue: Dialogue) -> list[Version]:
    """All of a dialogue, the latest first."""
    return list(_versions(actor).filter(report__dialogue=dialogue).order_by("-number"))


def latest(versions: Sequence[Version]) -> Version | None:
    """Of these the latest that still stands."""
    return next((one for one in versions if not one.is_withdrawn), None)


def of_this_text(report: Report, versions: Sequence[Version]) -> Version | None:
    """Of these the latest that still stands and says what the draft says now."""
    return latest([one for one in versions if one.revision == report.revision])


def documents_of(version: Version) -> Mapping[str, Document]:
    """What it says, by language; that of record comes first."""
    return opened(version.package.storage, version.package.name).documents


def is_public(version: Version) -> bool:
    return bool(visible(Version, ANONYMOUS).filter(pk=version.pk).exists())


def editions_of(version: Version) -> list[Edition]:
    """In the order of its languages; of one read by `version_for` or `versions_of`."""
    order = {language: place for place, language in enumerate(version.languages)}
    found: list[Edition] = version.open_editions  # type: ignore[attr-defined]
    return sorted(found, key=lambda one: order.get(one.language, len(order)))


# ---- on other pages


def gathered_versions(actor: Actor) -> Subquery:
    """Comes with the dialogue of a page: see core/gathering.py."""
    rows = visible(Version, actor).filter(withdrawn_at=None)
    return gathered(rows, "report__dialogue", "id", "number", "published_at", "demonstration")


def latest_with(dialogue: Dialogue) -> Version | None:
    """Of those that came with their dialogue."""
    return max(rows_in(dialogue, GATHERED, Version), key=lambda one: one.number, default=None)


def addresses(actor: Actor) -> Iterator[Address]:
    """The pages of reports that the actor may read, for the list of all pages."""
    rows = visible(Version, actor).filter(withdrawn_at=None).order_by("report__dialogue__slug")
    newest: dict[str, Address] = {}
    for slug, published in rows.values_list("report__dialogue__slug", "published_at"):
        known = newest.get(slug)
        if known is None or known.changed is None or known.changed < published:
            newest[slug] = Address(reverse("report", args=[slug]), published)
    yield from newest.values()


def words_of(version: Version) -> Iterator[str]:
    """By which a version is found: its title, then what its pages say. Nothing once withdrawn."""
    if version.is_withdrawn or not version.package:
        return
    yield from version.title.values()
    for document in documents_of(version).values():
        yield from _said(document)


def _said(document: Document) -> Iterator[str]:
    """Titles, headings and paragraphs; numbers and drawings find nothing."""
    yield document.subtitle
    for node in document.nodes:
        for name in ("words", "caption"):
            yield from (run.text for run in getattr(node, name, ()))
