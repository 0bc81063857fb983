"""What of norms and consultations exists for whom, and who may take part.

| rule of a consultation | who sees it                                                 |
|------------------------|-------------------------------------------------------------|
| public                 | everyone who sees the dialogue, and its session             |
| participants           | approved participants, contributors, the dialogue's team    |
| Chatham House          | the same                                                    |
| closed door            | those of the session: contributors, assigned; the conveners |

Nobody reads stances as rows. What there is to see of them leaves selectors as counts, after
disclosure control.
"""

from typing import Any

from django.db.models import Model, Q, QuerySet

from parley.apps.convening.models import (
    Contribution,
    ContributionRole,
    Dialogue,
    Rule,
    Seat,
    SeatRole,
    Session,
    SessionSeat,
)
from parley.apps.convening.policies import (
    FOR_PARTICIPANTS,
    INSIDE,
    assigned,
    contributed,
    convenes,
    seated,
)
from parley.apps.deliberation.models import (
    FIRST_DRAWN,
    Audience,
    Consultation,
    Element,
    Instrument,
    LiveCount,
    LiveRoom,
    Norm,
    OnRecord,
    Phase,
    Proposition,
    PropositionState,
    Results,
    Secret,
    Speaker,
    Stance,
    Topic,
)
from parley.apps.deliberation.parts import Part, read_for, with_part
from parley.core.access import EVERYTHING, NOTHING, Policy, visible
from parley.core.actors import Actor
from parley.core.statements import prepared

CHAIRING = (ContributionRole.CHAIR, ContributionRole.MODERATOR)


class InstrumentPolicy(Policy):
    """Texts of public record. Conveners keep them; each those that they made."""

    model = Instrument

    def scope(self, actor: Actor) -> Q:
        return EVERYTHING

    def can_edit(self, actor: Actor, instrument: Instrument) -> bool:
        if actor.preview is not None or not actor.is_signed_in:
            return False
        return actor.is_operator or instrument.created_by_id == actor.user_id

    def can_add(self, actor: Actor, instrument: Instrument) -> bool:
        """Whoever convenes something, or may."""
        if actor.preview is not None or not actor.is_signed_in:
            return False
        if actor.is_operator or actor.is_convener:
            return True
        return Seat.objects.filter(user=actor.user_id, role=SeatRole.CONVENER).exists()


class NormPolicy(Policy):
    model = Norm

    def scope(self, actor: Actor) -> Q:
        return EVERYTHING

    def can_edit(self, actor: Actor, norm: Norm) -> bool:
        return InstrumentPolicy().can_edit(actor, norm.instrument)


class ElementPolicy(Policy):
    model = Element

    def scope(self, actor: Actor) -> Q:
        return EVERYTHING

    def can_edit(self, actor: Actor, element: Element) -> bool:
        return NormPolicy().can_edit(actor, element.norm)


class TopicPolicy(Policy):
    """What a session is about is as secret as the session."""

    model = Topic

    def scope(self, actor: Actor) -> Q:
        here = Q(session=None) | Q(session__in=visible(Session, actor))
        return Q(dialogue__in=visible(Dialogue, actor)) & here


def leads(actor: Actor, consultation: Consultation) -> bool:
    """Whether the actor runs it: the conveners, the dialogue's facilitators, who chairs its session.

    A facilitator leads nothing behind a door that does not open to them.
    """
    if convenes(actor, consultation.dialogue_id):
        return True
    if not actor.is_signed_in or actor.preview is not None:
        return False
    if consultation.session_id is not None:
        parts = Contribution.objects.filter(session=consultation.session_id, role__in=CHAIRING)
        if parts.filter(person__user=actor.user_id).exists():
            return True
    seats = Seat.objects.filter(user=actor.user_id, dialogue=consultation.dialogue_id)
    if not seats.filter(role=SeatRole.FACILITATOR).exists():
        return False
    return consultation.rule != Rule.CLOSED_DOOR or _is_assigned(actor, consultation)


def _is_assigned(actor: Actor, consultation: Consultation) -> bool:
    session = consultation.session_id
    if SessionSeat.objects.filter(user=actor.user_id, session=session).exists():
        return True
    return Contribution.objects.filter(session=session, person__user=actor.user_id).exists()


class NoPart(Exception):
    """Somebody does not take part in a consultation."""


def responding_group(actor: Actor, consultation: Consultation) -> int | None:
    """The stakeholder group in which the actor takes stances; None for those of no group.

    Raises NoPart for those who are not asked.
    """
    part = part_of(actor, consultation)
    if part.limits_responding and not part.is_responding:
        raise NoPart
    return part.group


def group_of(actor: Actor, consultation: Consultation) -> int | None:
    """The same of who takes part at all. Raises NoPart for whoever only convenes, for instance."""
    return part_of(actor, consultation).group


def part_of(actor: Actor, consultation: Consultation) -> Part:
    """In one query; or in none where the row was read `with_part` for this actor."""
    if not actor.is_signed_in or actor.preview is not None:
        raise NoPart
    part = _read_part(actor, consultation)
    if consultation.rule == Rule.CLOSED_DOOR:
        takes_part = part.is_assigned
    else:
        is_asked = part.is_registered or part.is_inside
        takes_part = is_asked or consultation.audience == Audience.ANYONE
    if not takes_part:
        raise NoPart
    return part


def _read_part(actor: Actor, consultation: Consultation) -> Part:
    if read_for(consultation, actor):
        return Part.of(consultation)
    rows = _parts(actor, consultation.pk)
    if not rows:
        raise NoPart
    return Part.of(rows[0])


@prepared
def _parts(actor: Actor, key: int) -> QuerySet[Consultation]:
    return with_part(Consultation.objects.filter(pk=key), actor)


def _takes_part(actor: Actor, consultation: Consultation, action: str) -> bool:
    """Whether the actor is of one of the groups that are asked; of any, where none is named."""
    try:
        part = part_of(actor, consultation)
    except NoPart:
        return False
    return not getattr(part, f"limits_{action}") or bool(getattr(part, f"is_{action}"))


class ConsultationPolicy(Policy):
    model = Consultation

    def scope(self, actor: Actor) -> Q:
        q = Q(rule=Rule.PUBLIC)
        team = NOTHING
        if actor.is_signed_in or actor.preview is not None:
            inside = Q(dialogue__in=seated(actor, *INSIDE))
            inside |= Q(dialogue__in=contributed(actor, "session__dialogue"))
            q |= Q(rule__in=FOR_PARTICIPANTS) & inside
            q |= Q(session__in=contributed(actor, "session")) | Q(session__in=assigned(actor))
            q |= Q(dialogue__in=seated(actor, SeatRole.CONVENER))
            team = Q(dialogue__in=seated(actor, SeatRole.CONVENER))
            team |= Q(dialogue__in=seated(actor, SeatRole.FACILITATOR))
        begun = ~Q(phase=Phase.DRAFT) | team
        here = Q(session=None) | Q(session__in=visible(Session, actor))
        return Q(dialogue__in=visible(Dialogue, actor)) & here & q & begun

    def can_edit(self, actor: Actor, consultation: Consultation) -> bool:
        return convenes(actor, consultation.dialogue_id)

    def can_lead(self, actor: Actor, consultation: Consultation) -> bool:
        """Run it: its phases, its live room, the propositions that are submitted."""
        return leads(actor, consultation)

    def can_respond(self, actor: Actor, consultation: Consultation) -> bool:
        return _takes_part(actor, consultation, "responding")

    def can_propose(self, actor: Actor, consultation: Consultation) -> bool:
        asked = consultation.takes_propositions and consultation.is_running
        return asked and _takes_part(actor, consultation, "proposing")

    def can_see_results(self, actor: Actor, consultation: Consultation) -> bool:
        """Of a consultation that they see. Those who run it see them before they are shown."""
        if consultation.phase in (Phase.DRAFT, Phase.COLLECTING):
            return False
        if consultation.results == Results.LIVE or consultation.results_shown:
            return True
        is_over = consultation.phase in (Phase.CLOSED, Phase.SEALED)
        if consultation.results == Results.AFTER and is_over:
            return True
        return leads(actor, consultation)


class PropositionPolicy(Policy):
    """Those that were accepted, or stand with a norm. What is not accepted yet is the moderators'
    business; what one submitted oneself, one reads through selectors."""

    model = Proposition

    def scope(self, actor: Actor) -> Q:
        # What was merged before it was accepted has been shown to nobody.
        stood = Q(state=PropositionState.ACCEPTED)
        stood |= Q(state=PropositionState.MERGED, number__lt=FIRST_DRAWN)
        of_norm = Q(consultation=None)
        return of_norm | (stood & Q(consultation__in=visible(Consultation, actor)))


class HiddenPolicy(Policy):
    """Rows that nobody reads as they are."""

    def scope(self, actor: Actor) -> Q:
        return NOTHING


class SecretPolicy(HiddenPolicy):
    model = Secret


class StancePolicy(HiddenPolicy):
    model = Stance


class LiveCountPolicy(HiddenPolicy):
    model = LiveCount


class OnRecordPolicy(Policy):
    """Who answers on record is known to all who see the consultation."""

    model = OnRecord

    def scope(self, actor: Actor) -> Q:
        return Q(consultation__in=visible(Consultation, actor))


class LiveRoomPolicy(Policy):
    model = LiveRoom

    def scope(self, actor: Actor) -> Q:
        return Q(consultation__in=visible(Consultation, actor))


class SpeakerPolicy(Policy):
    model = Speaker

    def scope(self, actor: Actor) -> Q:
        return Q(room__in=visible(LiveRoom, actor))


POLICIES: tuple[type[Policy], ...] = (
    InstrumentPolicy,
    NormPolicy,
    ElementPolicy,
    TopicPolicy,
    ConsultationPolicy,
    PropositionPolicy,
    SecretPolicy,
    StancePolicy,
    LiveCountPolicy,
    OnRecordPolicy,
    LiveRoomPolicy,
    SpeakerPolicy,
)
WIDENINGS: tuple[tuple[type[Model], Any], ...] = ()
