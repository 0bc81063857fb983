"""Published reports as their pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.files.storage import Storage
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue
from parley.apps.convening.presenters.times import long_date
from parley.apps.reports.files.package import opened
from parley.apps.reports.layout.nodes import Document, contents
from parley.apps.reports.models import Report, Stage, Version
from parley.apps.reports.presenters import reader_head
from parley.apps.reports.presenters.nodes import shown
from parley.apps.reports.selectors import drafts
from parley.apps.reports.selectors import versions as find
from parley.core import locales
from parley.core.access import may, visible
from parley.core.actors import Actor
from parley.core.templatetags.parley import localized

Item = dict[str, Any]
LABEL = gettext_lazy("Outcome report")
PACKAGE = "package"
KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def permalink(version: Version, language: str = "") -> str:
    path = reverse("report-version", args=[version.report.uid, version.number])
    return f"{path}?language={language}" if language else path


def crumbs(dialogue: Dialogue, *trail: str) -> list[Item]:
    steps = [
        (localized(dialogue.title), reverse("dialogue", args=[dialogue.slug])),
        (str(LABEL), reverse("report", args=[dialogue.slug])),
        *((label, "") for label in trail),
    ]
    last = len(steps) - 1
    return [
        {"label": label, "url": url if place < last else ""}
        for place, (label, url) in enumerate(steps)
    ]


def number_and_date(version: Version) -> str:
    """Version 2, 3 December 2026."""
    dialogue = version.report.dialogue
    day = version.published_at.astimezone(dialogue.zone).date()
    return _("Version %(number)s, %(date)s") % {"number": version.number, "date": long_date(day)}


# ---- the page


def page(
    actor: Actor,
    version: Version,
    versions: Sequence[Version],
    language: str,
    *,
    permalink: bool,
) -> Item | None:
    """Of the edition in `language`, or in what comes nearest to the reader's; None where one asks
    for a language in which there is none."""
    documents = find.documents_of(version)
    wanted = language or get_language() or ""
    if language and language not in documents:
        return None
    chosen = wanted if wanted in documents else next(iter(documents))
    document, dialogue = documents[chosen], version.report.dialogue
    trail = [number_and_date(version)] if permalink else []
    return {
        "dialogue": dialogue,
        "breadcrumbs": crumbs(dialogue, *trail),
        "document": document,
        "head": reader_head.head(version, document, _own(version, chosen, permalink=permalink)),
        "meta": reader_head.meta(version, document),
        "text": text_of(version.package.storage, version.package.name, chosen),
        "contents": list(contents(document)),
        "version": version,
        "imprint": imprint(version, document),
        "fallback": None if chosen == wanted else _fallback(chosen, wanted),
        "editions": _editions(version, documents, chosen, permalink=permalink),
        "files": files(version),
        "newer": _newer(version, versions),
        "versions": lines(versions, version),
        "writes": _desk(actor, dialogue),
    }


@lru_cache(maxsize=32)
def text_of(storage: Storage, name: str, language: str) -> SafeString:
    """The text as a page shows it. A package never changes, and its readers all get the same."""
    document = opened(storage, name).documents[language]
    with override(language):
        html: SafeString = render_to_string("reports/nodes/_nodes.html", {"nodes": shown(document)})
    return html


def _own(version: Version, language: str, *, permalink: bool) -> str:
    path = reverse("report-version", args=[version.report.uid, version.number])
    if not permalink:
        path = reverse("report", args=[version.report.dialogue.slug])
    return f"{path}?language={language}"


def imprint(version: Version, document: Document) -> Item:
    """What makes it citable."""
    given = document.imprint
    return {
        "line": number_and_date(version),
        "publisher": given.publisher,
        "digest": given.digest or version.digest,
        "short": (given.digest or version.digest)[:12],
        # One may be added to a version that was published without.
        "doi": given.doi or version.doi,
        "citation": given.citation,
        "address": given.address,
        "correction": given.correction,
        "notice": given.notice,
    }


def _fallback(shown: str, wanted: str) -> Item:
    return {
        "shown": locales.language_name(shown),
        "wanted": locales.language_name(wanted),
    }


def _editions(version: Version, documents: Any, chosen: str, *, permalink: bool) -> list[Item]:
    """The same in other languages, each named in itself."""
    return [
        {
            "language": code,
            "direction": documents[code].direction,
            "label": locales.language_name_in(code, code),
            "url": _own(version, code, permalink=permalink),
            "current": code == chosen,
        }
        for code in documents
    ]


def _newer(version: Version, versions: Sequence[Version]) -> Item | None:
    newest = find.latest(list(versions))
    if newest is None or newest.number <= version.number:
        return None
    url = reverse("report", args=[version.report.dialogue.slug])
    return {"line": number_and_date(newest), "url": url, "correction": newest.correction}


def lines(versions: Sequence[Version], current: Version | None = None) -> list[Item]:
    """Every version with what it corrected."""
    return [
        {
            "line": number_and_date(one),
            "url": permalink(one),
            "current": current is not None and one.pk == current.pk,
            "correction": one.correction,
            "withdrawn": one.is_withdrawn,
        }
        for one in versions
    ]


def _desk(actor: Actor, dialogue: Dialogue) -> str:
    """For those who write it, the way to their desk."""
    if not actor.is_signed_in or not may(actor, "edit", drafts.blank(dialogue)):
        return ""
    return reverse("desk-report", args=[dialogue.slug])


# ---- where there is nothing to read


def before(actor: Actor, dialogue: Dialogue) -> Item | None:
    """For those who know of a draft; nobody else hears that there is one."""
    draft = visible(Report, actor).filter(dialogue=dialogue).first()
    writes = _desk(actor, dialogue)
    if draft is None and not writes:
        return None
    commented = draft is not None and draft.stage == Stage.COMMENTS
    return {
        "dialogue": dialogue,
        "breadcrumbs": crumbs(dialogue),
        "desk_url": writes,
        "draft_url": reverse("report-draft", args=[dialogue.slug]) if commented else "",
    }


def withdrawn(version: Version, versions: Sequence[Version]) -> Item:
    """What is left of it: that there was one, until when, and why it is gone."""
    dialogue = version.report.dialogue
    moment = version.withdrawn_at
    assert moment is not None
    return {
        "dialogue": dialogue,
        "breadcrumbs": crumbs(dialogue, number_and_date(version)),
        "title": version.title,
        "line": number_and_date(version),
        "date": long_date(moment.astimezone(dialogue.zone).date()),
        "because": version.withdrawn_because,
        "newer": _newer(version, versions),
        "versions": lines(versions, version),
    }


# ---- files


@dataclass(frozen=True)
class File:
    """One of a version's files, under the name that people know it by."""

    stored: Any
    digest: str
    media_type: str
    filename: str


def file_of(version: Version, name: str, kind: str) -> File | None:
    """en.pdf, en.docx, package.zip; None where there is no such file, or no longer."""
    if version.is_withdrawn:
        return None
    stem = f"{version.report.dialogue.slug}-report-v{version.number}"
    if (name, kind) == (PACKAGE, "zip"):
        return File(version.package, version.package_digest, "application/zip", f"{stem}.zip")
    for one in find.editions_of(version):
        if one.language == name and kind in KINDS:
            stored, digest = getattr(one, kind), getattr(one, f"{kind}_digest")
            return File(stored, digest, KINDS[kind], f"{stem}-{name}.{kind}")
    return None


def files(version: Version) -> list[Item]:
    """To take away, each with its size."""
    found = [
        _line(version, one.language, kind, _label(kind, one.language))
        for one in find.editions_of(version)
        for kind in KINDS
        if getattr(one, kind)
    ]
    if version.package:
        found.append(_line(version, PACKAGE, "zip", _("Data package (ZIP)")))
    return found


def _label(kind: str, language: str) -> str:
    told = {"kind": kind.upper(), "language": locales.language_name(language)}
    return _("%(kind)s, %(language)s") % told


def _line(version: Version, name: str, kind: str, label: str) -> Item:
    found = file_of(version, name, kind)
    assert found is not None
    stored = found.stored
    size = stored.size if stored.storage.exists(stored.name) else 0
    url = reverse("report-file", args=[version.report.uid, version.number, name, kind])
    return {"label": label, "url": url, "size": filesizeformat(size) if size else ""}


# ---- on other pages


def dialogue_panel(actor: Actor, dialogue: Dialogue) -> Item | None:
    """The latest version; for those who write it, the way to their desk."""
    newest, desk_url = find.latest_with(dialogue), _desk(actor, dialogue)
    if newest is None and not desk_url:
        return None
    if newest is not None:
        newest.report = Report(dialogue=dialogue)
    return {
        "line": number_and_date(newest) if newest is not None else "",
        "url": reverse("report", args=[dialogue.slug]) if newest is not None else "",
        "demonstration": newest is not None and newest.demonstration,
        "desk_url": desk_url,
    }


def _hit(row: Version) -> Item:
    """Among what was searched."""
    return {
        "title": localized(row.title),
        "url": permalink(row),
        "note": number_and_date(row),
    }


HITS = {"report": _hit}
