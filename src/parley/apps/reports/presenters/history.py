"""The history of a report's text, and what differs between two of its revisions, in words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.apps.convening.presenters.times import clock, long_date
from parley.apps.outcomes.presenters.words import number
from parley.apps.reports.body.blocks import Block
from parley.apps.reports.body.difference import (
    BlockChange,
    Did,
    Op,
    Piece,
    difference,
    words,
)
from parley.apps.reports.models import Report, Revision, RevisionKind
from parley.apps.reports.presenters.editing import language_names, named, url
from parley.apps.reports.presenters.places import KINDS
from parley.apps.reports.selectors.drafts import body_of
from parley.core.localtext import direction

Item = dict[str, Any]


def moment(at: datetime, zone: ZoneInfo) -> str:
    return f"{long_date(at.astimezone(zone).date())}, {clock(at, zone)}"


def lines(
    report: Report,
    rows: Sequence[Revision],
    texts: Mapping[int, Revision],
    zone: ZoneInfo,
) -> list[Item]:
    """`texts`: of these revisions and of the one before the last of them."""
    return [
        {
            **line(report, one, zone),
            "what": _what(texts.get(one.number - 1), texts.get(one.number)),
            "difference_url": (
                difference_url(report, one.number - 1, one.number)
                if one.number - 1 in texts
                else ""
            ),
        }
        for one in rows
    ]


def _what(before: Revision | None, now: Revision | None) -> list[str]:
    return summary(before, now) if before is not None and now is not None else []


def line(report: Report, of: Revision, zone: ZoneInfo) -> Item:
    """Which one it is, of whom and when, and where it can be read."""
    return {
        "number": of.number,
        "label": called(of),
        "kind": of.get_kind_display(),
        "at": moment(of.made_at, zone),
        "at_iso": of.made_at.isoformat(),
        "who": who(of),
        "fixed": of.fixed,
        "current": of.number == report.revision,
        "read_url": url("desk-report-revision", report, of.number),
        "restore_url": (
            "" if of.number == report.revision else url("desk-report-restore", report, of.number)
        ),
    }


def called(of: Revision) -> str:
    return _("Revision %(number)s") % {"number": number(of.number, 0)}


def who(of: Revision) -> str:
    if of.made_by is not None:
        return str(of.made_by)
    return _("Parley") if of.kind == RevisionKind.COMPOSED else _("a former account")


def difference_url(report: Report, one: int, other: int) -> str:
    return f"{url('desk-report-difference', report)}?from={one}&to={other}"


def summary(before: Revision, after: Revision) -> list[str]:
    """What was done, in as many words as it takes."""
    told = []
    if before.title != after.title or before.subtitle != after.subtitle:
        told.append(_("title changed"))
    did = Counter(one.did for one in difference(body_of(before), body_of(after)))
    did[Did.CHANGED] += did[Did.MOVED_AND_CHANGED]
    did[Did.MOVED] += did[Did.MOVED_AND_CHANGED]
    texts = {
        Did.ADDED: ngettext("%(number)s block added", "%(number)s blocks added", did[Did.ADDED]),
        Did.REMOVED: ngettext(
            "%(number)s block taken out", "%(number)s blocks taken out", did[Did.REMOVED]
        ),
        Did.CHANGED: ngettext(
            "%(number)s block changed", "%(number)s blocks changed", did[Did.CHANGED]
        ),
        Did.MOVED: ngettext("%(number)s block moved", "%(number)s blocks moved", did[Did.MOVED]),
    }
    told += [text % {"number": number(did[one], 0)} for one, text in texts.items() if did[one]]
    return told or [_("nothing changed")]


# ---- two revisions side by side


def compared(before: Revision, after: Revision) -> Item:
    changes = difference(body_of(before), body_of(after))
    differing = [one for one in changes if one.did is not Did.SAME]
    unchanged = len(changes) - len(differing)
    return {
        "titles": [
            text
            for name, label in (("title", _("Title")), ("subtitle", _("Subtitle")))
            for text in _texts(getattr(before, name), getattr(after, name), label)
        ],
        "blocks": [_change(one) for one in differing],
        "summary": summary(before, after),
        "unchanged": ngettext(
            "%(number)s block is the same in both.",
            "%(number)s blocks are the same in both.",
            unchanged,
        )
        % {"number": number(unchanged, 0)}
        if unchanged
        else "",
    }


def _change(of: BlockChange) -> Item:
    labels = {
        Did.ADDED: _("Added"),
        Did.REMOVED: _("Taken out"),
        Did.CHANGED: _("Changed"),
        Did.MOVED: _("Moved"),
        Did.MOVED_AND_CHANGED: _("Moved and changed"),
    }
    nothing = Block("", of.block.kind, level=of.block.level)
    before, after = of.before or nothing, of.after or nothing
    return {
        "did": of.did.name.lower(),
        "did_label": labels[of.did],
        "label": KINDS[of.block.kind],
        "name": named(of.block),
        "texts": [] if of.did is Did.MOVED else _texts(before.text, after.text),
        "notes": [] if of.did is Did.MOVED else _notes(before, after),
    }


def _notes(before: Block, after: Block) -> list[str]:
    found = []
    if before.level != after.level:
        told = {"before": number(before.level, 0), "after": number(after.level, 0)}
        found.append(_("Its level was %(before)s and is %(after)s.") % told)
    if before.uid and after.uid and before.of != after.of:
        found.append(_("It shows something else."))
    if before.own != after.own:
        found.append(
            _("It is marked as the rapporteur’s own assessment.")
            if after.own
            else _("It is no more marked as the rapporteur’s own assessment.")
        )
    return found


def _texts(before: Mapping[str, str], after: Mapping[str, str], label: str = "") -> list[Item]:
    names = language_names()
    return [
        {
            "label": label,
            "language_name": names.get(code, code),
            "language": code,
            "direction": direction(code),
            "pieces": [_piece(one) for one in words(before.get(code, ""), after.get(code, ""))],
        }
        for code in sorted({*before, *after})
        if before.get(code, "") != after.get(code, "")
    ]


def _piece(of: Piece) -> Item:
    return {"tag": {Op.SAME: "", Op.REMOVED: "del", Op.ADDED: "ins"}[of.op], "text": of.text}
