"""Who sees what comes of a dialogue.

| what                  | who sees it                                                          |
|-----------------------|----------------------------------------------------------------------|
| an opinion map        | those who may see the results of the consultation, or the collection |
| a map that was let out| those who see the dialogue, in its public form                       |
| a finding             | once it is accepted, those whom the synthesis reaches                |
| a practice, a question| once it is published, those who see its dialogue, and its session    |

Before that they are the rapporteur's and the convener's.
"""

from typing import Any

from django.db.models import Model, Q

from parley.apps.convening.models import (
    Contribution,
    Dialogue,
    Rule,
    SeatRole,
    Session,
)
from parley.apps.convening.policies import INSIDE, TEAM, assigned, contributed, has_seat, seated
from parley.apps.deliberation.models import (
    FIRST_DRAWN,
    Consultation,
    Phase,
    PropositionState,
    Results,
)
from parley.apps.deliberation.policies import CHAIRING
from parley.apps.evidence.models import Collection, Document
from parley.apps.outcomes.models import (
    Endorsement,
    Finding,
    FindingState,
    Ground,
    MapRelease,
    MapStatus,
    OpenQuestion,
    OpinionMap,
    Practice,
    PracticeEvidence,
    Reach,
    Synthesis,
    SynthesisSource,
)
from parley.core.access import NOTHING, Policy, visible
from parley.core.actors import Actor

REPORTING = (SeatRole.CONVENER, SeatRole.RAPPORTEUR)
# Rules of sessions; one that is not stated is as strict as a closed door. What was said under the first
# may leave the room; under the others it stays where it was said.
LEAVING = (Rule.PUBLIC, Rule.CHATHAM_HOUSE)
SHUT = (Rule.CLOSED_DOOR, "")
KEPT_INSIDE = (Rule.PARTICIPANTS, *SHUT)


def reports(actor: Actor, dialogue_id: int) -> bool:
    """Whether the actor writes the outcome of a dialogue: its rapporteurs and conveners."""
    return has_seat(actor, dialogue_id, *REPORTING)


def takes_part(actor: Actor, dialogue_id: int) -> bool:
    parts = Contribution.objects.filter(person__user=actor.user_id)
    return (
        has_seat(actor, dialogue_id, *INSIDE)
        or parts.filter(session__dialogue=dialogue_id).exists()
    )


def _led(actor: Actor) -> Q:
    """The consultations that the actor runs; see `deliberation.policies.leads`."""
    q = Q(dialogue__in=seated(actor, SeatRole.CONVENER))
    if not actor.is_signed_in or actor.preview is not None:
        return q
    chaired = Contribution.objects.filter(person__user=actor.user_id, role__in=CHAIRING)
    here = Q(session__in=assigned(actor)) | Q(session__in=contributed(actor, "session"))
    facilitated = Q(dialogue__in=seated(actor, SeatRole.FACILITATOR))
    q |= Q(session__in=chaired.values("session"))
    return q | (facilitated & (~Q(rule=Rule.CLOSED_DOOR) | here))


def _shown() -> Q:
    over = Q(phase__in=[Phase.CLOSED, Phase.SEALED])
    return Q(results=Results.LIVE) | Q(results_shown=True) | (Q(results=Results.AFTER) & over)


class OpinionMapPolicy(Policy):
    """The map of a consultation whose results are not shown yet exists for those who run it, as its
    results do: this says in one query what `ConsultationPolicy.can_see_results` says of one row.
    """

    model = OpinionMap

    def scope(self, actor: Actor) -> Q:
        begun = ~Q(phase__in=[Phase.DRAFT, Phase.COLLECTING])
        seen = visible(Consultation, actor).filter(begun & (_shown() | _led(actor)))
        return Q(consultation__in=seen.values("pk")) | Q(collection__in=visible(Collection, actor))

    def can_release(self, actor: Actor, row: OpinionMap) -> bool:
        """Let it out of the rule of its consultation: the conveners' alone."""
        of = row.consultation
        return of is not None and has_seat(actor, of.dialogue_id, SeatRole.CONVENER)


class MapReleasePolicy(Policy):
    """That the map was let out widens nothing else: neither the consultation nor the map as those
    see it who take part. It ends by itself when a rule becomes stricter or results are held back.
    """

    model = MapRelease

    def scope(self, actor: Actor) -> Q:
        over = Q(phase__in=[Phase.CLOSED, Phase.SEALED])
        around = Q(session=None) | Q(session__rule__in=LEAVING)
        told = Consultation.objects.filter(
            over & _shown() & around,
            rule=Rule.CHATHAM_HOUSE,
            dialogue__in=visible(Dialogue, actor),
        )
        drawn = Q(map__status=MapStatus.READY, map__current=True, map__final=True)
        return drawn & Q(map__consultation__in=told.values("pk"))


class SynthesisPolicy(Policy):
    """Which findings there are is asked of FindingPolicy; that there is a synthesis is no secret."""

    model = Synthesis

    def scope(self, actor: Actor) -> Q:
        return Q(dialogue__in=visible(Dialogue, actor))

    def can_edit(self, actor: Actor, synthesis: Synthesis) -> bool:
        return reports(actor, synthesis.dialogue_id)


class SynthesisSourcePolicy(Policy):
    model = SynthesisSource

    def scope(self, actor: Actor) -> Q:
        seen = Q(consultation__in=visible(Consultation, actor))
        return seen | Q(collection__in=visible(Collection, actor))


def _resting_on(consultations: Q) -> Any:
    """Keys of the findings with numbers of any of these consultations."""
    rows = Consultation.objects.filter(consultations).values("pk")
    return Ground.objects.filter(source__consultation__in=rows).values("finding")


class FindingPolicy(Policy):
    """The rapporteur's, until it is accepted; then those see it whom the synthesis reaches.

    What rests on a rule that keeps it among participants stays there, and what comes from behind
    closed doors stays with those of that session, until a convener lets it out.
    """

    model = Finding

    def scope(self, actor: Actor) -> Q:
        here = Q(synthesis__dialogue__in=visible(Dialogue, actor))
        inside = Q(synthesis__dialogue__in=seated(actor, *INSIDE))
        inside |= Q(synthesis__dialogue__in=contributed(actor, "session__dialogue"))
        free = Q(bound=False) & ~Q(pk__in=_resting_on(Q(session__rule__in=KEPT_INSIDE)))
        reached = Q(synthesis__reach=Reach.PUBLIC) & (free | Q(released=True) | inside)
        reached |= Q(synthesis__reach=Reach.PARTICIPANTS) & inside
        reached |= Q(synthesis__dialogue__in=seated(actor, *TEAM))
        accepted = Q(state=FindingState.ACCEPTED)
        accepted |= Q(state=FindingState.JOINED, joined_into__state=FindingState.ACCEPTED)
        mine = Q(synthesis__dialogue__in=seated(actor, *REPORTING))
        stands = self._stands()
        return here & ((accepted & reached & stands) | mine) & self._not_behind(actor)

    def _stands(self) -> Q:
        """Not one on a proposition that has been taken out of its consultation, nor on a roll call
        that is not published any more: their words are shown nowhere else either. Nor one with
        numbers that are held back again: whether they are shown is the business of the conveners,
        or of who keeps the collection, and not the rapporteur's."""
        words = Q(proposition=None) | Q(proposition__consultation=None)
        words |= Q(proposition__state=PropositionState.ACCEPTED)
        words |= Q(proposition__state=PropositionState.MERGED, proposition__number__lt=FIRST_DRAWN)
        words &= Q(roll_call=None) | Q(roll_call__collection__published=True)
        taken_back = Ground.objects.filter(source__collection__published=False).values("finding")
        return words & ~Q(pk__in=_resting_on(~_shown())) & ~Q(pk__in=taken_back)

    def _not_behind(self, actor: Actor) -> Q:
        """A door may have been closed after findings were drawn, too."""
        shut = Q(rule=Rule.CLOSED_DOOR) | Q(session__rule__in=SHUT)
        own = Q(session__in=contributed(actor, "session")) | Q(session__in=assigned(actor))
        closed = shut & ~own
        behind = Consultation.objects.filter(closed).values("pk")
        q = ~Q(behind__in=behind) & ~Q(pk__in=_resting_on(closed))
        # Let out of another rule, it is not let out of this one.
        q |= Q(released=True, behind__isnull=False)
        return q | Q(synthesis__dialogue__in=seated(actor, SeatRole.CONVENER))

    def can_edit(self, actor: Actor, finding: Finding) -> bool:
        return reports(actor, finding.synthesis.dialogue_id)

    def can_release(self, actor: Actor, finding: Finding) -> bool:
        """Let it out of the rule that it rests on: the conveners' alone."""
        return has_seat(actor, finding.synthesis.dialogue_id, SeatRole.CONVENER)


class GroundPolicy(Policy):
    model = Ground

    def scope(self, actor: Actor) -> Q:
        return Q(finding__in=visible(Finding, actor))


def _heard_in(actor: Actor) -> Q:
    """The sessions whose words reach the actor. That a session is listed lets nobody in; what was
    said under the Chatham House rule may leave the room all the same."""
    heard = Q(listed=False) | Q(rule__in=LEAVING)
    inside = Q(dialogue__in=seated(actor, *INSIDE))
    inside |= Q(dialogue__in=contributed(actor, "session__dialogue"))
    heard |= Q(rule=Rule.PARTICIPANTS) & inside
    heard |= Q(dialogue__in=seated(actor, SeatRole.CONVENER))
    heard |= Q(pk__in=contributed(actor, "session")) | Q(pk__in=assigned(actor))
    return Q(session__in=visible(Session, actor).filter(heard))


class _Gathered(Policy):
    """Practices and questions: those of a session are as visible as what was said there, the team's
    until they are published."""

    def scope(self, actor: Actor) -> Q:
        here = Q(dialogue__in=visible(Dialogue, actor))
        told = Q(session=None) | _heard_in(actor)
        mine = Q(dialogue__in=seated(actor, *REPORTING))
        return here & told & (Q(published=True) | mine)

    def can_edit(self, actor: Actor, row: Any) -> bool:
        return reports(actor, row.dialogue_id)


class PracticePolicy(_Gathered):
    model = Practice

    def can_endorse(self, actor: Actor, practice: Practice) -> bool:
        """Participants and those who contribute."""
        if actor.preview is not None or not actor.is_signed_in or not practice.published:
            return False
        return takes_part(actor, practice.dialogue_id)

    def can_withdraw(self, actor: Actor, practice: Practice) -> bool:
        """Whoever has endorsed it, though they may take part no longer."""
        if actor.preview is not None or not actor.is_signed_in:
            return False
        return Endorsement.objects.filter(practice=practice, user=actor.user_id).exists()


class PracticeEvidencePolicy(Policy):
    """A document that is not published yet is shown by no practice."""

    model = PracticeEvidence

    def scope(self, actor: Actor) -> Q:
        shown = Q(document=None) | Q(document__in=visible(Document, actor))
        return Q(practice__in=visible(Practice, actor)) & shown


class EndorsementPolicy(Policy):
    """One's own. Others are counted, never listed."""

    model = Endorsement

    def scope(self, actor: Actor) -> Q:
        if not actor.is_signed_in or actor.preview is not None:
            return NOTHING
        return Q(user=actor.user_id)


class OpenQuestionPolicy(_Gathered):
    model = OpenQuestion


POLICIES: tuple[type[Policy], ...] = (
    OpinionMapPolicy,
    MapReleasePolicy,
    SynthesisPolicy,
    SynthesisSourcePolicy,
    FindingPolicy,
    GroundPolicy,
    PracticePolicy,
    PracticeEvidencePolicy,
    EndorsementPolicy,
    OpenQuestionPolicy,
)
WIDENINGS: tuple[tuple[type[Model], Any], ...] = ()
