"""The editor of a report: its blocks as readers will see them, each with what can be done to it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue
from parley.apps.convening.presenters.times import clock
from parley.apps.outcomes.presenters.gathered import around as around_outcome
from parley.apps.outcomes.presenters.words import number
from parley.apps.reports.body.blocks import DRAWN, SHOWING, Block, Body, Kind
from parley.apps.reports.body.references import bare
from parley.apps.reports.layout.nodes import Document, Imprint, contents
from parley.apps.reports.models import Report, Stage
from parley.apps.reports.presenters.nodes import by_block
from parley.apps.reports.presenters.places import KINDS
from parley.core.actors import Actor
from parley.core.localtext import direction

Item = dict[str, Any]
HOME, TEXT, HISTORY = "desk-report", "desk-report-text", "desk-report-history"
BLOCK = "desk-report-block"
NOTICE = gettext_lazy("Draft, not for citation")

MEANS: Mapping[Kind, Any] = {
    Kind.HEADING: gettext_lazy("A part of the report begins; on three levels."),
    Kind.TEXT: gettext_lazy("Paragraphs in your words, or your own assessment."),
    Kind.QUOTE: gettext_lazy("What a document says, word for word, with its place."),
    Kind.FINDING: gettext_lazy("One finding, with the numbers and sources that it rests on."),
    Kind.PRACTICE: gettext_lazy("One implementation practice."),
    Kind.QUESTION: gettext_lazy("One question that stayed open, or its answer."),
    Kind.CHART: gettext_lazy("One chart of an opinion map, with its numbers."),
    Kind.FACTS: gettext_lazy("When, where, by whom and for what it was held."),
    Kind.PROGRAMME: gettext_lazy("The sessions that readers may know of."),
    Kind.SCALE: gettext_lazy("Which words stand for which numbers: the thresholds."),
    Kind.NUMBERS: gettext_lazy("All findings of the report in one table."),
    Kind.SOURCES: gettext_lazy("Who was asked, and what was read."),
    Kind.METHOD: gettext_lazy("How the numbers were made, and what was withheld."),
}


def around(actor: Actor, dialogue: Dialogue, *trail: tuple[Any, str]) -> Item:
    return around_outcome(actor, dialogue, HOME, *trail)


def url(name: str, report: Report, *parts: Any) -> str:
    return reverse(name, args=[report.dialogue.slug, *parts])


def block_at(report: Report, uid: str, language: str = "") -> str:
    """Where a block stands in the editor."""
    query = f"?language={language}" if language else ""
    return f"{url(TEXT, report)}{query}#block-{uid}"


def language_of(report: Report, wanted: str = "") -> str:
    """Of those that the report is published in: the one asked for, the reader's, the first."""
    known = [code for code, _name in settings.LANGUAGES]
    ours = [code for code in report.languages if code in known] or [settings.LANGUAGE_CODE]
    return next((code for code in (wanted, get_language() or "") if code in ours), ours[0])


def language_names() -> dict[str, str]:
    return {code: str(name) for code, name in settings.LANGUAGES}


def draft_imprint() -> Imprint:
    return Imprint(notice=str(NOTICE))


def approval_notice(report: Report) -> str:
    """Before somebody changes it."""
    if report.is_approved:
        return _(
            "This report is approved. As soon as anything in it is changed it has to be approved again."
        )
    if report.stage == Stage.COMMENTS:
        return _(
            "Participants comment on this report as it was when you opened it for comments. You can "
            "go on writing; they see what you change in the next comment period, or when it is "
            "published."
        )
    return ""


def approval_lost(before: Report, now: Report) -> str:
    """After somebody changed it."""
    if before.is_approved and not now.is_approved:
        return _("The report was changed, so it is no longer approved.")
    return ""


def at_work(names: Sequence[str]) -> str:
    """Who else is saving something in these minutes."""
    if not names:
        return ""
    said = {"names": _(", ").join(names)}
    text = ngettext(
        "%(names)s is writing in this report too.",
        "%(names)s are writing in this report too.",
        len(names),
    )
    return text % said


def saved_at(now: datetime, zone: ZoneInfo) -> str:
    return _("Saved at %(time)s.") % {"time": clock(now, zone)}


# ---- the editor


def page(
    report: Report, body: Body, document: Document, missing: Sequence[Any], removed: Item | None
) -> Item:
    shown: dict[str, list[Any]] = {}
    for uid, nodes in by_block(document):
        shown.setdefault(uid, []).extend(nodes)
    why: dict[str, list[str]] = {}
    for one in missing:
        why.setdefault(one.block, []).append(str(one.why))
    last = len(body) - 1
    blocks = [_block(report, one, place, last, shown, why) for place, one in enumerate(body)]
    return {
        "blocks": blocks,
        "document": document,
        "outline": [
            {"label": _entry(one.number, one.text), "level": one.level, "url": f"#{one.anchor}"}
            for one in contents(document)
        ],
        "count": ngettext("%(number)s block", "%(number)s blocks", len(body))
        % {"number": number(len(body), 0)},
        "languages": _languages(report, document.language),
        "add_url": url("desk-report-block-add", report),
        "history_url": url(HISTORY, report),
        "home_url": url(HOME, report),
        "removed": removed,
    }


def _entry(label: str, text: str) -> str:
    return f"{label}. {text}" if label else text


def _languages(report: Report, current: str) -> list[Item]:
    names = language_names()
    found = [
        {
            "label": names[code],
            "url": f"{url(TEXT, report)}?language={code}",
            "current": code == current,
        }
        for code in report.languages
        if code in names
    ]
    return found if len(found) > 1 else []


def _block(
    report: Report,
    of: Block,
    place: int,
    last: int,
    shown: Mapping[str, list[Any]],
    why: Mapping[str, list[str]],
) -> Item:
    return {
        "uid": of.uid,
        "kind": str(of.kind),
        "label": KINDS[of.kind],
        "name": named(of),
        "nodes": shown.get(of.uid, []),
        "why": why.get(of.uid, []),
        "empty": _empty(of) if not shown.get(of.uid) else "",
        "languages": _without(report, of),
        "edit_url": "" if of.kind in DRAWN else url(BLOCK, report, of.uid),
        "act_url": url("desk-report-block-act", report, of.uid),
        "add_url": f"{url('desk-report-block-add', report)}?after={of.uid}",
        "is_first": place == 0,
        "is_last": place == last,
    }


def _empty(of: Block) -> str:
    if of.kind in (Kind.HEADING, Kind.TEXT) and not of.text:
        return _("Nothing is written here yet.")
    return _("There is nothing to show here.")


def _without(report: Report, of: Block) -> list[str]:
    """In which of the report's languages its words are missing."""
    written = of.kind in (Kind.HEADING, Kind.TEXT) or (of.text and of.kind not in DRAWN)
    if not written:
        return []
    names = language_names()
    return [names[code] for code in report.languages if code in names and not of.text.get(code)]


def named(of: Block) -> str:
    """How a block is called where its words do not stand beside it."""
    words = " ".join(bare(str(of.text)).split())
    if not words:
        return str(KINDS[of.kind])
    return _("%(kind)s “%(words)s”") % {
        "kind": KINDS[of.kind],
        "words": Truncator(words).chars(60),
    }


def preview(document: Document) -> Item:
    return {
        "language": document.language,
        "direction": document.direction,
        "name": language_names().get(document.language, document.language),
        "nodes": [one for _uid, nodes in by_block(document) for one in nodes],
    }


def neighbour(body: Body, uid: str) -> str:
    """Where the keyboard goes when a block has gone: to the one behind it, else the one before."""
    uids = [one.uid for one in body]
    if uid not in uids:
        return ""
    place = uids.index(uid)
    return next(iter([*uids[place + 1 : place + 2], *uids[:place][-1:]]), "")


def without_it(report: Report, uid: str, revision: int, near: str, language: str) -> str:
    """The editor after a block was taken out: it offers to put it back."""
    query = {"removed": uid, "revision": revision, **({"language": language} if language else {})}
    return f"{url(TEXT, report)}?{urlencode(query)}#{f'block-{near}' if near else 'removed'}"


def asked_language(report: Report, wanted: str) -> str:
    """In which somebody looked at the draft, if they said so."""
    return wanted if wanted in report.languages else ""


def typed_block(stored: Block, changes: Mapping[str, Any]) -> Block:
    return replace(stored, **changes)


# ---- adding


def menu(report: Report, after: Block | None) -> list[Item]:
    """Kinds of blocks: those that one writes, those that show something, those that make themselves."""
    place = f"?after={after.uid}" if after is not None else ""
    groups = [
        (_("To write"), [Kind.HEADING, Kind.TEXT]),
        (_("To show what the dialogue has found"), [k for k in Kind if k in SHOWING]),
        (_("That makes itself of what the dialogue holds"), list(DRAWN)),
    ]
    return [
        {
            "title": title,
            "kinds": [
                {
                    "value": str(kind),
                    "label": KINDS[kind],
                    "means": MEANS[kind],
                    "url": url("desk-report-block-new", report, str(kind)) + place,
                    "chosen": kind in SHOWING,
                }
                for kind in kinds
            ],
        }
        for title, kinds in groups
    ]


# ---- one block


def conflict(mine: Block, theirs: Block, languages: Sequence[str]) -> list[Item]:
    """What stands there now, where it differs from what was typed."""
    names = language_names()
    codes = [*languages, *(code for code in theirs.text if code not in languages)]
    found = [
        {
            "label": names.get(code, code),
            "language": code,
            "direction": direction(code),
            "text": theirs.text.get(code, ""),
        }
        for code in codes
        if theirs.text.get(code, "") != mine.text.get(code, "")
    ]
    if theirs.level != mine.level:
        found.append({"label": _("Level"), "text": number(theirs.level, 0)})
    if theirs.of != mine.of:
        found.append({"label": _("What it shows"), "text": _("Something else was chosen")})
    if theirs.own != mine.own:
        said = _("It is marked as the rapporteur’s own assessment")
        found.append(
            {"label": _("Own assessment"), "text": said if theirs.own else _("It is not marked so")}
        )
    return found


def removed_notice(report: Report, block: Block, number_: int) -> Item:
    return {
        "text": _("Taken out: %(block)s.") % {"block": named(block)},
        "url": url("desk-report-block-back", report, block.uid, number_),
    }


ACTIONS: dict[str, Any] = {
    "report.composed": pgettext_lazy("audit", "had a draft of the report composed"),
    "report.edited": pgettext_lazy("audit", "wrote in the report"),
    "report.restored": pgettext_lazy("audit", "restored an earlier text of the report"),
}
