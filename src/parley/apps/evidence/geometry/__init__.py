"""Outlines of countries, made by scripts/make_world.py; see LICENCE.md."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class World:
    """By ISO code the outline of each country as the `d` of a path, and for those too small to be
    seen, some of which have no outline, where a dot stands; `other`: areas without a code."""

    width: int
    height: int
    states: Mapping[str, str]
    dots: Mapping[str, tuple[int, int]]
    other: str

    def __contains__(self, code: str) -> bool:
        return code in self.states or code in self.dots


@cache
def world() -> World:
    stored = json.loads((Path(__file__).parent / "world.json").read_text())
    width, height = stored["size"]
    dots = {code: (x, y) for code, (x, y) in stored["dots"].items()}
    return World(width, height, stored["states"], dots, stored["other"])
