"""The job that reads all sources of a synthesis and proposes findings."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from parley.apps.outcomes.findings.scale import scale_from
from parley.apps.outcomes.models import IN_WORK as MAP_IN_WORK
from parley.apps.outcomes.models import OpinionMap, Synthesis, SynthesisSource, Working
from parley.apps.outcomes.selectors import maps
from parley.apps.outcomes.selectors.grounds import evidence_of, is_ready
from parley.apps.outcomes.selectors.sources import Source, source_of
from parley.apps.outcomes.services import combining, drawing
from parley.apps.outcomes.services.drawing import UNEXPECTED
from parley.core import jobs
from parley.core.errors import ParleyError

IN_WORK = (Working.QUEUED, Working.WORKING)
# Nothing takes longer: its worker was ended.
STUCK = timedelta(minutes=15)
# Maps that others are drawing are waited for, so many times so long.
PAUSE, MOST_PAUSES = timedelta(seconds=3), 60
STEP_SECONDS = 0.5
_log = logging.getLogger(__name__)


def is_stuck(synthesis: Synthesis) -> bool:
    return synthesis.moved_at is None or synthesis.moved_at < timezone.now() - STUCK


@jobs.task()
def propose(key: int, pauses: int = 0) -> None:
    """Draw the maps that are missing, then read all sources. Sources are read as they stand, whoever
    asked: who sees what comes of them is decided where it is shown."""
    rows = Synthesis.objects.filter(pk=key, working__in=IN_WORK)
    if not rows.update(working=Working.WORKING, moved_at=timezone.now()):
        return
    synthesis = rows.select_related("dialogue").get()
    try:
        if not maps_are_there(synthesis, pauses):
            jobs.enqueue_later(propose, PAUSE, key, pauses + 1)
            return
        read(synthesis)
    except ParleyError as error:
        _fail(synthesis, str(error))
    except Exception:
        # The row is what people see of the job: it must not say for ever that it is at work.
        _fail(synthesis, UNEXPECTED)
        _log.exception("Findings could not be proposed.")
        raise


def _fail(synthesis: Synthesis, error: str) -> None:
    Synthesis.objects.filter(pk=synthesis.pk).update(
        working=Working.FAILED, error=error[:300], moved_at=timezone.now()
    )


def _sources(synthesis: Synthesis) -> list[SynthesisSource]:
    rows = SynthesisSource.objects.filter(synthesis=synthesis)
    return list(
        rows.select_related("consultation__dialogue", "consultation__session", "collection")
    )


def maps_are_there(synthesis: Synthesis, pauses: int) -> bool:
    """Whether each source has the map that it can have; those that nobody draws are drawn here."""
    wanted = [source for row in _sources(synthesis) if is_ready(source := source_of(row))]
    keys = {source.key for source in wanted}
    for source, fingerprint in maps.due():
        if source.key in keys:
            _draw(source, fingerprint)
    waiting = any(source.maps().filter(status__in=MAP_IN_WORK).exists() for source in wanted)
    return not waiting or pauses >= MOST_PAUSES


def _draw(source: Source, fingerprint: str) -> None:
    drawing.queue(source, fingerprint)
    row = source.maps(OpinionMap.objects.filter(fingerprint=fingerprint)).first()
    if row is not None:
        drawing.draw.call(row.pk)


def read(synthesis: Synthesis) -> None:
    """Propose, from what there is."""
    found = evidence_of(_sources(synthesis), scale_from(synthesis.thresholds), _progress(synthesis))
    with transaction.atomic():
        held = Synthesis.objects.select_for_update().get(pk=synthesis.pk)
        combining.combine(held, found)
        held.working, held.progress, held.error = Working.IDLE, 1.0, ""
        held.moved_at = held.proposed_at = timezone.now()
        held.save()


def _progress(synthesis: Synthesis) -> Callable[[float], None]:
    said = time.monotonic()

    def tell(share: float) -> None:
        nonlocal said
        if time.monotonic() - said < STEP_SECONDS:
            return
        said = time.monotonic()
        Synthesis.objects.filter(pk=synthesis.pk).update(
            progress=share * 0.9, moved_at=timezone.now()
        )

    return tell
