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
from parley.apps.reports.body.references import Reference, bare, references
from parley.apps.reports.checks.claims import unfounded
from parley.apps.reports.checks.problem import Level, Problem, Topic
from parley.apps.reports.layout.nodes import Run
from parley.apps.reports.layout.prose import Prose, prose
from parley.apps.reports.models import Report
from parley.core.locales import language_name
from parley.core.localtext import LocalText

# A block of these kinds says something in words of its own, or in none of the languages.
SPEAKING = (Kind.HEADING, Kind.TEXT)
# Of these the words are those of who writes.
WRITTEN = (*SPEAKING, Kind.CHART, Kind.QUOTE)
_MARK = re.compile(r"^\d+\. ")
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
    yield from _claims(report, body)
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


# ---- claims


def _claims(report: Report, body: Body) -> Iterator[Problem]:
    """Of all that a rapporteur writes but assessments that say whose they are."""
    for place, block in enumerate(body):
        founded = block.kind == Kind.HEADING and _leads_to_a_finding(body, place)
        if block.kind in WRITTEN and not block.own and not founded:
            yield from _unfounded(report, block.text, block.uid)
    # There is no place for a reference in them.
    for text in (report.title, report.subtitle, report.correction):
        yield from _unfounded(report, text, "", Level.WARNS)


def _unfounded(
    report: Report, text: LocalText, block: str, level: Level = Level.STOPS
) -> Iterator[Problem]:
    for code in report.languages:
        for claim in unfounded(as_printed(text.get(code, "")), code):
            told = {
                "sentence": Truncator(bare(claim.sentence)).chars(LONGEST_QUOTED),
                "words": claim.words,
            }
            why = _("“%(sentence)s” claims something (“%(words)s”) and refers to no finding.")
            yield Problem(Topic.CLAIM, block, why % told, level, language=code)


def _leads_to_a_finding(body: Body, place: int) -> bool:
    """A heading rests on what stands under it first, as a line does that leads to a list."""
    below = next((one for one in body[place + 1 :] if one.kind != Kind.HEADING), None)
    if below is None or below.kind == Kind.FINDING:
        return below is not None
    texts = below.text.values() if below.kind == Kind.TEXT and not below.own else ()
    every = [one for text in texts for one in references(as_printed(text))]
    return any(one.kind == "finding" for one in every)


def as_printed(text: str) -> str:
    """What readers read of a Markdown text: no markup, entity or address hides a claim, or makes one
    look as if it referred to a finding. References stay as they are written."""
    return "\n\n".join(_line(one) for one in prose(text, _written))


def _written(reference: Reference) -> Run:
    return Run(reference.written, reference=True)


def _line(one: Prose) -> str:
    # What looks like a reference and stands in code is words.
    words = (run.text if run.reference else run.text.replace("{", "(") for run in one.words)
    said = "".join(words)
    return f"- {_MARK.sub('', said)}" if one.role == "bullet" else said


# ---- links


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
