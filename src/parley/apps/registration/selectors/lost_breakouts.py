"""What of break-outs is lost when sessions leave the programme."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from parley.apps.convening.models import Session
from parley.apps.registration.models import BreakoutPlace, BreakoutRound
from parley.core.access import visible
from parley.core.actors import Actor


@dataclass(frozen=True)
class Loss:
    """`whole`: all of the round goes, not only some of its rooms. `placed` people lose theirs."""

    round: BreakoutRound
    whole: bool
    placed: int


def lost_with(actor: Actor, leaving: Sequence[Session]) -> list[Loss]:
    """Of every round that loses something, in the order of the programme."""
    here = Q(session__in=leaving) | Q(places__room__in=leaving) | Q(wishes__room__in=leaving)
    keys = visible(BreakoutRound, actor).filter(here).order_by().values("pk")
    rounds = BreakoutRound.objects.filter(pk__in=keys).select_related("session")
    return [_loss(one, leaving) for one in rounds]


def _loss(of: BreakoutRound, leaving: Sequence[Session]) -> Loss:
    whole = of.session in leaving
    places = BreakoutPlace.objects.filter(round=of)
    return Loss(of, whole, (places if whole else places.filter(room__in=leaving)).count())
