"""What a person has to do with a consultation, read together with the consultation itself.

Stances come by the hundred per second, and each asks whether its author takes part: so all that
answers this stands in columns of the one row that is read anyway.
"""

from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery

from parley.apps.convening.models import Contribution, Seat, SeatRole, SessionSeat
from parley.apps.deliberation.models import Consultation
from parley.apps.registration.models import Registration, State
from parley.core.actors import Actor

M = TypeVar("M", bound=Model)
COMING = (State.APPROVED, State.ATTENDED)


@dataclass(frozen=True)
class Part:
    """`group` is that of the registration; `is_responding` and `is_proposing` say whether it is
    among those named, where any are (`limits_…`). `is_inside`: speaks there, or was given a seat.
    """

    group: int | None
    is_registered: bool
    is_inside: bool
    is_assigned: bool
    limits_responding: bool
    is_responding: bool
    limits_proposing: bool
    is_proposing: bool

    @classmethod
    def of(cls, row: Consultation) -> Self:
        return cls(*(getattr(row, f"part_{name}") for name in cls.__dataclass_fields__))


def read_for(consultation: Consultation, actor: Actor) -> bool:
    """Whether it was read `with_part` for this actor, and marked so."""
    return bool(consultation.__dict__.get("part_user_id") == actor.user_id)


def mark(row: Model, actor: Actor, consultation: Consultation | None = None) -> None:
    """Say for whom a row was read `with_part`; the consultation itself, or one that hangs on it."""
    kept = (consultation or row).__dict__
    kept.update({name: value for name, value in vars(row).items() if name.startswith("part_")})
    kept["part_user_id"] = actor.user_id


def with_part(rows: QuerySet[M], actor: Actor, to: str = "") -> QuerySet[M]:
    """The rows with what Part needs; `to` leads from them to their consultation. For actors who are
    signed in."""
    dialogue, session = OuterRef(f"{to}dialogue"), OuterRef(f"{to}session")
    mine = Registration.objects.filter(user=actor.user_id, state__in=COMING, dialogue=dialogue)
    seats = Seat.objects.filter(user=actor.user_id, role=SeatRole.PARTICIPANT, dialogue=dialogue)
    speaks = Contribution.objects.filter(person__user=actor.user_id)
    assigned = SessionSeat.objects.filter(user=actor.user_id, session=session)
    own = OuterRef("part_group")
    speaks_here = speaks.filter(session__dialogue=dialogue)
    anything: Any = rows
    found: QuerySet[M] = anything.annotate(
        part_group=Subquery(mine.order_by().values("group")[:1]),
        part_is_registered=Exists(mine),
        part_is_inside=Q(Exists(seats)) | Q(Exists(speaks_here)),
        part_is_assigned=Q(Exists(assigned)) | Q(Exists(speaks.filter(session=session))),
        part_limits_responding=Exists(_named(Consultation.responding.through, to)),
        part_is_responding=Exists(_named(Consultation.responding.through, to).filter(group=own)),
        part_limits_proposing=Exists(_named(Consultation.proposing.through, to)),
        part_is_proposing=Exists(_named(Consultation.proposing.through, to).filter(group=own)),
    )
    return found


def _named(groups: type[Model], to: str) -> QuerySet[Model]:
    """The rows that name groups."""
    key = OuterRef(to.removesuffix("__") or "pk")
    return groups._default_manager.filter(consultation=key)
