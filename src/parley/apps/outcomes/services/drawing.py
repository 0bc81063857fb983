"""Drawing opinion maps: a chore finds which are due, and a job draws each.

Nothing of it goes into the audit: a map changes nothing that anybody said or decided.
"""

import logging
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.core.files import File
from django.core.files.storage import Storage, default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from parley.apps.deliberation.services import extremity
from parley.apps.outcomes.bridge.making import Made, make
from parley.apps.outcomes.models import IN_WORK, MapStatus, OpinionMap
from parley.apps.outcomes.selectors import maps
from parley.apps.outcomes.selectors.sources import Source, source_of, stances_of
from parley.core import jobs
from parley.core.clock import Chore
from parley.core.errors import ParleyError

FOLDER = "maps"
# A file without a row may belong to a map that is being saved.
LEAST_AGE = timedelta(hours=1)
# A failure is tried again after a day: with a new version, or more memory, it may go well.
KEEP_FAILED = timedelta(days=1)
STEP_SECONDS = 1.0
UNEXPECTED = gettext_noop("Something unexpected happened. The operator finds it in the log.")
INTERRUPTED = gettext_noop("The drawing was interrupted.")
_log = logging.getLogger(__name__)


@jobs.task()
def look() -> None:
    """Queue what is due, and tidy up after maps that are gone."""
    maps.stuck().update(status=MapStatus.FAILED, error=INTERRUPTED, fingerprint="")
    for source, fingerprint in maps.due():
        queue(source, fingerprint)
    tidy(timezone.now())


def queue(source: Source, fingerprint: str) -> None:
    """At most one map of a source is in work."""
    try:
        with transaction.atomic():
            row = OpinionMap.objects.create(
                consultation=source.consultation,
                collection=source.collection,
                fingerprint=fingerprint,
            )
            jobs.enqueue(draw, row.pk)
    except IntegrityError:  # another worker was faster
        return


@jobs.task()
def draw(key: int) -> None:
    rows = OpinionMap.objects.filter(pk=key, status=MapStatus.QUEUED)
    if not rows.update(status=MapStatus.DRAWING, moved_at=timezone.now()):
        return
    row = OpinionMap.objects.select_related("consultation", "collection").get(pk=key)
    try:
        _draw(row)
    except ParleyError as error:
        _fail(row, str(error))
    except Exception:
        # The row is what people see of the job: it must not say for ever that it is drawing.
        _fail(row, UNEXPECTED)
        _log.exception("An opinion map could not be drawn.")
        raise


def _draw(row: OpinionMap) -> None:
    source, begun = source_of(row), time.monotonic()
    if maps.waits_for_end(source):
        row.delete()
        return
    # Before the stances are read: what comes in between asks for another map.
    row.fingerprint = maps.fingerprint(source)
    row.final = maps.is_over(source)
    confidential = source.consultation is not None and source.consultation.is_confidential
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "map.zip"
        made = make(
            stances_of(source),
            target,
            least=maps.least_of(source),
            confidential=confidential,
            progress=_progress(row),
        )
        row.seconds = time.monotonic() - begun
        with target.open("rb") as file:
            row.artefact.save("map.zip", File(file), save=False)
    try:
        _publish(row, source, made)
    except BaseException:
        row.artefact.delete(save=False)
        raise


@transaction.atomic
def _publish(row: OpinionMap, source: Source, made: Made) -> None:
    """Put the map into the place of the one before."""
    locked = source.maps(OpinionMap.objects.select_for_update())
    for before in locked.exclude(pk=row.pk).exclude(status__in=IN_WORK):
        _remove(before)
    row.n_stances, row.n_respondents = made.n_stances, made.n_respondents
    row.input_digest, row.engine = made.input_digest, made.engine
    row.settings, row.seed = dict(made.settings), made.settings["seed"]
    row.status, row.progress, row.current = MapStatus.READY, 1.0, True
    row.made_at = row.moved_at = timezone.now()
    row.save(force_update=True)
    if source.consultation is not None:
        extremity.keep(source.consultation, made.extremity)


def _remove(row: OpinionMap) -> None:
    storage: Storage = row.artefact.storage
    name = row.artefact.name
    row.delete()
    if name:
        transaction.on_commit(partial(storage.delete, name))


def _fail(row: OpinionMap, error: str) -> None:
    OpinionMap.objects.filter(pk=row.pk).update(
        status=MapStatus.FAILED,
        error=error[:300],
        fingerprint=row.fingerprint,
        final=row.final,
        moved_at=timezone.now(),
    )


def _progress(row: OpinionMap) -> Callable[[float], None]:
    """Says in the row how far it is, once a second."""
    said = time.monotonic()

    def tell(share: float) -> None:
        nonlocal said
        if time.monotonic() - said < STEP_SECONDS:
            return
        said = time.monotonic()
        OpinionMap.objects.filter(pk=row.pk).update(progress=share, moved_at=timezone.now())

    return tell


# ---- tidying


def tidy(now: datetime) -> None:
    """Forget old failures, and delete the artefacts of sources that are gone."""
    OpinionMap.objects.filter(status=MapStatus.FAILED, moved_at__lt=now - KEEP_FAILED).delete()
    if not default_storage.exists(FOLDER):
        return
    _folders, names = default_storage.listdir(FOLDER)
    kept = set(OpinionMap.objects.exclude(artefact="").values_list("artefact", flat=True))
    for name in (f"{FOLDER}/{one}" for one in names):
        if name not in kept and default_storage.get_modified_time(name) < now - LEAST_AGE:
            default_storage.delete(name)


CHORE = Chore("outcomes.look", timedelta(seconds=30), look)
