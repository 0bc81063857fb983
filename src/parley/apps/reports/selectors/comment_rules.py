"""Under which rule a draft is commented on: that of the strictest thing that it rests on.

Asked of all there is, not of what somebody sees: a rule holds for those who don't know of it too.
"""

import re
from collections.abc import Iterable, Iterator

from django.db.models import Q

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Consultation
from parley.apps.outcomes.models import Finding, Ground, OpenQuestion, Practice, SynthesisSource
from parley.apps.outcomes.selectors.sources import source_of
from parley.apps.reports.body.blocks import Body, Kind
from parley.apps.reports.body.references import SHORT, references
from parley.apps.reports.models import Report
from parley.apps.reports.selectors.drafts import body_of

# From the laxest on. A draft is not public, so that it is not commented on in public either.
OFFERED = (Rule.PARTICIPANTS, Rule.CHATHAM_HOUSE, Rule.CLOSED_DOOR)
# What shows all sources of the outcome, whatever else the text refers to.
OF_ALL_SOURCES = (Kind.SOURCES, Kind.METHOD)
_OF_CONSULTATION = re.compile(r"c([0-9]{1,18})(?:/|\Z)")


def strictest(rules: Iterable[str]) -> Rule:
    """Of those that a period can have. A rule that is not stated is a closed door."""
    found = [Rule(rule or Rule.CLOSED_DOOR) for rule in rules]
    return max((one for one in found if one in OFFERED), key=OFFERED.index, default=OFFERED[0])


def rule_of(report: Report) -> Rule:
    return strictest(_rules(report))


def rules_offered(report: Report) -> tuple[Rule, ...]:
    """What comes from behind a closed door is talked of behind one; else a laxer rule is a choice."""
    return OFFERED[-1:] if rule_of(report) == Rule.CLOSED_DOOR else OFFERED


def _rules(report: Report) -> Iterator[str]:
    body = body_of(report)
    dialogue = report.dialogue_id
    for consultation in _consultations(body, dialogue):
        yield from source_of(consultation).rules
    practices, questions = _named(body, "practice"), _named(body, "question")
    told = Practice.objects.filter(dialogue=dialogue, slug__in=practices)
    asked = OpenQuestion.objects.filter(dialogue=dialogue)
    yield from told.exclude(session=None).values_list("session__rule", flat=True)
    for uid, rule in asked.exclude(session=None).values_list("uid", "session__rule"):
        if uid.hex[:SHORT] in questions:
            yield rule


def _consultations(body: Body, dialogue: int) -> Iterable[Consultation]:
    findings = _findings(body, dialogue)
    rests = Ground.objects.filter(finding__in=findings)
    behind = Finding.objects.filter(pk__in=findings).exclude(behind=None)
    q = Q(pk__in=rests.values("source__consultation")) | Q(pk__in=behind.values("behind"))
    q |= Q(pk__in=[*_charted(body)])
    if any(one.kind in OF_ALL_SOURCES for one in body):
        sources = SynthesisSource.objects.filter(synthesis__dialogue=dialogue)
        q |= Q(pk__in=sources.exclude(consultation=None).values("consultation"))
    return Consultation.objects.filter(q).select_related("session")


def _findings(body: Body, dialogue: int) -> set[int]:
    """Those that the text shows or refers to, and what was joined to them."""
    named = _named(body, "finding")
    rows = Finding.objects.filter(synthesis__dialogue=dialogue)
    known = {one.pk: one for one in rows}
    found = {key for key, one in known.items() if one.uid.hex[:SHORT] in named}
    return found | {key for key, one in known.items() if one.joined_into_id in found}


def _named(body: Body, kind: str) -> set[str]:
    """What the text shows or refers to: beginnings of uids, or short names."""
    shown = {one.of for one in body if one.kind == kind}
    found = {key if kind == "practice" else key.replace("-", "")[:SHORT] for key in shown}
    texts = (text for one in body for text in one.text.values())
    return found | {one.key for text in texts for one in references(text) if one.kind == kind}


def _charted(body: Body) -> Iterator[int]:
    """Keys of the consultations of which it shows charts."""
    for one in body:
        found = _OF_CONSULTATION.match(one.of) if one.kind == Kind.CHART else None
        if found:
            yield int(found[1])
