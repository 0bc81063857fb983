"""Who sees opinion maps: those who may see the results of the consultation.

The map of a consultation whose results are not shown yet exists for those who run it, as its
results do: this says in one query what `ConsultationPolicy.can_see_results` says of one row.
"""

from typing import Any

from django.db.models import Model, Q

from parley.apps.convening.models import Contribution, Rule, SeatRole
from parley.apps.convening.policies import assigned, contributed, seated
from parley.apps.deliberation.models import Consultation, Phase, Results
from parley.apps.deliberation.policies import CHAIRING
from parley.apps.outcomes.models import OpinionMap
from parley.core.access import Policy, visible
from parley.core.actors import Actor


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
    model = OpinionMap

    def scope(self, actor: Actor) -> Q:
        begun = ~Q(phase__in=[Phase.DRAFT, Phase.COLLECTING])
        seen = visible(Consultation, actor).filter(begun & (_shown() | _led(actor)))
        return Q(consultation__in=seen.values("pk"))


POLICIES: tuple[type[Policy], ...] = (OpinionMapPolicy,)
WIDENINGS: tuple[tuple[type[Model], Any], ...] = ()
