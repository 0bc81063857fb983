"""What of a dialogue exists for whom, and who may change it.

| rule of a session        | who sees it                                              |
|--------------------------|----------------------------------------------------------|
| public                   | everyone who sees the dialogue                           |
| participants             | approved participants, contributors, the dialogue's team |
| Chatham House            | the same                                                 |
| closed door, not stated  | its contributors, those assigned to it, the conveners    |

A session that is `listed` stands in the public programme whoever may attend it.
Operators see which dialogues there are, so that they can appoint conveners, and no more.
"""

from typing import Any

from django.db.models import Model, Q, QuerySet

from parley.apps.accounts.models import Organisation, Person
from parley.apps.accounts.policies import ListedPolicy
from parley.apps.convening.models import (
    Contribution,
    Dialogue,
    Host,
    Material,
    Picture,
    Room,
    Rule,
    Seat,
    SeatRole,
    Series,
    Session,
    SessionSeat,
    Status,
    Venue,
    Visibility,
)
from parley.core.access import EVERYTHING, Policy, visible
from parley.core.actors import Actor
from parley.core.statements import prepared

TEAM = (SeatRole.CONVENER, SeatRole.FACILITATOR, SeatRole.RAPPORTEUR)
INSIDE = (*TEAM, SeatRole.PARTICIPANT)
FOR_PARTICIPANTS = (Rule.PARTICIPANTS, Rule.CHATHAM_HOUSE)


def seated(actor: Actor, *roles: str) -> Any:
    """Keys of the dialogues in which the actor has one of `roles`."""
    if actor.preview is not None:
        return [actor.preview.dialogue_id] if actor.preview.persona in roles else []
    if not actor.is_signed_in:
        return []
    return Seat.objects.filter(user=actor.user_id, role__in=roles).values("dialogue")


def contributed(actor: Actor, key: str) -> Any:
    """Keys ("session" or "session__dialogue") of where the actor takes part."""
    if actor.preview is not None and actor.preview.persona == "contributor":
        everywhere = Contribution.objects.filter(session__dialogue=actor.preview.dialogue_id)
        return everywhere.values(key)
    if not actor.is_signed_in:
        return []
    return Contribution.objects.filter(person__user=actor.user_id).values(key)


def assigned(actor: Actor) -> Any:
    if not actor.is_signed_in:
        return []
    return SessionSeat.objects.filter(user=actor.user_id).values("session")


def _is_somebody(actor: Actor) -> bool:
    return actor.is_signed_in or actor.preview is not None


def convenes(actor: Actor, dialogue_id: int) -> bool:
    if actor.preview is not None:
        return dialogue_id in seated(actor, SeatRole.CONVENER)
    return has_seat(actor, dialogue_id, SeatRole.CONVENER)


def has_seat(actor: Actor, dialogue_id: int, *roles: str) -> bool:
    """Whether the actor, and not a preview, has one of `roles` in a dialogue."""
    if actor.preview is not None or not actor.is_signed_in:
        return False
    return any(row.role in roles for row in _seats(actor, dialogue_id))


@prepared
def _seats(actor: Actor, dialogue: int) -> QuerySet[Seat]:
    return Seat.objects.filter(user=actor.user_id, dialogue=dialogue)


class DialoguePolicy(Policy):
    model = Dialogue

    def scope(self, actor: Actor) -> Q:
        if actor.is_operator:
            return EVERYTHING
        published = ~Q(status=Status.DRAFT)
        if actor.preview is not None:  # of a draft: as it will be when it is announced
            published |= Q(pk=actor.preview.dialogue_id)
        q = published & Q(visibility=Visibility.PUBLIC)
        if _is_somebody(actor):
            inside = Q(pk__in=seated(actor, SeatRole.INVITED, SeatRole.PARTICIPANT))
            inside |= Q(pk__in=contributed(actor, "session__dialogue"))
            q |= (published & inside) | Q(pk__in=seated(actor, *TEAM))
        return q

    def can_edit(self, actor: Actor, dialogue: Dialogue) -> bool:
        return convenes(actor, dialogue.pk)

    def can_publish(self, actor: Actor, dialogue: Dialogue) -> bool:
        return convenes(actor, dialogue.pk)

    def can_delete(self, actor: Actor, dialogue: Dialogue) -> bool:
        return convenes(actor, dialogue.pk)

    def can_appoint(self, actor: Actor, dialogue: Dialogue) -> bool:
        return actor.is_operator or convenes(actor, dialogue.pk)


class SessionPolicy(Policy):
    model = Session

    def scope(self, actor: Actor) -> Q:
        q = Q(rule=Rule.PUBLIC) | Q(listed=True)
        if _is_somebody(actor):
            inside = Q(dialogue__in=seated(actor, *INSIDE))
            inside |= Q(dialogue__in=contributed(actor, "session__dialogue"))
            q |= Q(rule__in=FOR_PARTICIPANTS) & inside
            q |= Q(dialogue__in=seated(actor, SeatRole.CONVENER))
            q |= Q(pk__in=contributed(actor, "session")) | Q(pk__in=assigned(actor))
        return Q(dialogue__in=visible(Dialogue, actor)) & q

    def can_edit(self, actor: Actor, session: Session) -> bool:
        return convenes(actor, session.dialogue_id)

    def can_join(self, actor: Actor, session: Session) -> bool:
        """Whether the actor may attend, which being listed does not grant."""
        attended = Q(dialogue__in=seated(actor, SeatRole.CONVENER))
        attended |= Q(pk__in=contributed(actor, "session")) | Q(pk__in=assigned(actor))
        attended |= Q(rule__in=FOR_PARTICIPANTS, dialogue__in=seated(actor, *INSIDE))
        attended |= Q(rule=Rule.PUBLIC, dialogue__in=visible(Dialogue, actor))
        return Session.objects.filter(attended, pk=session.pk).exists()


class ContributionPolicy(Policy):
    model = Contribution

    def scope(self, actor: Actor) -> Q:
        return Q(session__in=visible(Session, actor))


class HostPolicy(Policy):
    model = Host

    def scope(self, actor: Actor) -> Q:
        return Q(dialogue__in=visible(Dialogue, actor))


class PicturePolicy(Policy):
    model = Picture

    def scope(self, actor: Actor) -> Q:
        here = Q(session=None) | Q(session__in=visible(Session, actor))
        return Q(dialogue__in=visible(Dialogue, actor)) & here

    def can_edit(self, actor: Actor, picture: Picture) -> bool:
        return convenes(actor, picture.dialogue_id)


class MaterialPolicy(Policy):
    """A material's own rule, where the session it belongs to may be seen at all."""

    model = Material

    def scope(self, actor: Actor) -> Q:
        here = Q(session=None) | Q(session__in=visible(Session, actor))
        q = Q(rule=Rule.PUBLIC)
        if _is_somebody(actor):
            inside = Q(dialogue__in=seated(actor, *INSIDE))
            inside |= Q(dialogue__in=contributed(actor, "session__dialogue"))
            q |= Q(rule__in=FOR_PARTICIPANTS) & inside
            q |= Q(dialogue__in=seated(actor, SeatRole.CONVENER))
            q |= Q(session__in=contributed(actor, "session")) | Q(session__in=assigned(actor))
        return Q(dialogue__in=visible(Dialogue, actor)) & here & q

    def can_edit(self, actor: Actor, material: Material) -> bool:
        return convenes(actor, material.dialogue_id)


class SeatPolicy(Policy):
    """Who has which seat is the business of those who appoint. Operators see to it that there is
    a team; who takes part is the conveners' business."""

    model = Seat

    def scope(self, actor: Actor) -> Q:
        convened = Q(dialogue__in=seated(actor, SeatRole.CONVENER))
        return convened | Q(role__in=TEAM) if actor.is_operator else convened


class SeriesPolicy(ListedPolicy):
    model = Series

    def scope(self, actor: Actor) -> Q:
        shown = visible(Dialogue, actor).filter(series__isnull=False).values("series")
        return super().scope(actor) | Q(pk__in=shown)


class VenuePolicy(ListedPolicy):
    model = Venue

    def scope(self, actor: Actor) -> Q:
        used = visible(Session, actor).filter(room__isnull=False).values("room__venue")
        return super().scope(actor) | Q(pk__in=used)


class RoomPolicy(Policy):
    """A room is known by the sessions one sees in it, or by being its venue's maker."""

    model = Room

    def scope(self, actor: Actor) -> Q:
        used = visible(Session, actor).filter(room__isnull=False).values("room")
        q = Q(pk__in=used)
        return q | Q(venue__created_by=actor.user_id) if actor.is_signed_in else q


def people_in_sessions(actor: Actor) -> Q:
    """People are known by the contributions that one sees."""
    seen = visible(Contribution, actor).filter(person__isnull=False)
    return Q(pk__in=seen.values("person"))


def organisations_in_dialogues(actor: Actor) -> Q:
    """Organisations are known by the dialogues they host and the contributions one sees."""
    seen = visible(Contribution, actor).filter(organisation__isnull=False)
    hosts = visible(Host, actor)
    known = Q(pk__in=seen.values("organisation")) | Q(pk__in=hosts.values("organisation"))
    whole = Organisation.objects.filter(known, parent__isnull=False).values("parent")
    return known | Q(pk__in=whole)


POLICIES = (
    DialoguePolicy,
    SessionPolicy,
    ContributionPolicy,
    HostPolicy,
    PicturePolicy,
    MaterialPolicy,
    SeatPolicy,
    SeriesPolicy,
    VenuePolicy,
    RoomPolicy,
)
WIDENINGS: tuple[tuple[type[Model], Any], ...] = (
    (Person, people_in_sessions),
    (Organisation, organisations_in_dialogues),
)
