"""What a rapporteur does with findings: accept, word, join, order, reject, add, let out.

The audit says that something was decided, and never what it says or whom it is about.
"""

from collections.abc import Sequence
from typing import Any, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue
from parley.apps.convening.services import rows, versions
from parley.apps.outcomes.findings.scale import scale_from
from parley.apps.outcomes.models import (
    Finding,
    FindingState,
    Subject,
    Synthesis,
    SynthesisSource,
)
from parley.apps.outcomes.selectors.grounds import Evidence, evidence_of
from parley.apps.outcomes.services import combining
from parley.apps.outcomes.services.syntheses import begun
from parley.core import audit, search
from parley.core.access import get_visible, require, visible
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

WORDS = ("wording", "matter")
OWN_FIELDS = ("kind", "matter", "element", "wording")
LONGEST_REASON = 500


def changed(actor: Actor, action: str, finding: Finding, **data: Any) -> None:
    audit.record(actor, action, finding, dialogue=finding.synthesis.dialogue_id, **data)
    search.index(finding)


def _held(actor: Actor, finding: Finding) -> Finding:
    """Locked, and its synthesis before it: whatever touches several findings waits for another."""
    require(actor, "edit", finding)
    get_visible(Finding, actor, pk=finding.pk)
    Synthesis.objects.select_for_update().get(pk=finding.synthesis_id)
    return rows.locked(actor, finding)


def _decide(actor: Actor, row: Finding, state: str, *, reason: str = "") -> None:
    row.state, row.reason, row.joined_into = state, reason, None
    row.decided_by_id = None if state == FindingState.PROPOSED else actor.user_id
    row.save(update_fields=["state", "reason", "joined_into", "decided_by"])


# ---- decisions


@transaction.atomic
def accept(actor: Actor, finding: Finding) -> None:
    row = _held(actor, finding)
    if row.state == FindingState.ACCEPTED:
        return
    _decide(actor, row, FindingState.ACCEPTED)
    changed(actor, "finding.accepted", row)


@transaction.atomic
def accept_many(actor: Actor, dialogue: Dialogue, findings: Sequence[Finding]) -> int:
    """Those of them that wait for a decision; answers how many there were."""
    synthesis = begun(actor, dialogue)
    keys = [one.pk for one in findings]
    waiting = visible(Finding, actor).filter(
        synthesis=synthesis, pk__in=keys, state=FindingState.PROPOSED
    )
    found = list(waiting.select_related("synthesis"))
    for row in found:
        _decide(actor, row, FindingState.ACCEPTED)
        changed(actor, "finding.accepted", row)
    return len(found)


@transaction.atomic
def reject(actor: Actor, finding: Finding, reason: str) -> None:
    """It stays on the desk, with the reason. What was joined with it waits for a decision again."""
    row = _held(actor, finding)
    reason = reason.strip()
    if not reason:
        raise InvalidInput(_("Please say why: those who write the outcome with you read it."))
    if len(reason) > LONGEST_REASON:
        limit = {"limit": LONGEST_REASON}
        raise InvalidInput(_("A reason has at most %(limit)d characters.") % limit)
    _set_free(actor, row)
    _decide(actor, row, FindingState.REJECTED, reason=reason)
    changed(actor, "finding.rejected", row)


@transaction.atomic
def restore(actor: Actor, finding: Finding) -> None:
    """Back to where nothing was decided; what was joined comes apart again. Words stay."""
    row = _held(actor, finding)
    if row.state == FindingState.PROPOSED:
        return
    action = "finding.unjoined" if row.state == FindingState.JOINED else "finding.restored"
    _set_free(actor, row)
    _decide(actor, row, FindingState.PROPOSED)
    changed(actor, action, row)


def _set_free(actor: Actor, target: Finding) -> None:
    for other in target.joined.select_related("synthesis"):
        _decide(actor, other, FindingState.PROPOSED)
        changed(actor, "finding.unjoined", other)


# ---- words


@transaction.atomic
def word(
    actor: Actor, finding: Finding, changes: rows.Values, *, seen: str | None = None
) -> list[str]:
    """The rapporteur's words, and whether it is about the text or its meaning; of one that they
    added also the rest. Answers the fields that are others now."""
    row = _held(actor, finding)
    versions.check(seen, versions.version_of(row, changes))
    allowed = OWN_FIELDS if row.own else WORDS
    fields = rows.assign(row, {name: changes[name] for name in allowed if name in changes})
    if row.own and not row.wording:
        raise InvalidInput(_("A finding of your own needs words."))
    if fields:
        rows.checked(row).save()
        changed(actor, "finding.worded", row)
    return fields


@transaction.atomic
def add(actor: Actor, dialogue: Dialogue, values: rows.Values) -> Finding:
    """One of the rapporteur's own, accepted as it is; it rests on no numbers, and says so."""
    synthesis = begun(actor, dialogue)
    last = synthesis.findings.order_by("-order").values_list("order", flat=True).first()
    row = Finding(
        synthesis=synthesis,
        subject=Subject.OWN,
        state=FindingState.ACCEPTED,
        decided_by_id=actor.user_id,
        order=0 if last is None else last + 1,
    )
    rows.assign(row, {name: values[name] for name in OWN_FIELDS if name in values})
    if not row.wording:
        raise InvalidInput(_("A finding of your own needs words."))
    rows.checked(row).save()
    changed(actor, "finding.added", row)
    return row


@transaction.atomic
def remove(actor: Actor, finding: Finding) -> None:
    """Take one of one's own out for good; what Parley proposes is rejected instead."""
    row = _held(actor, finding)
    if not row.own:
        raise InvalidInput(_("What Parley has proposed can be rejected, not deleted."))
    _set_free(actor, row)
    search.forget(row)
    audit.record(actor, "finding.removed", row, dialogue=row.synthesis.dialogue_id)
    row.delete()


# ---- several


@transaction.atomic
def join(actor: Actor, finding: Finding, target: Finding) -> None:
    """Make it part of another, under whose words its numbers then stand.

    One that others are joined with takes them along. What comes from behind closed doors is joined
    with what does too: under another it would be found there.
    """
    row, other = _held(actor, finding), _held(actor, target)
    if row.pk == other.pk or row.synthesis_id != other.synthesis_id:
        raise InvalidInput(_("Choose another finding of this dialogue."))
    if other.state not in (FindingState.PROPOSED, FindingState.ACCEPTED):
        raise InvalidInput(_("Join it with one that is not rejected or joined itself."))
    if row.behind_id != other.behind_id:
        raise InvalidInput(
            _("What comes from behind closed doors can only be joined with what does, too.")
        )
    row.joined.update(joined_into=other)
    row.state, row.joined_into, row.reason = FindingState.JOINED, other, ""
    row.decided_by_id = actor.user_id
    row.save(update_fields=["state", "joined_into", "reason", "decided_by"])
    changed(actor, "finding.joined", row)


@transaction.atomic
def move(actor: Actor, finding: Finding, direction: Literal["up", "down"]) -> None:
    """Swap it with its neighbour on the same element, among those that stand or wait."""
    row = _held(actor, finding)
    every = list(Finding.objects.filter(synthesis=row.synthesis_id).order_by("order", "pk"))
    seen = set(
        visible(Finding, actor).filter(synthesis=row.synthesis_id).values_list("pk", flat=True)
    )
    mates = [
        one
        for one in every
        if one.element_id == row.element_id and one.state == row.state and one.pk in seen
    ]
    here = next(place for place, one in enumerate(mates) if one.pk == row.pk)
    there = here + (-1 if direction == "up" else 1)
    if not 0 <= there < len(mates):
        return
    one, other = (every.index(mates[place]) for place in (here, there))
    every[one], every[other] = every[other], every[one]
    for order, mate in enumerate(every):
        if mate.order != order:
            Finding.objects.filter(pk=mate.pk).update(order=order)
    changed(actor, "finding.moved", row)


# ---- numbers


@transaction.atomic
def renew(actor: Actor, finding: Finding) -> None:
    """Take the numbers as they are now into one that was decided on. Words and decision stay."""
    row = _held(actor, finding)
    if row.own:
        raise InvalidInput(_("A finding of your own rests on no numbers."))
    sources = SynthesisSource.objects.filter(synthesis=row.synthesis_id)
    every = sources.select_related("consultation__dialogue", "consultation__session", "collection")
    found = evidence_of(every, scale_from(row.synthesis.thresholds), lambda _share: None)
    matter = combining.matter_of(row)
    evidence = found.get(matter) if matter is not None else None
    combining.take(row, evidence or Evidence(row.element_id, bound=row.bound))
    changed(actor, "finding.renewed", row)


@transaction.atomic
def release(actor: Actor, finding: Finding, *, released: bool) -> None:
    """Let it out of the rule that it rests on, or keep it inside again: conveners do this, knowing
    that numbers from behind closed doors leave by it and can't be called back."""
    require(actor, "release", finding)
    row = _held(actor, finding)
    if not row.bound:
        raise InvalidInput(_("No rule keeps this finding inside."))
    if released and row.state not in (FindingState.ACCEPTED, FindingState.JOINED):
        raise InvalidInput(_("Accept it first: nobody is to read what is not decided on."))
    if rows.assign(row, {"released": released}):
        row.save(update_fields=["released"])
        changed(actor, "finding.released" if released else "finding.held_back", row)
