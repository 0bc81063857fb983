"""Draws an opinion map once in a run: the same stances under the same settings give the same map, which
tests of the mapping prove, and drawing them again and again takes a fifth of what is above it."""

import hashlib
import pickle
from typing import Any

from parley.mapping.pipeline import map_opinions as drawn_anew
from parley.mapping.settings import MapSettings

_drawn: dict[str, bytes] = {}


def map_opinions(stances: Any, settings: MapSettings, **options: Any) -> Any:
    key = hashlib.sha256(pickle.dumps((stances, settings))).hexdigest()
    if key not in _drawn:
        _drawn[key] = pickle.dumps(drawn_anew(stances, settings, **options))
    # A copy for each: what one test does to its map, another must not meet.
    return pickle.loads(_drawn[key])


def pytest_collection_finish() -> None:
    from parley.apps.outcomes.bridge import making

    making.map_opinions = map_opinions  # type: ignore[assignment]
