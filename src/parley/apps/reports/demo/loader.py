"""The report of the demonstration: composed, commented on by personas, approved and published, once."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone

from parley.apps.accounts.models import User
from parley.apps.accounts.personas import DOMAIN
from parley.apps.convening.models import Dialogue
from parley.apps.outcomes.demo.conclusions import finding_on
from parley.apps.reports.body.blocks import (
    Block,
    Body,
    Kind,
    new_uid,
    with_changes,
    with_new,
)
from parley.apps.reports.models import CommentPeriod, Report
from parley.apps.reports.selectors.drafts import body_of
from parley.apps.reports.services import (
    approving,
    comment_periods,
    commenting,
    composing,
    deciding,
    publishing,
    revisions,
)
from parley.core.actors import Actor, actor_of, system_actor
from parley.core.errors import ParleyError
from parley.core.localtext import LocalText

ACTOR = system_actor("demo")
REPORT = Path(__file__).with_name("report.yaml")
CONVENER = "convener"
Said = dict[str, Any]


def load_missing() -> None:
    """Into a dialogue that has findings and no report yet: what is there stays as it was left."""
    said = yaml.safe_load(REPORT.read_text())
    dialogue = Dialogue.objects.filter(slug=said["dialogue"]).first()
    if dialogue is None or not hasattr(dialogue, "synthesis"):
        return
    if not hasattr(dialogue, "report"):
        _load(dialogue, said)
    _publish(Report.objects.select_related("dialogue").get(dialogue=dialogue))


@transaction.atomic
def _load(dialogue: Dialogue, said: Said) -> None:
    report = Report.objects.create(
        dialogue=dialogue,
        title=LocalText(said["title"]),
        subtitle=LocalText(said["subtitle"]),
        languages=said["languages"],
        demonstration=True,
    )
    composing.write(ACTOR, report)
    foreword = Block(new_uid(), Kind.TEXT, LocalText(said["foreword"]))
    _change(report, lambda body: _with_texts(body, foreword, said))
    _comment(report, foreword.uid, said)
    whole = LocalText(
        {code: f"{said['foreword'][code]} {text}" for code, text in said["added"].items()}
    )
    _change(report, lambda body: with_changes(body, foreword.uid, text=whole))
    approving.approve(ACTOR, report)


def _with_texts(body: Body, foreword: Block, said: Said) -> Body:
    """The foreword below the first heading, the rapporteur's view below what the summary counts."""
    view = Block(new_uid(), Kind.TEXT, LocalText(said["view"]), own=True)
    first, _opening, counts = (one.uid for one in body[:3])
    return with_new(with_new(body, view, counts), foreword, first)


def _change(report: Report, change: Any) -> None:
    held = Report.objects.select_for_update().get(pk=report.pk)
    revisions.written(ACTOR, held, body=change(body_of(held)))
    report.refresh_from_db()


# ---- comments


def _persona(name: str) -> Actor | None:
    account = User.objects.filter(email=f"{name}@{DOMAIN}").first()
    return None if account is None else actor_of(account)


def _comment(report: Report, foreword: str, said: Said) -> None:
    """A period that has ended, with what was made of each comment."""
    period = comment_periods.open_period(
        ACTOR,
        report,
        until=timezone.now() + timedelta(days=14),
        rule=said["period"]["rule"],
        note=LocalText(said["period"]["note"]),
    )
    for one in said["comments"]:
        _add(report, period, foreword, one)
    comment_periods.end(ACTOR, period)
    answers = {one["text"]: one for one in said["comments"]}
    # The end of a period without names puts other rows in the place of its comments.
    for comment in period.comments.select_related("period__report"):
        one = answers[comment.text]
        deciding.decide(ACTOR, comment, one["disposition"], LocalText(one["answer"]))
    report.refresh_from_db()


def _add(report: Report, period: CommentPeriod, foreword: str, said: Said) -> None:
    actor = _persona(said["by"])
    if actor is None:
        return
    commenting.comment(
        actor,
        period,
        text=said["text"],
        instead=said.get("instead", ""),
        block=_block(report, foreword, said.get("on")),
    )


def _block(report: Report, foreword: str, on: Any) -> str:
    """The uid of the block that is commented on; none: the whole."""
    if on is None:
        return ""
    if isinstance(on, str):
        return foreword
    finding = finding_on(report.dialogue, on["element"], on["proposition"])
    shown = (one for one in body_of(report) if finding and one.of == str(finding.uid))
    return next((one.uid for one in shown), "")


# ---- published


def _publish(report: Report) -> None:
    """As the convener of the demonstration; also where loading was interrupted."""
    convener = _persona(CONVENER)
    waits = report.is_approved and not report.versions.exists()
    if convener is None or not waits:
        return
    publishing.ask(convener, report)
    publishing.publish.call(report.pk, convener.user_id)
    report.refresh_from_db()
    if report.error:
        raise ParleyError(report.error)
