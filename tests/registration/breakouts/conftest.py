"""A plenary of the Florence Dialogue that breaks out into three rooms, and people who come."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from parley.apps.convening.models import Rule, SeatRole, Session, SessionKind
from parley.apps.registration.models import BreakoutRound, Group, Registration, State
from parley.apps.registration.services import breakouts
from parley.core.localtext import LocalText
from tests import factories as make
from tests.registration.conftest import Host


@dataclass
class Scene:
    """The round, its rooms and groups, and how to add people."""

    host: Host
    plenary: Session
    rooms: list[Session]
    groups: list[Group]
    round: BreakoutRound
    people: list[Registration] = field(default_factory=list)

    def person(self, name: str = "", group: int = 0, **fields: Any) -> Registration:
        """An approved participant, with the seat that comes with it."""
        account = make.user(name=name) if name else make.user()
        fields = {"state": State.APPROVED, **fields}
        row = make.registration(self.groups[group], account, **fields)
        make.seat(self.host.dialogue, account, SeatRole.PARTICIPANT)
        self.people.append(row)
        return row

    def crowd(self, number: int) -> None:
        for n in range(number):
            self.person(group=n % 2, country=("IT", "FR", "DE")[n % 3])

    def where(self) -> dict[str, str | None]:
        """Name → title of the room in the draft."""
        from parley.apps.registration.selectors.breakouts import arrangement_of

        titles = {room.pk: str(room.title) for room in self.rooms}
        people = arrangement_of(self.host.actor, self.round).people
        return {person.name: titles.get(person.room or 0) for person in people}


@pytest.fixture
def scene(host: Host) -> Scene:
    plenary = make.session(host.dialogue, kind=SessionKind.PLENARY, slug="plenary")
    rooms = [
        make.session(
            host.dialogue,
            kind=SessionKind.BREAK_OUT,
            parent=plenary,
            slug=f"room-{name.lower()}",
            title=LocalText(en=f"Room {name}"),
            rule=Rule.PARTICIPANTS,
            capacity=4,
            order=number,
        )
        for number, name in enumerate("ABC")
    ]
    groups = [
        make.group(host.dialogue, name=LocalText(en=name)) for name in ("Government", "Academia")
    ]
    return Scene(host, plenary, rooms, groups, breakouts.begin(host.actor, plenary))
