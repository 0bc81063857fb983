"""What the table of routes says of one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.access.targets import Targets, nothing
from tests.access.world import EVERYONE


@dataclass(frozen=True)
class Route:
    """`allowed`: of those for whom the row exists, who gets the page. Others: refused."""

    targets: Targets = nothing
    allowed: frozenset[str] = frozenset(EVERYONE)
    method: str = "get"
    ok: frozenset[int] = frozenset({200})
    query: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    # Marked words that this page alone says to somebody.
    also: Callable[[str], set[str]] = lambda _persona: set()


def route(targets: Targets = nothing, allowed: set[str] = EVERYONE, **more: Any) -> Route:
    ok = frozenset(more.pop("ok", {200}))
    return Route(targets, frozenset(allowed), ok=ok, **more)


CONVENER = {"convener"}
APPOINTERS = {"convener", "operator"}
POSTED = {"method": "post", "ok": {200, 302, 400, 422}}
# Directory entries were made by nobody in this world: only operators may edit those they see.
KEEPERS = {"operator"}
