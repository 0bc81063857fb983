"""Every route there is, the rows it is tried with, and who may open it.

A route that is not listed here fails test_matrix.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.access.world import (
    EVERYONE,
    SIGNED_IN,
    World,
    canary,
    sees_dialogue,
    sees_session,
)

Sees = Callable[[str], bool]


@dataclass(frozen=True)
class Target:
    """One address of a route: its parts, and which personas the row exists for."""

    kwargs: dict[str, Any]
    sees: Sees = EVERYONE.__contains__


Targets = Callable[[World], Iterator[Target]]


def nothing(world: World) -> Iterator[Target]:
    yield Target({})


def series(world: World) -> Iterator[Target]:
    for state, row in world.series.items():
        yield Target({"slug": row.slug}, lambda p, s=state: sees_dialogue(p, s))


def dialogues(world: World) -> Iterator[Target]:
    for state, row in world.dialogues.items():
        yield Target({"slug": row.slug}, lambda p, s=state: sees_dialogue(p, s))


def _by_session(world: World, parts: Callable[[str, str], dict[str, Any]]) -> Iterator[Target]:
    for state, rule in world.sessions:
        yield Target(parts(state, rule), lambda p, s=state, r=rule: sees_session(p, s, r))


def sessions(world: World) -> Iterator[Target]:
    rows = world.sessions
    return _by_session(world, lambda s, r: {"slug": s, "session": rows[s, r].slug})


def people(world: World) -> Iterator[Target]:
    return _by_session(world, lambda s, r: {"slug": f"person-{canary(s, r)}"})


def organisations(world: World) -> Iterator[Target]:
    return _by_session(world, lambda s, r: {"slug": f"organisation-{canary(s, r)}"})


def venues(world: World) -> Iterator[Target]:
    return _by_session(world, lambda s, r: {"slug": f"venue-{canary(s, r)}"})


@dataclass(frozen=True)
class Route:
    """`allowed`: of those for whom the row exists, who gets the page. Others: refused."""

    targets: Targets = nothing
    allowed: frozenset[str] = frozenset(EVERYONE)
    method: str = "get"
    ok: frozenset[int] = frozenset({200})
    query: str = ""


def _route(targets: Targets = nothing, allowed: set[str] = EVERYONE, **more: Any) -> Route:
    ok = frozenset(more.pop("ok", {200}))
    return Route(targets, frozenset(allowed), ok=ok, **more)


CONVENER = {"convener"}

ROUTES: dict[str, Route] = {
    "home": _route(),
    "search": _route(query="?q=canary"),
    "series": _route(series),
    "dialogue": _route(dialogues),
    "programme": _route(dialogues),
    "session": _route(sessions),
    "person": _route(people),
    "organisation": _route(organisations),
    "venue": _route(venues),
    # for machines
    "dialogue-calendar": _route(dialogues),
    "session-calendar": _route(sessions),
    "feed": _route(),
    "schedule-xml": _route(dialogues),
    "schedule-json": _route(dialogues),
    "sitemap": _route(),
    "robots": _route(),
    # signing in, and what belongs to nobody
    "sign-in": _route(),
    "health": _route(),
    "styleguide": _route(),
    "time-zone": _route(),
    "outbox": _route(),
    # the desk
    "desk": _route(allowed=SIGNED_IN),
    "dialogue-create": _route(allowed=CONVENER),
}
