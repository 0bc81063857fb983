"""The desk's home of a report: what it is made of, how far it is, what comes next."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parley.apps.convening.models import Dialogue
from parley.apps.outcomes.models import Working
from parley.apps.outcomes.presenters import gathered
from parley.apps.outcomes.presenters.words import number
from parley.apps.reports.models import Doing, Report, Stage, Version
from parley.apps.reports.presenters.places import version_name
from parley.apps.reports.selectors.home import (
    FINDINGS,
    TEXT,
    Holdings,
    Standing,
    share_of,
)
from parley.core.actors import Actor
from parley.core.locales import language_name
from parley.core.templatetags.parley import localized

Item = dict[str, Any]
HOME, LABEL = "desk-report", gettext_lazy("Report")
DONE, CURRENT, AHEAD = "done", "current", "ahead"
PERCENT = 100


def url(name: str, dialogue: Dialogue, *more: Any) -> str:
    return reverse(name, args=[dialogue.slug, *more])


def around(actor: Actor, dialogue: Dialogue, title: Any = "") -> Item:
    return gathered.around(actor, dialogue, HOME, *([(title, "")] if title else []))


# ---- what there is to make one of


def empty(dialogue: Dialogue, of: Holdings) -> Item:
    return {
        "holdings": list(_holdings(dialogue, of)),
        "begin_url": url("desk-report-begin", dialogue),
        "notes": list(_missing(of)),
    }


def _holdings(dialogue: Dialogue, of: Holdings) -> Iterator[Item]:
    """What is there, and the way to what is not."""
    yield _check(dialogue, of.ready, _sources(of), "desk-outcome")
    yield _check(dialogue, of.accepted, _findings(of), "desk-findings")
    text = ngettext("%(number)s published practice", "%(number)s published practices", of.practices)
    yield _check(dialogue, of.practices, _n(text, of.practices), "desk-practices")
    text = ngettext(
        "%(number)s published open question", "%(number)s published open questions", of.questions
    )
    yield _check(dialogue, of.questions, _n(text, of.questions), "desk-questions")


def _check(dialogue: Dialogue, n: int, text: str, name: str) -> Item:
    return {"text": text, "is_met": n > 0, "url": url(name, dialogue)}


def _n(text: str, n: int) -> str:
    return text % {"number": number(n, 0)}


def _sources(of: Holdings) -> str:
    text = ngettext(
        "%(number)s source whose numbers are published",
        "%(number)s sources whose numbers are published",
        of.ready,
    )
    return _n(text, of.ready)


def _findings(of: Holdings) -> str:
    if not of.findings:
        return _("No findings yet")
    told = {"accepted": number(of.accepted, 0), "proposed": number(of.proposed, 0)}
    return _("Findings: %(accepted)s accepted, %(proposed)s proposed") % told


def _missing(of: Holdings) -> Iterator[str]:
    if not of.findings:
        yield (
            _("No findings have been proposed yet. Composing the report has them proposed.")
            if of.ready
            else _(
                "There are no findings, and nothing to draw them from. You can begin all the same, "
                "and compose the report anew later."
            )
        )
    elif not of.accepted:
        yield _(
            "No finding is accepted yet, so the draft is composed of the proposed ones. Only accepted "
            "ones can be published."
        )
    if of.waiting:
        text = ngettext(
            "%(number)s source is not read: its results are not shown yet, or it is not published.",
            "%(number)s sources are not read: their results are not shown yet, or they are not "
            "published.",
            of.waiting,
        )
        yield _n(text, of.waiting)


# ---- the job


def working(report: Report) -> Item:
    """How it stands with the job; renewed by itself while it is at work."""
    share = share_of(report) if report.is_at_work else report.progress
    return {
        "busy": report.is_at_work,
        "text": _doing(report),
        "progress": round(share * PERCENT),
        "failed": _(report.error) if report.working == Working.FAILED and report.error else "",
        "url": url("desk-report-progress", report.dialogue),
    }


def _doing(report: Report) -> str:
    if report.doing == Doing.PUBLISHING:
        return _("The files of a version are being made.")
    if report.working == Working.QUEUED:
        return _("It begins in a moment.")
    if report.progress < FINDINGS:
        return _("The sources are being read, and opinion maps that are missing are drawn.")
    if report.progress < TEXT:
        return _("Findings are being proposed.")
    return _("The text is being composed.")


# ---- how far it is


def home(of: Standing, holdings: Holdings) -> Item:
    report, dialogue = of.report, of.report.dialogue
    return {
        "title": localized(report.title),
        "subtitle": localized(report.subtitle) if report.subtitle else "",
        "demonstration": report.demonstration,
        "working": working(report),
        "steps": _steps(of),
        "next": _next(of, holdings),
        "facts": _facts(of),
        "links": _links(of),
        "holdings": list(_holdings(dialogue, holdings)),
        "notes": list(_missing(holdings)),
        "versions": [_version(one) for one in of.versions],
        "settings_url": url("desk-report-settings", dialogue),
        "compose_url": url("desk-report-compose", dialogue),
        "can_compose": not report.is_at_work and report.stage != Stage.COMMENTS,
        "is_composed": bool(of.blocks),
        "page_url": url("report", dialogue) if of.published else "",
    }


def _facts(of: Standing) -> list[Item]:
    report = of.report
    facts = [
        {"label": _("Languages"), "value": ", ".join(map(language_name, report.languages))},
        {"label": _("Revision"), "value": _revision(of)},
    ]
    if report.doi:
        facts.append({"label": _("DOI"), "value": report.doi})
    return facts


def _revision(of: Standing) -> str:
    told = {"number": number(of.report.revision, 0), "who": of.written_by}
    if of.written_at is None:
        return told["number"]
    told["when"] = date_format(of.written_at, "DATETIME_FORMAT")
    if not of.written_by:
        return _("%(number)s, of %(when)s UTC") % told
    return _("%(number)s, of %(when)s UTC, by %(who)s") % told


def _steps(of: Standing) -> list[Item]:
    report = of.report
    approved = report.is_approved
    published = of.is_published
    open_ = report.stage == Stage.COMMENTS
    states = (
        (_("Draft"), _draft_text(of), CURRENT if _is_at_draft(of) else DONE),
        (
            _("Comments"),
            _comments_text(of),
            CURRENT if open_ or of.pending else DONE if of.commented else AHEAD,
        ),
        (
            _("Approval"),
            _approval_text(of),
            DONE if approved or published else AHEAD,
        ),
        (
            _("Published"),
            _published_text(of),
            DONE if published else CURRENT if approved else AHEAD,
        ),
    )
    words = {DONE: _("done"), CURRENT: _("now"), AHEAD: _("ahead")}
    return [
        {"label": label, "text": text, "state": state, "state_label": words[state]}
        for label, text, state in states
    ]


def _is_at_draft(of: Standing) -> bool:
    return of.report.stage == Stage.DRAFT and not of.is_published and not of.pending


def _draft_text(of: Standing) -> str:
    if not of.blocks:
        return _("Nothing is written yet.")
    return _n(ngettext("%(number)s block", "%(number)s blocks", of.blocks), of.blocks)


def _comments_text(of: Standing) -> str:
    if of.period is not None:
        until = date_format(of.period.until, "DATETIME_FORMAT")
        return _("Open until %(when)s UTC") % {"when": until}
    if not of.commented:
        return _("Participants have not been asked yet.")
    text = ngettext("%(number)s comment", "%(number)s comments", of.comments)
    return _n(text, of.comments)


def _approval_text(of: Standing) -> str:
    if of.report.is_approved:
        return _("Approved as it stands.")
    if of.is_published:
        return _("It was approved, and published, as it stands.")
    return _("A convener approves the text before it is published.")


def _published_text(of: Standing) -> str:
    latest = of.published
    if latest is None:
        return _("No version yet.")
    text = version_name(latest.number)
    if not of.is_published:
        return _("%(version)s; the text has been changed since.") % {"version": text}
    return text


def _next(of: Standing, holdings: Holdings) -> Item | None:
    """The one thing to do now."""
    report, dialogue = of.report, of.report.dialogue
    if report.is_at_work:
        return None
    if not of.blocks:
        return _to(_("Compose the draft"), "desk-report-compose", dialogue)
    if report.stage == Stage.COMMENTS:
        return _to(_("See the comments"), "desk-report-comments", dialogue)
    if of.pending:
        text = ngettext("Decide on %(number)s comment", "Decide on %(number)s comments", of.pending)
        return _to(_n(text, of.pending), "desk-report-comments", dialogue)
    if report.is_approved:
        return _to(_("Publish it"), "desk-report-publish", dialogue)
    if not holdings.accepted and holdings.proposed:
        return _to(_("Decide on the proposed findings"), "desk-findings", dialogue)
    if of.is_published:
        return None
    return _to(_("Go on with the text"), "desk-report-text", dialogue)


def _to(label: str, name: str, dialogue: Dialogue) -> Item:
    return {"label": label, "url": url(name, dialogue)}


def _links(of: Standing) -> list[Item]:
    comments = _("What participants say of the draft, and what is made of it.")
    if of.pending:
        text = ngettext(
            "%(number)s comment waits for a decision.",
            "%(number)s comments wait for a decision.",
            of.pending,
        )
        comments = _n(text, of.pending)
    rows = (
        ("desk-report-text", _("Text"), _("Write and arrange it, block by block.")),
        ("desk-report-history", _("History"), _("Every revision, and what differs between them.")),
        ("desk-report-comments", _("Comments"), comments),
        (
            "desk-report-publish",
            _("Checks and publication"),
            _("What is to be mended first, approval, and the versions."),
        ),
    )
    return [{**_to(label, name, of.report.dialogue), "text": text} for name, label, text in rows]


def _version(one: Version) -> Item:
    about = [date_format(one.published_at, "DATE_FORMAT")]
    about += [", ".join(map(language_name, one.languages))]
    about += [_("withdrawn")] if one.is_withdrawn else []
    return {
        "label": version_name(one.number),
        "url": reverse("report-version", args=[one.report.uid, one.number]),
        "about": " · ".join(about),
    }


# ---- composing anew


def compose_points(of: Standing, holdings: Holdings) -> list[str]:
    points = [
        _("What is written now is replaced. It stays in the history, and can be restored."),
        _("The draft is composed of what the dialogue holds now: findings, practices, questions."),
    ]
    if of.report.is_approved:
        points.append(_("It is approved: that goes, for the approval was of the other text."))
    points += _missing(holdings)
    return points


def added(titles: list[str]) -> str:
    """Which sources findings are drawn from now."""
    return _("Added as sources of the findings: %(titles)s.") % {"titles": ", ".join(titles)}


ACTIONS: dict[str, Any] = {
    "report.begun": gettext_lazy("began the report"),
    "report.asked": gettext_lazy("had the report composed"),
    "report.set_up": gettext_lazy("changed what the report is called or how it is published"),
}
