"""From a dialogue to the draft of its report: maps that are missing, findings where none were proposed,
then the text.

What was written before stays as a revision.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue
from parley.apps.convening.services import rows
from parley.apps.deliberation.models import Consultation
from parley.apps.evidence.models import Collection
from parley.apps.outcomes.models import Synthesis, Working
from parley.apps.outcomes.selectors.grounds import is_ready
from parley.apps.outcomes.selectors.sources import source_of
from parley.apps.outcomes.services import proposing, syntheses
from parley.apps.outcomes.services.drawing import UNEXPECTED
from parley.apps.reports.body import composing as outline
from parley.apps.reports.body.saying import in_all
from parley.apps.reports.models import IN_WORK, Doing, Report, RevisionKind, Stage
from parley.apps.reports.selectors.drafts import body_of
from parley.apps.reports.selectors.home import FINDINGS, MAPS, TEXT
from parley.apps.reports.selectors.material import Gathered, material_for
from parley.apps.reports.services import revisions
from parley.apps.reports.services.common import asker, changed
from parley.core import jobs
from parley.core.access import require, visible
from parley.core.actors import Actor
from parley.core.errors import InvalidInput, ParleyError
from parley.core.localtext import LocalText

# Nothing takes longer: its worker was ended.
STUCK = timedelta(minutes=15)
# Maps and findings that others are at work on are waited for, so many times so long.
PAUSE, MOST_PAUSES = timedelta(seconds=2), 120
_log = logging.getLogger(__name__)


class Asked(NamedTuple):
    """`added`: titles of the sources that findings are drawn from now, where there was none."""

    report: Report
    added: tuple[LocalText, ...] = ()


def suggested_title(dialogue: Dialogue) -> LocalText:
    return in_all(lambda: _("Outcome report: %(dialogue)s") % {"dialogue": dialogue.title})


def suggested_languages(dialogue: Dialogue) -> list[str]:
    """Those of the interface that the dialogue speaks."""
    ours = [code for code, _name in settings.LANGUAGES]
    return [code for code in ours if code in dialogue.title] or [settings.LANGUAGE_CODE]


def checked_languages(wanted: Iterable[str]) -> list[str]:
    """As they were given; the first is that of record."""
    found = list(dict.fromkeys(wanted))
    if not found or not {*found} <= {code for code, _name in settings.LANGUAGES}:
        raise InvalidInput(_("Choose at least one language, among those of this site."))
    return found


@transaction.atomic
def begin(actor: Actor, dialogue: Dialogue, values: dict[str, Any]) -> Asked:
    """Begin the report of a dialogue, and have its first draft composed."""
    require(actor, "edit", Report(dialogue=dialogue))
    made = {
        "title": suggested_title(dialogue),
        "languages": checked_languages(values.get("languages", suggested_languages(dialogue))),
        "demonstration": bool(values.get("demonstration", False)),
    }
    report, is_new = Report.objects.get_or_create(dialogue=dialogue, defaults=made)
    if not is_new:
        raise InvalidInput(_("This dialogue has a report already."))
    changed(actor, "report.begun", report)
    return ask(actor, report)


@transaction.atomic
def ask(actor: Actor, report: Report) -> Asked:
    """Have it composed, or composed anew."""
    require(actor, "edit", report)
    held = rows.locked(actor, report)
    if held.stage == Stage.COMMENTS:
        raise InvalidInput(_("It is open for comments. End the comment period first."))
    if held.is_at_work and not is_stuck(held):
        raise InvalidInput(_("This report is being worked on already. Wait until that has ended."))
    added = _sources(actor, held.dialogue)
    held.doing, held.working, held.progress = Doing.COMPOSING, Working.QUEUED, MAPS
    held.error, held.moved_at = "", timezone.now()
    held.save(update_fields=["doing", "working", "progress", "error", "moved_at"])
    changed(actor, "report.asked", held)
    jobs.enqueue(compose, held.pk, actor.user_id)
    return Asked(held, added)


def is_stuck(report: Report) -> bool:
    return report.moved_at is None or report.moved_at < timezone.now() - STUCK


def _sources(actor: Actor, dialogue: Dialogue) -> tuple[LocalText, ...]:
    """Where findings are drawn from nothing so far: the dialogue's consultations whose results are
    shown, and its published collections."""
    synthesis = syntheses.begun(actor, dialogue)
    if synthesis.sources.exists():
        return ()
    asked = visible(Consultation, actor).filter(dialogue=dialogue)
    gathered = visible(Collection, actor).filter(dialogues=dialogue, published=True)
    every: list[Consultation | Collection] = [*asked.order_by("pk")]
    every += gathered.order_by("kind", "pk")
    found = [one for one in every if is_ready(source_of(one))]
    for one in found:
        syntheses.add_source(actor, dialogue, one)
    return tuple(LocalText(one.title) for one in found)


# ---- the job


@jobs.task()
def compose(key: int, asked_by: int | None, pauses: int = 0) -> None:
    """As whoever asked for it: no more gets into the text than they may see."""
    mine = Report.objects.filter(pk=key, doing=Doing.COMPOSING, working__in=IN_WORK)
    if not mine.update(working=Working.WORKING, moved_at=timezone.now()):
        return
    report = mine.select_related("dialogue").get()
    try:
        if not _is_ready(report, pauses):
            jobs.enqueue_later(compose, PAUSE, key, asked_by, pauses + 1)
            return
        write(asker(asked_by), report)
    except ParleyError as error:
        _fail(report, str(error))
    except Exception:
        # The row is what people see of the job: it must not say for ever that it is at work.
        _fail(report, UNEXPECTED)
        _log.exception("A report could not be composed.")
        raise


def _fail(report: Report, error: str) -> None:
    Report.objects.filter(pk=report.pk, doing=Doing.COMPOSING).update(
        doing=Doing.NOTHING, working=Working.FAILED, error=error[:300], moved_at=timezone.now()
    )


def _tell(report: Report, share: float) -> None:
    Report.objects.filter(pk=report.pk).update(progress=share, moved_at=timezone.now())


def _is_ready(report: Report, pauses: int) -> bool:
    """Whether all maps are drawn that can be, and findings have been proposed."""
    synthesis = Synthesis.objects.filter(dialogue=report.dialogue_id).first()
    if synthesis is None or pauses > MOST_PAUSES:
        return True
    if synthesis.working in proposing.IN_WORK and not proposing.is_stuck(synthesis):
        return False
    if not proposing.maps_are_there(synthesis, pauses):
        return False
    if synthesis.proposed_at is None and _may_propose(synthesis):
        _tell(report, FINDINGS)
        proposing.propose.call(synthesis.pk)
        synthesis.refresh_from_db()
        if synthesis.working == Working.FAILED:
            raise ParleyError(synthesis.error)
        return synthesis.working not in proposing.IN_WORK
    return True


def _may_propose(synthesis: Synthesis) -> bool:
    """Whether there is something to propose from; then nobody else begins meanwhile."""
    sources = synthesis.sources.select_related("consultation", "collection")
    if not any(is_ready(source_of(one)) for one in sources):
        return False
    mine = Synthesis.objects.filter(pk=synthesis.pk)
    mine.update(working=Working.QUEUED, progress=0.0, error="", moved_at=timezone.now())
    return True


def write(actor: Actor, report: Report) -> Gathered:
    """Compose it from what there is, in the place of what was written before."""
    _tell(report, TEXT)
    found = material_for(actor, report.dialogue)
    with transaction.atomic():
        require(actor, "edit", report)
        held = rows.locked(actor, report)
        if held.stage == Stage.COMMENTS:
            raise ParleyError(_("It is open for comments. End the comment period first."))
        body = outline.composed(found.material, body_of(held))
        revisions.written(actor, held, body=body, kind=RevisionKind.COMPOSED)
        held.doing, held.working, held.progress = Doing.NOTHING, Working.IDLE, 1.0
        held.error, held.moved_at = "", timezone.now()
        # What rests on anything made up says so.
        held.demonstration = held.demonstration or found.synthetic
        held.save(
            update_fields=["doing", "working", "progress", "error", "moved_at", "demonstration"]
        )
    return found
