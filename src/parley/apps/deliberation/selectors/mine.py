"""What is one's own in a consultation: stances, found by the pseudonym, and what one submitted."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from parley.apps.convening.models import Dialogue, Session
from parley.apps.deliberation.models import (
    Consultation,
    OnRecord,
    Phase,
    Proposition,
    PropositionState,
    Stance,
)
from parley.apps.deliberation.parts import mark, with_part
from parley.apps.deliberation.selectors import pseudonyms
from parley.core.access import visible
from parley.core.actors import Actor
from parley.core.errors import not_found
from parley.core.statements import prepared


@dataclass(frozen=True)
class Mine:
    """One's own stance on a proposition."""

    value: int
    reserved: bool
    reservation: str


@dataclass(frozen=True)
class Round:
    """A consultation as it stands in a list for its reader: `left` of `total` are not answered yet;
    None for those who are not asked."""

    consultation: Consultation
    total: int
    left: int | None


def _is_somebody(actor: Actor) -> bool:
    return actor.is_signed_in and actor.preview is None


def stances_of(actor: Actor, consultation: Consultation) -> dict[int, Mine]:
    """Proposition → one's own stance. Of a sealed consultation nobody can tell any more: Sealed."""
    if not _is_somebody(actor):
        return {}
    rows = Stance.objects.filter(
        proposition__consultation=consultation,
        respondent=pseudonyms.respondent(consultation, actor),
    )
    return {row.proposition_id: Mine(row.value, row.reserved, row.reservation) for row in rows}


def on_record_of(actor: Actor, consultation: Consultation) -> OnRecord | None:
    """Under which name the actor answers, if under one."""
    if not (consultation.on_record and _is_somebody(actor)):
        return None
    return visible(OnRecord, actor).filter(consultation=consultation, user=actor.user_id).first()


def submissions_of(actor: Actor, consultation: Consultation) -> list[Proposition]:
    """What one submitted, whatever became of it, the newest day first."""
    if not _is_somebody(actor) or consultation.is_sealed:
        return []
    rows = consultation.propositions.filter(author_key=pseudonyms.author(consultation, actor))
    whole = rows.select_related("element", "merged_into", "author")
    return list(whole.order_by("-submitted_on", "number"))


def submission_for(actor: Actor, consultation: Consultation, number: int) -> Proposition:
    """One of one's own, by its number."""
    for row in submissions_of(actor, consultation):
        if row.number == number:
            row.consultation = consultation
            return row
    raise not_found()


# Lists of consultations, on pages that have few queries to spare


@prepared
def _in_dialogue(actor: Actor, dialogue: int) -> QuerySet[Consultation]:
    return _listed(actor, visible(Consultation, actor).filter(dialogue=dialogue))


@prepared
def _in_session(actor: Actor, session: int) -> QuerySet[Consultation]:
    return _listed(actor, visible(Consultation, actor).filter(session=session))


def _listed(actor: Actor, rows: QuerySet[Consultation]) -> QuerySet[Consultation]:
    rows = rows.select_related("session")
    return with_part(rows.select_related("secret"), actor) if actor.is_signed_in else rows


def rounds_in_dialogue(actor: Actor, dialogue: Dialogue) -> list[Round]:
    return _rounds(actor, _in_dialogue(actor, dialogue.pk))


def rounds_in_session(actor: Actor, session: Session) -> list[Round]:
    return _rounds(actor, _in_session(actor, session.pk))


def _rounds(actor: Actor, rows: Sequence[Consultation]) -> list[Round]:
    """Counted for those that are open, where the reader may be asked."""
    running = [row for row in rows if row.phase == Phase.OPEN] if _is_somebody(actor) else []
    totals, answered = (_totals(running), _answered(actor, running)) if running else ({}, {})
    for row in rows if _is_somebody(actor) else ():
        mark(row, actor)
    return [
        Round(row, total, total - answered.get(row.pk, 0) if row in running else None)
        for row in rows
        for total in (totals.get(row.pk, 0),)
    ]


def _totals(rows: Sequence[Consultation]) -> dict[int, int]:
    accepted = Proposition.objects.filter(consultation__in=rows, state=PropositionState.ACCEPTED)
    return dict(accepted.order_by().values_list("consultation").annotate(Count("pk")))


def _answered(actor: Actor, rows: Sequence[Consultation]) -> dict[int, int]:
    names: list[UUID] = [pseudonyms.respondent(row, actor) for row in rows]
    held = Stance.objects.filter(
        proposition__consultation__in=rows,
        proposition__state=PropositionState.ACCEPTED,
        respondent__in=names,
    )
    counted = held.order_by().values_list("proposition__consultation")
    return dict(counted.annotate(Count("pk")))
