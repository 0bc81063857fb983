"""The desk's page of checks, approval and published versions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parley.apps.outcomes.models import Working
from parley.apps.outcomes.presenters import gathered
from parley.apps.outcomes.presenters.words import number
from parley.apps.reports.body.blocks import Body
from parley.apps.reports.checks.problem import Problem, Topic
from parley.apps.reports.models import Doing, Report, Stage, Version
from parley.apps.reports.presenters.editing import block_at
from parley.apps.reports.presenters.places import places, version_name
from parley.apps.reports.selectors.drafts import body_of
from parley.apps.reports.selectors.publication import next_number
from parley.apps.reports.selectors.versions import of_this_text
from parley.apps.reports.services.publishing import (
    CHECK,
    DATA,
    LAY_OUT,
    PACK,
    PDF,
    WORD,
    is_stuck,
    step_of,
)
from parley.core.access import may
from parley.core.actors import Actor
from parley.core.locales import language_name
from parley.core.templatetags.parley import localized

Item = dict[str, Any]
HOME, HERE = "desk-report", "desk-report-publish"
LABEL = gettext_lazy("Checks and publication")
SETTINGS, BOARD = "desk-report-settings", "desk-findings"
SHORT_DIGEST = 12
PERCENT = 100

# What each kind of problem is called, and what to do about it.
KINDS: Mapping[Topic, tuple[Any, Any]] = {
    Topic.DIALOGUE: (
        gettext_lazy("The dialogue"),
        gettext_lazy(
            "A report is published to everybody who sees its dialogue: announce it first."
        ),
    ),
    Topic.REACH: (
        gettext_lazy("Whom the findings reach"),
        gettext_lazy("What is published is what everybody sees."),
    ),
    Topic.EMPTY: (gettext_lazy("Nothing to publish"), gettext_lazy("Write or compose the text.")),
    Topic.TITLE: (
        gettext_lazy("Title"),
        gettext_lazy("It stands in every language in which the report is published."),
    ),
    Topic.MISSING_TEXT: (
        gettext_lazy("Missing languages"),
        gettext_lazy("Write these texts, or take the language out of the settings."),
    ),
    Topic.CORRECTION: (
        gettext_lazy("What is corrected"),
        gettext_lazy("Readers of an earlier version want to know what differs."),
    ),
    Topic.DOI: (
        gettext_lazy("DOI"),
        gettext_lazy("Correct it in the settings, or leave it empty."),
    ),
    Topic.SYNTHETIC: (
        gettext_lazy("A demonstration"),
        gettext_lazy("Mark the report as a demonstration in the settings, or take this out."),
    ),
    Topic.NAME: (
        gettext_lazy("Names that are kept inside"),
        gettext_lazy(
            "Take them out, in every language. Other people of the team are not told which."
        ),
    ),
    Topic.SMALL_CELL: (
        gettext_lazy("Numbers about too few people"),
        gettext_lazy("Have the findings proposed anew, or take the finding out."),
    ),
    Topic.TAMPERED: (
        gettext_lazy("Numbers that do not fit their digest"),
        gettext_lazy("They were changed by other ways than Parley’s own. Tell your operator."),
    ),
    Topic.UNSEALED: (
        gettext_lazy("Consultations that go on"),
        gettext_lazy("Where stances are confidential, nothing is published before the last one."),
    ),
    Topic.FINDING: (
        gettext_lazy("Findings that can’t be published as they are"),
        gettext_lazy("Decide on them, or take them out of the text."),
    ),
    Topic.CLAIM: (
        gettext_lazy("Sentences that claim something without a finding"),
        gettext_lazy(
            "Refer to the finding that bears it out, word it otherwise, or mark the whole text as your "
            "own assessment."
        ),
    ),
    Topic.QUOTATION: (
        gettext_lazy("Quotations"),
        gettext_lazy("Put in the words as they stand, or take the quotation out."),
    ),
    Topic.HIDDEN: (
        gettext_lazy("What not everybody sees"),
        gettext_lazy("Publish it where it belongs, or take it out of the text."),
    ),
    Topic.COMMENT: (
        gettext_lazy("Comments"),
        gettext_lazy("Each comment has an answer before the report is published."),
    ),
    Topic.PERIOD: (gettext_lazy("Comment period"), ""),
    Topic.LEFT_OUT: (
        gettext_lazy("Findings that are not in the report"),
        gettext_lazy("You may leave some out; see that you mean to."),
    ),
    Topic.UNDECIDED: (gettext_lazy("Findings not decided on"), ""),
    Topic.LINK: (
        gettext_lazy("Links to other sites"),
        gettext_lazy("They stand in what is published for as long as it is kept."),
    ),
}
# Where a problem of the whole report is mended.
PLACES: Mapping[Topic, str] = {
    Topic.DIALOGUE: "dialogue",
    Topic.REACH: "desk-outcome-reach",
    Topic.EMPTY: "desk-report-text",
    Topic.TITLE: SETTINGS,
    Topic.CORRECTION: SETTINGS,
    Topic.DOI: SETTINGS,
    Topic.SYNTHETIC: SETTINGS,
    Topic.COMMENT: "desk-report-comments",
    Topic.PERIOD: "desk-report-comments",
    Topic.LEFT_OUT: BOARD,
    Topic.UNDECIDED: BOARD,
}


def url(name: str, report: Report, *more: Any) -> str:
    return reverse(name, args=[report.dialogue.slug, *more])


def around(actor: Actor, report: Report, title: Any = "") -> Item:
    here = (LABEL, url(HERE, report) if title else "")
    trail = [here, (title, "")] if title else [here]
    return gathered.around(actor, report.dialogue, HOME, *trail)


def page(
    actor: Actor, report: Report, found: Sequence[Problem], versions: Iterable[Version]
) -> Item:
    """`found`: all problems; those that would confirm what a rule hides are told to conveners alone."""
    acts = may(actor, "publish", report)
    told = [one for one in found if acts or not one.private]
    body = body_of(report)
    stops, listed = [one for one in told if one.stops], list(versions)
    stands = of_this_text(report, listed)
    rests = _rests(report, stands)
    if rests:
        stops = [one for one in stops if one.kind != Topic.CORRECTION]
    return {
        "stops": _groups(report, body, stops),
        "warns": _groups(report, body, [one for one in told if not one.stops]),
        "verdict": "" if rests and not stops else _verdict(len(stops)),
        "is_clear": not stops,
        "working": working(report),
        "approval": approval(report, rests=rests),
        "rests": rests,
        "acts": acts,
        "can_publish": acts and not stops and _is_free(report) and report.is_approved,
        "next": version_name(next_number(report)),
        "publish_url": url("desk-report-publish-sure", report),
        "home_url": url(HOME, report),
        "text_url": url("desk-report-text", report),
        "published": _published(report, stands, rests=rests and not stops),
        "settings_url": url(SETTINGS, report),
        "versions": [version(actor, one) for one in listed],
    }


def _rests(report: Report, stands: Version | None) -> bool:
    """Whether all is as it was published, and nobody has begun with the version after it."""
    if stands is None or report.stage != Stage.DRAFT or report.is_at_work:
        return False
    same = stands.languages == report.languages and stands.demonstration == report.demonstration
    return same and not report.correction and not report.doi


def _published(report: Report, stands: Version | None, *, rests: bool) -> str:
    """Where nothing was changed since: then the checks are of a next version that nobody needs yet."""
    if stands is None or report.is_at_work:
        return ""
    told = {"version": version_name(stands.number)}
    if rests:
        return (
            _(
                "%(version)s is this text as it stands. There is nothing to approve or to publish until "
                "something changes."
            )
            % told
        )
    return _("%(version)s is this text. What follows is about the version after it.") % told


def _verdict(n: int) -> str:
    if not n:
        return _("Nothing stands in the way.")
    text = ngettext(
        "%(number)s thing stands in the way of publishing.",
        "%(number)s things stand in the way of publishing.",
        n,
    )
    return text % {"number": number(n, 0)}


# ---- problems


def _groups(report: Report, body: Body, found: Sequence[Problem]) -> list[Item]:
    """By what they are, in their order, each with the way to where it is mended."""
    where = places(body)
    by_kind: dict[Topic, list[Problem]] = {}
    for one in found:
        by_kind.setdefault(one.kind, []).append(one)
    return [
        {
            "kind": str(kind),
            "title": KINDS[kind][0],
            "hint": KINDS[kind][1],
            "problems": [_problem(report, one, where) for one in ones],
        }
        for kind, ones in by_kind.items()
    ]


def _problem(report: Report, of: Problem, where: Mapping[str, str]) -> Item:
    return {
        "text": of.text,
        "place": where.get(of.block, ""),
        "url": _mended_at(report, of),
        "finding_url": f"{url(BOARD, report)}#f-{of.finding}" if of.finding else "",
    }


def _mended_at(report: Report, of: Problem) -> str:
    if of.block:
        return block_at(report, of.block, of.language)
    name = PLACES.get(of.kind)
    return url(name, report) if name else ""


# ---- approval


def approval(report: Report, *, rests: bool = False) -> Item:
    """`rests`: nothing has changed since it was published."""
    approved = report.is_approved
    told = {"revision": number(report.revision, 0)}
    if approved and report.approved_at is not None:
        told["when"] = date_format(report.approved_at, "DATETIME_FORMAT")
    return {
        "is_approved": approved,
        "text": _approved(report, told) if approved else _not_approved(rests=rests),
        "revision": report.revision,
        "label": _("Approve revision %(revision)s") % told,
        "url": url("desk-report-unapprove" if approved else "desk-report-approve", report),
        "waits": report.stage == Stage.COMMENTS or not report.body,
        "is_free": _is_free(report),
    }


def _not_approved(*, rests: bool) -> str:
    if rests:
        return _("It was approved, and published, as it stands.")
    return _("This text is not approved.")


def _approved(report: Report, told: dict[str, str]) -> str:
    if report.approved_by is None:
        return _("Revision %(revision)s was approved on %(when)s UTC.") % told
    who = {**told, "who": str(report.approved_by)}
    return _("Revision %(revision)s was approved by %(who)s on %(when)s UTC.") % who


def _is_free(report: Report) -> bool:
    return not report.is_at_work or is_stuck(report)


# ---- the job


def working(report: Report) -> Item:
    """How it stands with the job; renewed by itself while it is at work."""
    busy = report.is_at_work and not is_stuck(report)
    failed = report.error if report.working == Working.FAILED else ""
    if report.is_at_work and not busy:
        failed = _("It was interrupted. Try it again.")
    return {
        "busy": busy,
        "text": _doing(report) if busy else "",
        "progress": round(report.progress * PERCENT),
        "failed": _(failed) if failed else "",
        "url": url("desk-report-publish-progress", report),
    }


def _doing(report: Report) -> str:
    if report.doing != Doing.PUBLISHING:
        return _("A draft is being composed.")
    if report.working == Working.QUEUED:
        return _("It begins in a moment.")
    step = step_of(report)
    told = {"language": language_name(step.language)}
    return {
        LAY_OUT: _("The report is being laid out as everybody will see it."),
        CHECK: _("Everything is being checked once more."),
        DATA: _("Its data are being gathered."),
        PDF: _("The PDF is being made: %(language)s.") % told,
        WORD: _("The Word file is being made: %(language)s.") % told,
        PACK: _("The data package is being made."),
    }[step.name]


# ---- publishing


def publish_points(report: Report) -> list[str]:
    told = {
        "version": version_name(next_number(report)),
        "languages": ", ".join(language_name(code) for code in report.languages),
        "revision": number(report.revision, 0),
        "doi": report.doi,
    }
    points = [
        _("%(version)s is published in these languages: %(languages)s.") % told,
        _("It is revision %(revision)s of the text, with its findings as they are now.") % told,
        _("Everybody can read, download and cite it. Nothing changes it any more."),
        _("What has to be corrected later is published as another version."),
    ]
    if report.doi:
        points.append(_("It has the DOI %(doi)s.") % told)
    if report.demonstration:
        points.append(_("It says on every page and in every file that it is a demonstration."))
    return points


# ---- versions


def version(actor: Actor, of: Version) -> Item:
    acts = may(actor, "withdraw", of) and not of.is_withdrawn
    names = ", ".join(language_name(code) for code in of.languages)
    return {
        "title": version_name(of.number),
        "url": reverse("report-version", args=[of.report.uid, of.number]),
        "date": date_format(of.published_at.astimezone(of.report.dialogue.zone), "DATE_FORMAT"),
        "languages": names,
        "doi": of.doi,
        "digest": of.digest[:SHORT_DIGEST],
        "correction": localized(of.correction) if of.correction else "",
        "demonstration": of.demonstration,
        "withdrawn": localized(of.withdrawn_because) if of.is_withdrawn else "",
        "withdraw_url": url("desk-report-withdraw", of.report, of.number) if acts else "",
        "doi_url": url("desk-report-doi", of.report, of.number) if acts and not of.doi else "",
    }


def version_title(of: Version, text: str) -> str:
    """Such as: Withdraw version 2."""
    return text % {"number": number(of.number, 0)}


def withdraw_points() -> list[str]:
    return [
        _("Its pages and files are taken away. Whoever has them keeps them."),
        _("Its number, its day and your reason stay, for those who have cited it."),
        _("This can’t be undone. What it said can be published again only as another version."),
    ]


ACTIONS: dict[str, Any] = {
    "report.approved": gettext_lazy("approved the text of the report"),
    "report.unapproved": gettext_lazy("took the approval of the report back"),
    "report.publication_asked": gettext_lazy("had a version of the report made"),
    "report.published": gettext_lazy("published a version of the report"),
    "report.version_withdrawn": gettext_lazy("withdrew a version of the report"),
    "report.doi_named": gettext_lazy("gave a version of the report its DOI"),
}
