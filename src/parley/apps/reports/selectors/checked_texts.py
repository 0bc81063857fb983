"""Whether what is written in a report is there, in each language, and rests on findings."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.reports.body.blocks import Block, Body, Kind
from parley.apps.reports.body.doi import is_doi
from parley.apps.reports.body.references import bare
from parley.apps.reports.checks.claims import unfounded
from parley.apps.reports.checks.problem import Level, Problem, Topic
from parley.apps.reports.models import Report
from parley.core.locales import language_name
from parley.core.localtext import LocalText

# A block of these kinds says something in words of its own, or in none of the languages.
SPEAKING = (Kind.HEADING, Kind.TEXT)
LONGEST_QUOTED = 160
_LINK = re.compile(r"\bhttps?://[^\s)>\]]+", re.IGNORECASE)
_NAMES: dict[str, object] = {
    Kind.HEADING: gettext_lazy("This heading has no text in %(language)s."),
    Kind.TEXT: gettext_lazy("This text is missing in %(language)s."),
    Kind.CHART: gettext_lazy("The caption of this chart is missing in %(language)s."),
    Kind.QUOTE: gettext_lazy("The lead to this quotation is missing in %(language)s."),
}


def problems_of_texts(report: Report, body: Body) -> Iterator[Problem]:
    if not any(one.kind != Kind.HEADING for one in body):
        yield Problem(Topic.EMPTY, "", _("There is nothing in the report yet but headings."))
    for code in missing_in(report, report.title):
        yield Problem(Topic.TITLE, "", _("The title is missing in %(language)s.") % name_of(code))
    if report.subtitle:
        for code in missing_in(report, report.subtitle):
            text = _("The subtitle is missing in %(language)s.") % name_of(code)
            yield Problem(Topic.TITLE, "", text)
    for block in body:
        yield from _missing(report, block)
        if block.kind == Kind.TEXT and not block.own:
            yield from _claims(report, block)
    yield from _links(body)


def missing_in(report: Report, text: LocalText) -> list[str]:
    """The languages in which it is published, and this text is not there."""
    return [code for code in report.languages if not text.get(code, "").strip()]


def name_of(code: str) -> dict[str, str]:
    return {"language": language_name(code)}


def _missing(report: Report, block: Block) -> Iterator[Problem]:
    if block.kind not in _NAMES or not (block.kind in SPEAKING or block.text):
        return
    for code in missing_in(report, block.text):
        text = str(_NAMES[block.kind]) % name_of(code)
        yield Problem(Topic.MISSING_TEXT, block.uid, text, language=code)


def _claims(report: Report, block: Block) -> Iterator[Problem]:
    for code in report.languages:
        for claim in unfounded(block.text.get(code, ""), code):
            told = {
                "sentence": Truncator(bare(claim.sentence)).chars(LONGEST_QUOTED),
                "words": claim.words,
            }
            text = _("“%(sentence)s” claims something (“%(words)s”) and refers to no finding.")
            yield Problem(Topic.CLAIM, block.uid, text % told, language=code)


def _links(body: Body) -> Iterator[Problem]:
    own = urlsplit(settings.BASE_URL).netloc
    for block in body:
        texts = "\n".join(block.text.values())
        hosts = {urlsplit(one).netloc for one in _LINK.findall(texts)} - {own, ""}
        if hosts:
            text = _("It links to other sites: %(hosts)s. See that they are what you mean.")
            told = {"hosts": ", ".join(sorted(hosts))}
            yield Problem(Topic.LINK, block.uid, text % told, Level.WARNS)


def problems_of_imprint(report: Report) -> Iterator[Problem]:
    """What makes the next version citable, beside those that there are."""
    before = list(report.versions.all())
    if report.doi and not is_doi(report.doi):
        text = _("The DOI does not have the form of one, such as 10.5555/12345678.")
        yield Problem(Topic.DOI, "", text)
    if report.doi and any(one.doi == report.doi for one in before):
        text = _("An earlier version has this DOI already. Each version has its own, or none.")
        yield Problem(Topic.DOI, "", text)
    if before:
        for code in missing_in(report, report.correction):
            text = _("Say in %(language)s what this version corrects.") % name_of(code)
            yield Problem(Topic.CORRECTION, "", text)
