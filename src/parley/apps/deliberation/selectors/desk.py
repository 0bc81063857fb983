"""What those who run consultations see of them: what waits, what stands, how many answered.

No stances: those leave through selectors/results.py alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from parley.apps.convening.models import Dialogue, Rule, Session
from parley.apps.convening.selectors.dialogues import dialogue_for
from parley.apps.deliberation.likeness import Likeness, Likenesses
from parley.apps.deliberation.models import (
    Consultation,
    Element,
    Norm,
    Proposition,
    PropositionState,
    Stance,
)
from parley.apps.deliberation.selectors.consultations import (
    consultation_for,
    consultations_for,
    elements_of,
)
from parley.apps.registration.models import Group
from parley.core.access import may, visible
from parley.core.actors import Actor
from parley.core.errors import not_found

MOST_ALIKE = 3


@dataclass(frozen=True)
class Census:
    """A consultation with its numbers. `respondents`: None where they are too few to be told.

    Where it is confidential and open, they are counted in steps, so that nobody sees one more and
    knows who that was.
    """

    consultation: Consultation
    accepted: int
    waiting: int
    edited: int
    respondents: int | None
    may_edit: bool


def led_in(actor: Actor, dialogue: Dialogue) -> list[Consultation]:
    return [one for one in consultations_for(actor, dialogue) if may(actor, "lead", one)]


def desk_for(actor: Actor, slug: str) -> Dialogue:
    """A dialogue whose consultations the actor runs, or may set up; else a 404."""
    dialogue = dialogue_for(actor, slug)
    if not (may(actor, "edit", dialogue) or led_in(actor, dialogue)):
        raise not_found()
    return dialogue


def census_of(actor: Actor, consultations: Sequence[Consultation]) -> list[Census]:
    """In a number of queries that does not grow with the consultations."""
    keys = [one.pk for one in consultations]
    states = _states(keys)
    people = _people(keys)
    return [
        Census(
            one,
            states[one.pk]["accepted"],
            states[one.pk]["waiting"],
            states[one.pk]["edited"],
            _told(one, people.get(one.pk, 0)),
            may(actor, "edit", one),
        )
        for one in consultations
    ]


def _told(consultation: Consultation, people: int) -> int | None:
    """As the results tell it: see results.results_of."""
    if consultation.is_confidential and consultation.is_open:
        people -= people % consultation.least
    return people if people >= consultation.least else None


def _states(keys: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
    counted = Consultation.objects.filter(pk__in=keys).order_by()
    counts = {
        "accepted": PropositionState.ACCEPTED,
        "waiting": PropositionState.SUBMITTED,
        "edited": PropositionState.EDITED,
    }
    rows = counted.annotate(
        **{
            name: Count("propositions", filter=Q(propositions__state=state))
            for name, state in counts.items()
        }
    )
    return {row["pk"]: row for row in rows.values("pk", *counts)}


def _people(keys: Sequence[int]) -> dict[int, int]:
    rows = Stance.objects.filter(proposition__consultation__in=keys).order_by()
    counted = rows.values_list("proposition__consultation")
    return dict(counted.annotate(Count("respondent", distinct=True)))


# Propositions in every state


def propositions_of(actor: Actor, consultation: Consultation) -> list[Proposition]:
    """All of them, for those who run it; a 404 for others."""
    if not may(actor, "lead", consultation):
        raise not_found()
    rows = consultation.propositions.select_related("element", "merged_into", "author")
    found = list(rows.order_by("number", "pk"))
    for row in found:
        row.consultation = consultation
    return found


def proposition_led(actor: Actor, slug: str, consultation: str, uid: UUID) -> Proposition:
    here = consultation_for(actor, slug, consultation)
    found = [row for row in propositions_of(actor, here) if row.uid == uid]
    if not found:
        raise not_found()
    return found[0]


def alike(propositions: Sequence[Proposition]) -> dict[int, list[Likeness]]:
    """Of each that waits: the accepted ones, and other waiting ones, that look the same."""
    here = {row.pk: row for row in propositions if row.state in _COMPARED}
    waiting = [row for row in here.values() if row.state in _WAITING]
    if not waiting:
        return {}
    known = Likenesses({key: row.text for key, row in here.items()})
    return {row.pk: known.of(row.pk, here, MOST_ALIKE) for row in waiting}


def like_accepted(row: Proposition, propositions: Sequence[Proposition]) -> list[Likeness]:
    """The accepted ones that look like it, for merging."""
    accepted = [one.pk for one in propositions if one.is_accepted]
    here = {one.pk: one.text for one in propositions if one.is_accepted or one.pk == row.pk}
    return Likenesses(here).of(row.pk, accepted, MOST_ALIKE)


_WAITING = (PropositionState.SUBMITTED, PropositionState.EDITED)
_COMPARED = (*_WAITING, PropositionState.ACCEPTED)


def set_up_in(consultation: Consultation) -> list[Proposition]:
    """What leaves with the dialogue's file: accepted ones, in order. What participants submitted
    behind closed doors stays there; the day of submission, which is never forgotten, tells."""
    rows = consultation.propositions.filter(state=PropositionState.ACCEPTED)
    if consultation.rule == Rule.CLOSED_DOOR:
        rows = rows.filter(submitted_on=None)
    found = list(rows.select_related("element", "origin").order_by("number", "pk"))
    for row in found:
        row.consultation = consultation
    return found


def library_proposition(actor: Actor, uid: UUID | None) -> Proposition | None:
    """One that stands with a norm, if it is here."""
    if uid is None:
        return None
    return visible(Proposition, actor).filter(consultation=None, uid=uid).first()


# What one can choose from


def library_of(actor: Actor, consultation: Consultation) -> list[Proposition]:
    """Propositions that stand with its norm, in the order of the elements."""
    rows = visible(Proposition, actor).filter(
        consultation=None, element__in=elements_of(consultation)
    )
    return list(rows.select_related("element").order_by("element__order", "element", "number"))


def taken_up_in(consultation: Consultation) -> set[int]:
    """Keys of the library's propositions that stand here already."""
    rows = consultation.propositions.exclude(state=PropositionState.WITHDRAWN)
    origins = rows.values_list("origin", flat=True)
    return {key for key in origins if key is not None}


def blank_in(dialogue: Dialogue) -> Consultation:
    """One that is not there yet."""
    return Consultation(dialogue=dialogue)


def norms_to_choose(actor: Actor) -> QuerySet[Norm]:
    return visible(Norm, actor).select_related("instrument").order_by("instrument", "order", "pk")


def sessions_to_choose(actor: Actor, dialogue: Dialogue) -> QuerySet[Session]:
    return visible(Session, actor).filter(dialogue=dialogue)


def elements_to_choose(actor: Actor, norm: Norm | None) -> QuerySet[Element]:
    return visible(Element, actor).filter(norm=norm)


def groups_to_choose(dialogue: Dialogue) -> QuerySet[Group]:
    return dialogue.groups.all()
