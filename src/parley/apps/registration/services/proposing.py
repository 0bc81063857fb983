"""Proposals for break-outs: asked for on a page, worked out in a job, kept as a draft.

The job reads, works without holding any lock, and writes only where nobody moved people meanwhile.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from parley.apps.registration import assigning
from parley.apps.registration.models import BreakoutRound, Work
from parley.apps.registration.selectors import breakouts as find
from parley.apps.registration.selectors.breakouts import Arrangement
from parley.apps.registration.services import breakouts
from parley.core import audit, jobs
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput


@transaction.atomic
def ask(actor: Actor, row: BreakoutRound, *, rest: bool = False) -> None:
    """Have a proposal made; `rest` places only those who have no room yet.

    Whoever asks again while one is under way gets the newer one.
    """
    require(actor, "arrange", row)
    if not find.corners_of(actor, row):
        raise InvalidInput(_("There are no rooms any more. Add break-outs to the session first."))
    _of(row).update(asked=F("asked") + 1, work=Work.QUEUED, stage="", trouble={})
    row.refresh_from_db(fields=["asked", "work", "stage", "trouble"])
    audit.record(actor, "breakouts.asked", row, rest=rest)
    jobs.enqueue(propose, row.pk, row.asked, rest)


def _of(row: BreakoutRound) -> Any:
    return BreakoutRound.objects.filter(pk=row.pk)


@jobs.task()
def propose(round_id: int, asked: int, rest: bool) -> None:
    """Work the proposal out that was asked for, unless a newer one is wanted."""
    mine = BreakoutRound.objects.filter(pk=round_id, asked=asked)
    if not mine.update(work=Work.RUNNING):
        return
    try:
        row = mine.select_related("session__dialogue").get()
        _work_out(row, rest=rest)
    finally:
        # Whatever went wrong: the page must not wait for ever.
        mine.filter(work=Work.RUNNING).update(work=Work.FAILED)


def _work_out(row: BreakoutRound, *, rest: bool) -> None:
    arrangement = find.arrangement_of(breakouts.BREAKOUTS, row)

    def report(stage: assigning.Stage) -> None:
        _of(row).update(stage=stage.value)

    try:
        problem = arrangement.problem(keep=rest)
        solution = assigning.solve(problem, seed=row.seed, report=report)
    except assigning.Impossible as reason:
        trouble = {"rooms": reason.rooms, "people": reason.people, "places": reason.places}
        _settle(row, work=Work.FAILED, trouble=trouble)
    else:
        fixed = sum(person.fixed is not None for person in problem.people)
        _keep(row, arrangement, solution, fixed)


def _settle(row: BreakoutRound, **values: Any) -> bool:
    """Say how it ended, unless a newer proposal was asked for."""
    return bool(_of(row).filter(asked=row.asked).update(stage="", **values))


@transaction.atomic
def _keep(
    row: BreakoutRound, arrangement: Arrangement, solution: assigning.Solution, pins: int
) -> None:
    """Store the proposal as a step that can be undone."""
    now = BreakoutRound.objects.select_for_update().get(pk=row.pk)
    if now.version != row.version:
        _settle(row, work=Work.FAILED, trouble={"changed": True})
        return
    if not _settle(
        row,
        work=Work.DONE,
        trouble={},
        cost=solution.cost,
        bound=solution.bound,
        pins=pins,
    ):
        return
    breakouts.apply(now, _changes(arrangement, solution.placement))


def _changes(
    arrangement: Arrangement, placement: Mapping[int, int]
) -> dict[int, tuple[int | None, int | None]]:
    """Who moves from where to where; without those who cancelled while the job worked."""
    before = {person.key: person.room for person in arrangement.people}
    rows = find.arrangement_of(breakouts.BREAKOUTS, arrangement.round).people
    still = {person.key for person in rows}
    return {
        key: (before[key], room)
        for key, room in placement.items()
        if key in still and before[key] != room
    }
