"""Evidence: the files that show that somebody may take part."""

from uuid import UUID

from parley.apps.convening.models import Dialogue
from parley.apps.registration.models import Evidence, Group, Registration
from parley.apps.registration.selectors.retention import UNDECIDED
from parley.core.access import get_visible, visible
from parley.core.actors import Actor


def evidence_for(actor: Actor, uid: UUID) -> Evidence:
    """For its owner and for the vetters of the dialogue alone."""
    rows = visible(Evidence, actor).select_related("registration__dialogue", "registration__group")
    return get_visible(rows, actor, uid=uid)


def evidence_of(actor: Actor, registration: Registration) -> list[Evidence]:
    return list(visible(Evidence, actor).filter(registration=registration))


def takes_evidence(registration: Registration) -> bool:
    """Whether the person may still add a file: the group asks for it, and nothing is decided."""
    group = registration.group
    asked = bool(group.evidence) or group.evidence_needed
    return asked and registration.state in UNDECIDED


def awaits_evidence(group: Group, state: str) -> bool:
    """Whether nobody can decide on a registration in this state before there is some."""
    return group.evidence_needed and state in UNDECIDED


def evidence_missing(registration: Registration) -> bool:
    if not awaits_evidence(registration.group, registration.state):
        return False
    return not Evidence.objects.filter(registration=registration).exists()


def has_registrations(actor: Actor, dialogue: Dialogue) -> bool:
    return visible(Registration, actor).filter(dialogue=dialogue).exists()


def registration_to_vet(actor: Actor, slug: str, uid: UUID) -> Registration:
    rows = visible(Registration, actor).select_related("dialogue", "group", "user")
    return get_visible(rows, actor, dialogue__slug=slug, uid=uid)
