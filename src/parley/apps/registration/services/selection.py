"""Balanced selection: a draw that meets a convener's quotas, to be looked at and then decided.

The draw is made by a program of its own (drawing.py), from keys and what the quotas speak of.
"""

import hashlib
import json
import secrets
import subprocess  # our own program, with nothing of a request in its command
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue
from parley.apps.registration.models import (
    LARGEST_SEED,
    Registration,
    Selection,
    SelectionState,
    State,
)
from parley.apps.registration.selectors import board
from parley.apps.registration.selectors import selections as find
from parley.apps.registration.selectors.selections import Candidate, Quota
from parley.apps.registration.services import deciding
from parley.core import audit, jobs
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

SECONDS = 180


@dataclass(frozen=True)
class Contradiction:
    """A quota that nothing can meet, told before anything is drawn; `value` is empty where it is
    the feature as a whole."""

    kind: str  # "order", "few", "least", "most"
    feature: str
    value: str
    number: int


def is_installed() -> bool:
    return find_spec("sortition_algorithms") is not None


def new_seed() -> int:
    return secrets.randbelow(LARGEST_SEED) + 1


def contradictions(
    quotas: Sequence[Quota], wanted: int, pool: Sequence[Candidate]
) -> list[Contradiction]:
    """What can be seen at each quota by itself, and at those of one feature together."""
    found = []
    for quota in quotas:
        there = sum(getattr(one, quota.feature) == quota.value for one in pool)
        if quota.least > there:
            found.append(Contradiction("few", quota.feature, quota.value, there))
        elif quota.least > quota.most:
            found.append(Contradiction("order", quota.feature, quota.value, quota.most))
    for feature in dict.fromkeys(quota.feature for quota in quotas):
        own = [quota for quota in quotas if quota.feature == feature]
        least, most = sum(q.least for q in own), sum(q.most for q in own)
        if least > wanted:
            found.append(Contradiction("least", feature, "", least))
        elif most < wanted:
            found.append(Contradiction("most", feature, "", most))
    return found


@transaction.atomic
def propose(
    actor: Actor, dialogue: Dialogue, wanted: int, quotas: Sequence[Quota], *, seed: int
) -> Selection:
    """Have a selection drawn among those who wait. Nothing is decided by it."""
    require(actor, "vet", Registration(dialogue=dialogue))
    if not is_installed():
        raise InvalidInput(
            _("This Parley can’t draw selections. Its operator installs “parley[selection]” first.")
        )
    pool = find.pool_of(actor, dialogue)
    if not 0 < wanted <= len(pool):
        text = _("%(n)d people wait. Select at least one, and no more than these.")
        raise InvalidInput(text % {"n": len(pool)})
    if contradictions(quotas, wanted, pool):
        raise InvalidInput(_("These quotas contradict each other."))
    selection = Selection.objects.create(
        dialogue=dialogue,
        wanted=wanted,
        seed=seed,
        quotas=[quota.as_json() for quota in quotas],
        pool=[int(one.key) for one in pool],
        made_by_id=actor.user_id,
    )
    data = {"dialogue": dialogue.pk, "wanted": wanted, "pool": len(pool), "seed": seed}
    audit.record(actor, "selection.proposed", dialogue, **data)
    jobs.enqueue(draw, selection.pk)
    return selection


def again(actor: Actor, selection: Selection) -> Selection:
    """The same quotas with another seed."""
    quotas = [Quota(**quota) for quota in selection.quotas]
    return propose(actor, selection.dialogue, selection.wanted, quotas, seed=new_seed())


@jobs.task()
def draw(selection_id: int) -> None:
    """Draw, and keep what came out."""
    selection = Selection.objects.filter(pk=selection_id, state=SelectionState.DRAWING).first()
    if selection is None:
        return
    task = task_of(selection)
    selection.digest = digest_of(task)
    _keep(selection, _run(task))
    selection.save()


def task_of(selection: Selection) -> dict[str, Any]:
    """All that the draw depends on."""
    quotas = selection.quotas or [_no_quota(selection.wanted)]
    features = list(dict.fromkeys(quota["feature"] for quota in quotas))
    people = [
        {"key": one.key, **{name: getattr(one, name, "any") for name in features}}
        for one in find.candidates(selection.pool)
    ]
    return {"seed": selection.seed, "wanted": selection.wanted, "quotas": quotas, "people": people}


def _no_quota(wanted: int) -> dict[str, Any]:
    """Without any quota it is a plain lottery; the library wants one feature all the same."""
    return Quota("anybody", "any", wanted, wanted).as_json()


def digest_of(task: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(task, sort_keys=True).encode()).hexdigest()


def _run(task: dict[str, Any]) -> dict[str, Any]:
    command = [sys.executable, "-m", "parley.apps.registration.drawing"]
    try:
        done = subprocess.run(  # noqa: S603 (nothing in it comes from outside)
            command,
            input=json.dumps(task),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=True,
        )
    except subprocess.TimeoutExpired:
        return {"problem": "too slow"}
    except subprocess.CalledProcessError as error:
        return {"problem": error.stderr[-2000:]}
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _keep(selection: Selection, result: dict[str, Any]) -> None:
    selection.engine = result.get("engine", "")
    selection.chosen = [int(key) for key in result.get("chosen", ())]
    selection.relaxed, selection.problem = result.get("relaxed", []), result.get("problem", "")
    if selection.chosen:
        selection.state = SelectionState.DRAWN
    elif selection.relaxed:
        selection.state = SelectionState.IMPOSSIBLE
    else:
        selection.state = SelectionState.FAILED


def apply(
    actor: Actor, selection: Selection, *, reason: str = "", tell: bool = True, rest: bool = True
) -> deciding.Outcome:
    """Decide as was drawn: those selected are approved; with `rest`, the others of the pool whose
    registration nobody has decided on go on the waitlist."""
    require(actor, "vet", selection)
    if selection.state != SelectionState.DRAWN:
        raise InvalidInput(_("This selection can’t be decided on any more."))
    rows = _still_waiting(actor, selection)
    drawn = set(selection.chosen)
    decision = deciding.Decision(State.APPROVED, reason, tell)
    outcome = deciding.decide_all(actor, [row for row in rows if row.pk in drawn], decision)
    if rest:
        others = [r for r in rows if r.pk not in drawn and r.state == State.SUBMITTED]
        decision = deciding.Decision(State.WAITLISTED, reason, tell)
        waiting = deciding.decide_all(actor, others, decision, batch=outcome.batch)
        outcome.waitlisted += waiting.done
        outcome.refused += waiting.refused
    selection.state, selection.batch = SelectionState.APPLIED, outcome.batch
    selection.save(update_fields=["state", "batch"])
    counts = Counter(approved=len(outcome.done), waitlisted=len(outcome.waitlisted))
    audit.record(
        actor, "selection.applied", selection.dialogue, dialogue=selection.dialogue_id, **counts
    )
    return outcome


def _still_waiting(actor: Actor, selection: Selection) -> list[Registration]:
    rows = board.matching(actor, selection.dialogue, board.Filter(sort="oldest"))
    pool = set(selection.pool)
    waiting = rows.filter(state__in=find.WAITING).select_related("group", "user", "dialogue")
    return [row for row in waiting if row.pk in pool]
