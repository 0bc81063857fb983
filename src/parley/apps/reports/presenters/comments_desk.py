"""Comments at the desk: the periods, the board, one comment to decide on, the table."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parley.apps.convening.models import Rule
from parley.apps.convening.presenters.times import long_date
from parley.apps.reports.body.blocks import Body
from parley.apps.reports.models import CommentPeriod, Disposition, Report
from parley.apps.reports.presenters.commenting import address, drawn, promises, until
from parley.apps.reports.presenters.places import among, places, words_by_block
from parley.apps.reports.selectors import commenting as find
from parley.apps.reports.selectors.commenting import Said
from parley.apps.reports.selectors.drafts import body_of
from parley.core import sheets
from parley.core.actors import Actor

Item = dict[str, Any]
PAGE = "desk-report-comments"
ACTIONS: dict[str, Any] = {
    "report.comments_opened": gettext_lazy("opened the draft of the report for comments"),
    "report.comments_extended": gettext_lazy("gave more time for comments on the draft"),
    "report.comments_ended": gettext_lazy("ended the comments on the draft"),
    "report.comment_decided": gettext_lazy("decided on a comment on the draft"),
    "report.comments_noted": gettext_lazy("noted comments on the draft"),
}
_AGO: dict[str, Any] = {
    "same": gettext_lazy("The text is still the same."),
    "changed": gettext_lazy("Changed since."),
    "gone": gettext_lazy("Removed since."),
}


def url(report: Report, **asked: Any) -> str:
    """The board, with what it is asked for."""
    query = urlencode({name: value for name, value in asked.items() if value})
    return address(PAGE, report.dialogue) + (f"?{query}" if query else "")


def board(
    actor: Actor, report: Report, periods: Sequence[CommentPeriod], asked: Item, reader: Any
) -> Item:
    """All of one period: the one that is asked for, else the latest."""
    open_url = address("desk-report-comments-open", report.dialogue)
    if not periods:
        return {"is_empty": True, "open_url": open_url}
    period = next((one for one in periods if one.pk == asked.get("period")), periods[0])
    every = find.comments_for(actor, period)
    chosen = [one for one in every if _is_asked(one, asked)]
    keep = {"period": period.pk if period is not periods[0] else ""}
    return {
        "is_empty": False,
        "open_url": "" if any(find.is_open(one) for one in periods) else open_url,
        "period": _period(period, len(every), reader),
        "earlier": _earlier(report, periods, period),
        "states": _states(report, every, asked, keep),
        "places": _places(period, every, asked),
        "asked": {**asked, **keep},
        "cards": _cards(actor, period, chosen),
        "note_url": address("desk-report-comments-note", report.dialogue),
        "can_note": any(one.is_pending for one in chosen),
        "file_url": address("desk-report-comments-file", report.dialogue)
        + f"?{urlencode({'period': period.pk})}",
    }


def _is_asked(one: Said, asked: Item) -> bool:
    state, block = asked.get("state"), asked.get("block")
    wanted = "" if block == WHOLE else block
    return (not state or one.disposition == state) and (not block or one.block == wanted)


WHOLE = "whole"


def _period(period: CommentPeriod, n: int, reader: Any) -> Item:
    dialogue = period.report.dialogue
    is_open = find.is_open(period)
    told = {"n": n}
    return {
        "pk": period.pk,
        "is_open": is_open,
        "state": _("Open until %(until)s.") % {"until": until(period, reader)}
        if is_open
        else _("Ended."),
        "rule": period.rule,
        "rule_label": period.get_rule_display(),
        "count": ngettext("%(n)d comment", "%(n)d comments", n) % told,
        "note": period.note,
        "extend_url": address("desk-report-comments-extend", dialogue) if is_open else "",
        "end_url": address("desk-report-comments-end", dialogue) if is_open else "",
        "page_url": address("report-draft" if is_open else "report-comments", dialogue),
    }


def _earlier(report: Report, periods: Sequence[CommentPeriod], now: CommentPeriod) -> list[Item]:
    zone = report.dialogue.zone
    return [
        {
            "label": long_date(one.opened_at.astimezone(zone).date()),
            "url": url(report, period=one.pk),
        }
        for one in periods
        if one.pk != now.pk
    ]


def _states(report: Report, every: Sequence[Said], asked: Item, keep: Item) -> list[Item]:
    """Tabs with how many there are of each."""
    options = [("", _("All")), *Disposition.choices]
    here = [one for one in every if _is_asked(one, {**asked, "state": ""})]
    return [
        {
            "label": label,
            "url": url(report, state=state, block=asked.get("block"), **keep),
            "current": (asked.get("state") or "") == state,
            "count": sum(not state or one.disposition == state for one in here),
        }
        for state, label in options
    ]


def _places(period: CommentPeriod, every: Iterable[Said], asked: Item) -> list[Item]:
    """The blocks that have comments, to choose among, in the order of the text."""
    body = body_of(find.revision_of(period))
    known, named = places(body), {one.block for one in every}
    found = [(WHOLE, _("The draft as a whole"))] if "" in named else []
    found += [(one.uid, known[one.uid]) for one in body if one.uid in named]
    return [
        {"value": uid, "label": label, "chosen": asked.get("block") == uid} for uid, label in found
    ]


# ---- comments beside the words that they are on


def _cards(actor: Actor, period: CommentPeriod, said: Sequence[Said]) -> list[Item]:
    """In the order of the text; what is on the whole comes first."""
    told = _Texts(actor, period, {one.block for one in said if one.block})
    in_order = sorted(said, key=lambda one: told.rank(one.block))
    return [_card(period, one, told) for one in in_order]


class _Texts:
    """The words of some blocks, at the revision that was commented on and now."""

    def __init__(self, actor: Actor, period: CommentPeriod, uids: set[str]) -> None:
        report, revision = period.report, find.revision_of(period)
        self.then, self.now = body_of(revision), body_of(report)
        self.places = places(self.then)
        self._then = words_by_block(drawn(actor, revision, report, among(self.then, uids)))
        self._now = words_by_block(drawn(actor, report, report, among(self.now, uids)))
        self._order = {one.uid: number for number, one in enumerate(self.then, start=1)}

    def rank(self, uid: str) -> int:
        return self._order.get(uid, 0)

    def of(self, uid: str) -> Item:
        then, now = _version(self.then, uid), _version(self.now, uid)
        change = "gone" if now is None else "same" if now == then else "changed"
        words = self._now.get(uid, "")
        return {
            "then": self._then.get(uid, ""),
            "now": words if change == "changed" else "",
            "change": change,
            "change_label": _AGO[change],
        }


def _version(body: Body, uid: str) -> str | None:
    return next((one.version for one in body if one.uid == uid), None)


def _card(period: CommentPeriod, one: Said, told: _Texts) -> Item:
    dialogue = period.report.dialogue
    place = told.of(one.block) if one.block else None
    is_there = place is not None and place["change"] != "gone"
    return {
        "uid": one.uid,
        "text": one.text,
        "instead": one.instead,
        "plain": _short(one.text or one.instead),
        "by": by(one),
        "disposition": one.disposition.value,
        "disposition_label": one.disposition.label,
        "is_pending": one.is_pending,
        "answer": one.answer,
        "label": told.places[one.block] if one.block else _("The draft as a whole"),
        "place": place,
        "decide_url": address("desk-report-comment", dialogue, one.uid),
        "edit_url": reverse("desk-report-block", args=[dialogue.slug, one.block])
        if is_there
        else "",
    }


def _short(text: str, most: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def by(one: Said) -> str:
    """Name and group, as far as the rule tells them; also of one's own."""
    group = str(one.group) if one.group else ""
    if one.name and group:
        return _("%(name)s, %(group)s") % {"name": one.name, "group": group}
    return one.name or group or _("A participant")


def one_card(actor: Actor, period: CommentPeriod, uid: Any) -> Item:
    said = [one for one in find.comments_for(actor, period) if one.uid == uid]
    return _cards(actor, period, said)[0]


# ---- before a period


def rules(offered: Iterable[Rule]) -> list[Item]:
    return [{"label": one.label, "promises": promises(one)} for one in offered]


def ending(period: CommentPeriod, n: int) -> list[str]:
    """What ending it means, in sentences."""
    told = ngettext("%(n)d comment has been made.", "%(n)d comments have been made.", n) % {"n": n}
    found = [told, _("Nobody can comment, or change what they said, from then on.")]
    if period.is_nameless:
        found.append(
            _("The key to the pseudonyms is destroyed: nobody can tell any more which are whose.")
        )
    found.append(_("Decide on each; those who take part read what became of them."))
    return found


# ---- the table


def table(actor: Actor, period: CommentPeriod) -> bytes:
    """As a file for a sheet. Where the rule keeps names out, there is no column for them."""
    said = find.comments_for(actor, period)
    told = _Texts(actor, period, {one.block for one in said if one.block})
    in_order = sorted(said, key=lambda one: told.rank(one.block))
    who = [] if period.is_nameless else [_("Name"), _("Day")]
    head = [
        _("Place"),
        _("Words that it is on"),
        _("Comment"),
        _("Words that are proposed"),
        _("Stakeholder group"),
        *who,
        _("What became of it"),
        _("Answer"),
    ]
    rows = [_cells(period, one, told) for one in in_order]
    return sheets.written([head, *rows], sheets.CSV)


def _cells(period: CommentPeriod, one: Said, told: _Texts) -> list[str]:
    day = one.made_on.isoformat() if one.made_on else ""
    who = [] if period.is_nameless else [one.name, day]
    return [
        told.places[one.block] if one.block else _("The draft as a whole"),
        told.of(one.block)["then"] if one.block else "",
        one.text,
        one.instead,
        str(one.group) if one.group else "",
        *who,
        str(one.disposition.label),
        str(one.answer),
    ]
