"""Break-outs as those see them who take part: what they wish, where they go, who else is there."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from parley.apps.convening.models import Session, SessionKind
from parley.apps.registration.models import (
    BreakoutPlace,
    BreakoutRound,
    BreakoutWish,
    Registration,
)
from parley.apps.registration.policies import leads, listed_to
from parley.apps.registration.selectors import breakouts
from parley.apps.registration.selectors.breakouts import COMING, Corner, round_for
from parley.core.access import get_visible, may, visible
from parley.core.actors import Actor
from parley.core.errors import not_found
from parley.core.localtext import LocalText


@dataclass(frozen=True)
class OwnRound:
    """A round on the page of somebody who takes part: what they wish, where they go."""

    round: BreakoutRound
    title: LocalText  # of the session that breaks out, for those who see it
    rooms: tuple[Corner, ...]
    wishes: tuple[int, ...]
    told: Session | None

    @property
    def takes_wishes(self) -> bool:
        return self.round.takes_wishes and self.told is None and len(self.rooms) > 1


def own_rounds(actor: Actor, registration: Registration) -> list[OwnRound]:
    """Of a dialogue that one comes to; of the rooms those that exist for the actor."""
    if registration.state not in COMING or registration.user_id != actor.user_id:
        return []
    rows = breakouts.seen(actor).filter(session__dialogue=registration.dialogue_id)
    return [own_round(actor, row, registration) for row in rows]


def own_round(actor: Actor, row: BreakoutRound, registration: Registration) -> OwnRound:
    rooms = tuple(
        room
        for room in breakouts.corners_of(actor, row)
        if room.takes(registration.mode, registration.group)
    )
    wishes = visible(BreakoutWish, actor).filter(round=row, registration=registration)
    told = visible(BreakoutPlace, actor).filter(round=row, registration=registration)
    where = told.values("told")
    rooms_told = visible(Session, actor).filter(pk__in=where, cancelled=False)
    session = rooms_told.select_related("room").first()
    whole = visible(Session, actor).filter(pk=row.session_id).first()
    title = whole.title if whole else LocalText()
    return OwnRound(row, title, rooms, tuple(wish.room_id for wish in wishes), session)


def wisher_of(actor: Actor, slug: str, uid: UUID) -> tuple[OwnRound, Registration]:
    """A round as one takes part in it; a 404 for anybody else, conveners who don't included."""
    row = round_for(actor, slug, uid)
    mine = visible(Registration, actor).filter(user=actor.user_id, state__in=COMING)
    mine = mine.select_related("group", "dialogue")
    registration = get_visible(mine, actor, dialogue=row.session.dialogue_id)
    return own_round(actor, row, registration), registration


@dataclass(frozen=True)
class Company:
    """The people of one room, as far as the actor may know them."""

    session: Session
    people: tuple[tuple[str, str, LocalText], ...]  # name, organisation, group
    is_whole: bool


def room_for(actor: Actor, slug: str, session: str) -> Session:
    """A room, for its facilitators, its people and the conveners; a 404 for others."""
    rows = visible(Session, actor).filter(kind=SessionKind.BREAK_OUT)
    rows = rows.select_related("dialogue")
    room = get_visible(rows, actor, dialogue__slug=slug, slug=session)
    if not knows_company(actor, room):
        raise not_found()
    return room


def company_in(actor: Actor, room: Session) -> Company:
    """Who is in a room that the actor may know about."""
    people, is_whole = _told(room), _knows_all(actor, room)
    if not is_whole:
        people = people.filter(listed_to(actor))
    shown = ((p.name, p.organisation, p.group.name) for p in people.select_related("group"))
    return Company(room, tuple(shown), is_whole)


def knows_company(actor: Actor, room: Session) -> bool:
    """Whether the actor may know anything of who is in the room."""
    if not actor.is_signed_in or actor.preview is not None:
        return False
    return _told(room).filter(user=actor.user_id).exists() or _knows_all(actor, room)


def _told(room: Session) -> QuerySet[Registration]:
    """Those who come and were told to go there."""
    here = BreakoutPlace.objects.filter(told=room.pk)
    return Registration.objects.filter(pk__in=here.values("registration"), state__in=COMING)


def _knows_all(actor: Actor, room: Session) -> bool:
    """Its facilitators; and the conveners, as the round's own policy has it."""
    if Session.objects.filter(leads(actor), pk=room.pk).exists():
        return True
    row = visible(BreakoutRound, actor).filter(session=room.parent_id).first()
    return row is not None and may(actor, "arrange", row)
