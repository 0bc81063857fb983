"""The list at the door, and who is here: frozen values with no more than the door needs."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet

from parley.apps.convening.models import Dialogue
from parley.apps.convening.selectors.dialogues import dialogue_for
from parley.apps.registration.models import (
    Attendance,
    Group,
    Mode,
    Opening,
    Registration,
    State,
)
from parley.apps.registration.selectors import codes
from parley.core.access import get_visible, may, require, visible
from parley.core.actors import Actor
from parley.core.localtext import LocalText
from parley.core.statements import prepared

COMES = (State.APPROVED, State.ATTENDED)


@dataclass(frozen=True)
class Expected:
    """Somebody who may come in, and since when they are here today."""

    uid: UUID
    name: str
    organisation: str
    group: LocalText
    group_id: int
    colour: str
    is_online: bool
    digest: str
    here_since: datetime | None


@dataclass(frozen=True)
class Presence:
    """How many of a group are here, of how many who are expected in person."""

    group: LocalText
    colour: str
    here: int
    expected: int


def opening_at(actor: Actor, slug: str) -> Opening:
    """How the dialogue takes registrations; a 404 where it does not."""
    dialogue = dialogue_for(actor, slug)
    opening = get_visible(Opening, actor, dialogue=dialogue.pk)
    opening.dialogue = dialogue
    return opening


def may_check_in(actor: Actor, dialogue: Dialogue) -> bool:
    """Asked on each dialogue's page, of everybody who is signed in."""
    return any(may(actor, "check_in", opening) for opening in _openings(actor, dialogue.pk))


@prepared
def _openings(actor: Actor, dialogue: int) -> QuerySet[Opening]:
    return visible(Opening, actor).filter(dialogue=dialogue)


def today_at(dialogue: Dialogue, now: datetime) -> date:
    return now.astimezone(dialogue.zone).date()


def day_ends(dialogue: Dialogue, now: datetime) -> datetime:
    """When the dialogue's day is over, by its own zone."""
    tomorrow = today_at(dialogue, now) + timedelta(days=1)
    return datetime.combine(tomorrow, time(), dialogue.zone).astimezone(UTC)


def expected_for(
    actor: Actor, opening: Opening, now: datetime, *, digests: bool = False
) -> list[Expected]:
    """Everybody who is approved, by name; for those at the door.

    With `digests` a badge can be told from others by what it says.
    """
    require(actor, "check_in", opening)
    here = _arrivals(opening.dialogue, now)
    groups = dict(Group.objects.filter(dialogue=opening.dialogue_id).in_bulk())
    rows = Registration.objects.filter(dialogue=opening.dialogue_id, state__in=COMES)
    # Values, not rows: the page at the door asks every few seconds.
    columns = rows.values_list("pk", "uid", "name", "organisation", "group", "mode")
    return [
        Expected(
            uid=uid,
            name=name,
            organisation=organisation,
            group=groups[group].name,
            group_id=group,
            colour=groups[group].colour,
            is_online=mode == Mode.ONLINE,
            digest=codes.digest_of(codes.code_for(uid)) if digests else "",
            here_since=here.get(key),
        )
        for key, uid, name, organisation, group, mode in columns
    ]


def _arrivals(dialogue: Dialogue, now: datetime) -> dict[int, datetime]:
    """Registration → when it came through the door today."""
    rows = Attendance.objects.filter(
        registration__dialogue=dialogue.pk,
        session=None,
        undone_at=None,
        day=today_at(dialogue, now),
    )
    return dict(rows.values_list("registration", "at"))


def attendances_of(actor: Actor, registration: Registration) -> list[Attendance]:
    """When and where somebody was there."""
    rows = visible(Attendance, actor).filter(registration=registration.pk, undone_at=None)
    return list(rows.select_related("session"))


def presences(people: Iterable[Expected]) -> list[Presence]:
    """By group, in the order in which they first come."""
    found = list(people)
    here = Counter(one.group_id for one in found if one.here_since)
    due = Counter(one.group_id for one in found if one.here_since or not one.is_online)
    groups = {one.group_id: one for one in found}
    return [
        Presence(one.group, one.colour, here[key], due[key])
        for key, one in sorted(groups.items())
        if due[key]
    ]


def latest(people: Sequence[Expected], most: int) -> list[Expected]:
    """Those who came last, the last one first."""
    here = [one for one in people if one.here_since is not None]
    return sorted(here, key=lambda one: str(one.here_since), reverse=True)[:most]


def matching(people: Sequence[Expected], words: str, most: int) -> list[Expected]:
    """Those whose name or organisation has all of these words in it."""
    wanted = words.casefold().split()
    found = [one for one in people if all(w in _text(one) for w in wanted)] if wanted else []
    return found[:most]


def _text(one: Expected) -> str:
    return f"{one.name} {one.organisation}".casefold()
