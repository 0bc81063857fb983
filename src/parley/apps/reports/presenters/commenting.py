"""A draft with what is said of it, for those who take part in the dialogue."""

from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from parley.apps.convening.models import Dialogue, Rule
from parley.apps.registration.models import Registration
from parley.apps.registration.presenters.guests import in_both
from parley.apps.reports.body.blocks import Body
from parley.apps.reports.layout.building import laid_out
from parley.apps.reports.layout.nodes import Document
from parley.apps.reports.models import CommentPeriod, Report, ReportComment, Revision
from parley.apps.reports.presenters.editing import draft_imprint, language_of
from parley.apps.reports.presenters.nodes import by_block
from parley.apps.reports.presenters.places import among, places, words_by_block
from parley.apps.reports.selectors import commenting as find
from parley.apps.reports.selectors.comment_groups import LEAST
from parley.apps.reports.selectors.commenting import Said
from parley.apps.reports.selectors.drafts import body_of
from parley.core.access import may
from parley.core.actors import Actor
from parley.core.templatetags.parley import date_range, localized

Item = dict[str, Any]
_NAMED: tuple[Any, ...] = (
    gettext_lazy(
        "All who take part in this dialogue read your comment with your name and your stakeholder "
        "group."
    ),
    gettext_lazy("You can change and withdraw it for as long as comments are taken."),
)
_NAMELESS: tuple[Any, ...] = (
    gettext_lazy(
        "It is stored under a pseudonym, so that you can change and withdraw it for as long as "
        "comments are taken. Then the key is destroyed, and nobody can tell any more which comments "
        "were yours; you can’t either."
    ),
    gettext_lazy(
        "Until then the key is on the server. Who has full access to the server could use it; keep "
        "that in mind."
    ),
    gettext_lazy(
        "Your words are read as you write them: write nothing that tells who you are, or who said "
        "what in the room."
    ),
)


def address(name: str, dialogue: Dialogue, *more: Any) -> str:
    return reverse(name, args=[dialogue.slug, *more])


def crumbs(dialogue: Dialogue, *steps: tuple[Any, str]) -> list[Item]:
    """Dialogues › the dialogue › pages of its draft."""
    here = address("dialogue", dialogue)
    every = [(_("Dialogues"), reverse("home")), (localized(dialogue.title), here), *steps]
    return [
        {"label": label, "url": url if number < len(every) else ""}
        for number, (label, url) in enumerate(every, start=1)
    ]


def promises(rule: str) -> list[str]:
    """The rule in plain words: who reads a comment, and what is kept of who made it."""
    if rule == Rule.CHATHAM_HOUSE:
        first = _(
            "All who take part in this dialogue read your comment without your name. Your "
            "stakeholder group stands beside it only if it has enough members. Fewest members: "
            "%(least)d."
        ) % {"least": LEAST}
        return [first, *map(str, _NAMELESS)]
    if rule == Rule.CLOSED_DOOR:
        first = _(
            "Only those who write the report read your comment, without your name. Your stakeholder "
            "group stands beside it only if it has enough members. Fewest members: %(least)d."
        ) % {"least": LEAST}
        return [first, *map(str, _NAMELESS)]
    return [str(text) for text in _NAMED]


# ---- the draft


def drawn(
    actor: Actor, row: Report | Revision, report: Report, body: Body | None = None
) -> Document:
    """The draft or one of its revisions, or only some blocks of it, as the actor sees it."""
    return laid_out(
        actor,
        report,
        body_of(row) if body is None else body,
        language_of(report),
        draft_imprint(),
        title=row.title,
        subtitle=row.subtitle,
    )


def draft(actor: Actor, period: CommentPeriod, reader: ZoneInfo | None) -> Item:
    report = period.report
    document = drawn(actor, find.revision_of(period), report)
    said = find.comments_for(actor, period)
    may_comment = may(actor, "comment", period)
    by_place = _by_place(said, report.dialogue, is_open=may_comment)
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "document": document,
        "rule": period.rule,
        "rule_label": period.get_rule_display(),
        "promises": promises(period.rule),
        "until": until(period, reader),
        "note": period.note,
        "blocks": [_block(period, uid, nodes, by_place) for uid, nodes in by_block(document)],
        "whole": by_place.get("", []),
        "comment_url": address("report-comment-add", report.dialogue),
        "may_comment": may_comment,
        "mine": _how_many(sum(one.mine for one in said)),
    }


def until(period: CommentPeriod, reader: ZoneInfo | None) -> str:
    return in_both(period.until, period.report.dialogue.zone, reader)


def _how_many(n: int) -> str:
    if not n:
        return ""
    return ngettext("You have made %(n)d comment.", "You have made %(n)d comments.", n) % {"n": n}


def _block(
    period: CommentPeriod, uid: str, nodes: Sequence[Any], by_place: dict[str, list[Item]]
) -> Item:
    dialogue = period.report.dialogue
    return {
        "uid": uid,
        "nodes": nodes,
        "comments": by_place.get(uid, []),
        "url": address("report-comment-on", dialogue, uid) if uid else "",
    }


def _by_place(said: Iterable[Said], dialogue: Dialogue, *, is_open: bool) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for one in said:
        found.setdefault(one.block, []).append(comment(one, dialogue, is_open=is_open))
    return found


def comment(one: Said, dialogue: Dialogue, *, is_open: bool) -> Item:
    return {
        "uid": one.uid,
        "text": one.text,
        "instead": one.instead,
        "by": _by(one),
        "mine": one.mine,
        "disposition": one.disposition.value,
        "disposition_label": one.disposition.label,
        "is_pending": one.is_pending,
        "answer": one.answer,
        "change_url": address("report-comment", dialogue, one.uid)
        if is_open and one.mine and one.is_pending
        else "",
        "withdraw_url": address("report-comment-withdraw", dialogue, one.uid)
        if is_open and one.mine
        else "",
    }


def _by(one: Said) -> str:
    """Whose it is, as far as the rule lets it be known."""
    if one.mine:
        return pgettext("comment", "You")
    group = str(one.group) if one.group else ""
    if one.name and group:
        return _("%(name)s, %(group)s") % {"name": one.name, "group": group}
    return one.name or group or _("A participant")


# ---- one comment


def place(actor: Actor, period: CommentPeriod, uid: str) -> Item | None:
    """What is commented on, with its words while the draft may be read; of a place that shows the
    actor nothing, none."""
    if not find.is_open(period):
        return {"label": "", "nodes": [], "document": None}
    if not uid:
        return {"label": _("The draft as a whole"), "nodes": [], "document": None}
    revision = find.revision_of(period)
    body = body_of(revision)
    document = drawn(actor, revision, period.report, among(body, [uid]))
    nodes = dict(by_block(document)).get(uid)
    if not nodes:
        return None
    return {"label": places(body)[uid], "nodes": nodes, "document": document}


def back(period: CommentPeriod, uid: str) -> str:
    """To the place on the draft."""
    here = address("report-draft", period.report.dialogue)
    return f"{here}#at-{uid}" if uid else f"{here}#whole"


def withdrawn(row: ReportComment) -> Item:
    """What was said, so that it can be put back."""
    return {
        "text": row.text,
        "instead": row.instead,
        "block": row.block,
        "url": address("report-comment-on", row.period.report.dialogue, row.block)
        if row.block
        else address("report-comment-add", row.period.report.dialogue),
    }


# ---- afterwards


def afterwards(actor: Actor, periods: Iterable[CommentPeriod]) -> list[Item]:
    """What was said in the periods that are over, and what became of it."""
    return [_over(actor, period) for period in periods]


def _over(actor: Actor, period: CommentPeriod) -> Item:
    revision = find.revision_of(period)
    body = body_of(revision)
    every = find.comments_for(actor, period)
    named = {one.block for one in every if one.block}
    # What is said of a place is for those to whom the draft showed it.
    shown = words_by_block(drawn(actor, revision, period.report, among(body, named)))
    said = [one for one in every if not one.block or one.block in shown]
    dialogue, known = period.report.dialogue, places(body)
    by_place = _by_place(said, dialogue, is_open=False)
    in_order = ["", *(one.uid for one in body)]
    return {
        "rule": period.rule,
        "rule_label": period.get_rule_display(),
        "is_closed_door": period.rule == Rule.CLOSED_DOOR,
        "dates": _dates(period),
        "places": [
            {
                "label": known[uid] if uid else _("The draft as a whole"),
                "comments": by_place[uid],
            }
            for uid in in_order
            if uid in by_place
        ],
    }


def _dates(period: CommentPeriod) -> str:
    zone = period.report.dialogue.zone
    last = period.closed_at or period.until
    return str(date_range(period.opened_at.astimezone(zone).date(), last.astimezone(zone).date()))


# ---- on the pages of a dialogue


def dialogue_panel(actor: Actor, dialogue: Dialogue) -> Item | None:
    return _panel(find.period_with(dialogue), dialogue)


def own_panel(actor: Actor, registration: Registration) -> Item | None:
    dialogue = registration.dialogue
    return _panel(find.latest_period(actor, dialogue), dialogue)


def _panel(period: CommentPeriod | None, dialogue: Dialogue) -> Item | None:
    if period is None:
        return None
    if find.is_open(period):
        told = {"until": in_both(period.until, dialogue.zone, None)}
        return {
            "text": _("The draft of the report is open for comments until %(until)s.") % told,
            "url": address("report-draft", dialogue),
            "label": _("Read it and comment"),
        }
    return {
        "text": _("Comments on the draft of the report are not taken any more."),
        "url": address("report-comments", dialogue),
        "label": _("What became of the comments"),
    }
