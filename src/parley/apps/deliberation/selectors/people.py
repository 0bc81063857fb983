"""Who may take part in a consultation, and why somebody may or may not."""

from dataclasses import dataclass
from enum import Enum

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Audience, Consultation
from parley.apps.deliberation.policies import NoPart, part_of
from parley.apps.registration.models import Group
from parley.core.actors import Actor


class Reason(Enum):
    """Why somebody is not asked."""

    PREVIEW = "preview"
    NOT_SIGNED_IN = "not_signed_in"
    NOT_REGISTERED = "not_registered"
    NOT_OF_SESSION = "not_of_session"
    OTHER_GROUPS = "other_groups"


@dataclass(frozen=True)
class Standing:
    """Whether somebody may take stances and submit propositions when that is due, and why not."""

    responds: bool
    proposes: bool
    refusal: Reason | None = None
    group: int | None = None


def standing_of(actor: Actor, consultation: Consultation) -> Standing:
    if actor.preview is not None:
        return Standing(False, False, Reason.PREVIEW)
    if not actor.is_signed_in:
        return Standing(False, False, Reason.NOT_SIGNED_IN)
    try:
        part = part_of(actor, consultation)
    except NoPart:
        is_closed = consultation.rule == Rule.CLOSED_DOOR
        reason = Reason.NOT_OF_SESSION if is_closed else Reason.NOT_REGISTERED
        return Standing(False, False, reason)
    responds = part.is_responding or not part.limits_responding
    proposes = part.is_proposing or not part.limits_proposing
    refusal = None if responds else Reason.OTHER_GROUPS
    return Standing(responds, proposes, refusal, part.group)


def group_as(standing: Standing) -> Group | None:
    """The stakeholder group in which somebody takes part."""
    return Group.objects.filter(pk=standing.group).first() if standing.group else None


def is_open_to_anyone(consultation: Consultation) -> bool:
    return consultation.audience == Audience.ANYONE


def asked_groups(consultation: Consultation) -> list[Group]:
    """The groups that take stances, where only some do."""
    return list(consultation.responding.all())
