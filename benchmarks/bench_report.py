#!/usr/bin/env python3
"""From a consultation of 100 participants × 30 propositions to the draft of a report with its charts.

One job draws the opinion map, proposes the findings and composes the text; then the draft is laid out, as its writers
read it, with every chart drawn. Beside each step stands the time that the map alone took in the same run.
"""

from __future__ import annotations

import time
from typing import Any

from bench_findings import PEOPLE, PROPOSITIONS, SEED, planted
from measuring import demo_data, table, verdict

MOST_SECONDS = 20.0
LEAST_CHARTS = 2


def main() -> None:
    with demo_data():
        dialogue, account = planted()
        opened(dialogue)
        print(f"  {PEOPLE} participants × {PROPOSITIONS} propositions, public; seed {SEED}")
        begun = time.monotonic()
        report = composed(dialogue, account)
        composing = time.monotonic() - begun
        document = laid_out(report, account)
        whole = time.monotonic() - begun
        again = time.monotonic()
        laid_out(report, account)
        again = time.monotonic() - again
        told(dialogue, composing, whole - composing, again)
        figures = sum(type(one).__name__ == "Figure" for one in document.nodes)
        assert figures >= LEAST_CHARTS, figures
        print(f"  {len(report.body)} blocks, {len(document.nodes)} nodes, {figures} charts")
        verdict("consultation to a draft with charts", whole, MOST_SECONDS, "s")


def opened(dialogue: Any) -> None:
    """Public, so that its charts may stand in what is published."""
    from parley.apps.convening.models import Rule
    from parley.apps.deliberation.models import Consultation

    Consultation.objects.filter(dialogue=dialogue).update(rule=Rule.PUBLIC)


def composed(dialogue: Any, account: Any) -> Any:
    from parley.apps.reports.body.blocks import Kind
    from parley.apps.reports.models import Report
    from parley.apps.reports.services import composing
    from parley.core.actors import actor_of

    asked = composing.begin(actor_of(account), dialogue, {"languages": ["en"]})
    assert asked.added, "the consultation was to become a source"
    composing.compose.call(asked.report.pk, account.pk)
    report = Report.objects.select_related("dialogue").get(pk=asked.report.pk)
    assert not report.error, report.error
    shown = [one["kind"] for one in report.body]
    assert shown.count(Kind.FINDING) == PROPOSITIONS, shown
    return report


def laid_out(report: Any, account: Any) -> Any:
    from parley.apps.reports.layout.building import laid_out
    from parley.apps.reports.layout.nodes import Imprint
    from parley.apps.reports.selectors.drafts import body_of
    from parley.core.actors import actor_of

    return laid_out(actor_of(account), report, body_of(report), "en", Imprint())


def told(dialogue: Any, composing: float, laying: float, again: float) -> None:
    from parley.apps.outcomes.models import OpinionMap

    drawing = OpinionMap.objects.get(consultation__dialogue=dialogue).seconds
    rows = (
        ("opinion map alone (baseline)", drawing),
        ("map, findings, text", composing),
        ("laid out, charts drawn", laying),
        ("laid out again", again),
    )
    table(
        ("step", "seconds", "against the map"),
        [(label, f"{took:.2f}", f"× {took / drawing:.2f}") for label, took in rows],
    )


if __name__ == "__main__":
    main()
