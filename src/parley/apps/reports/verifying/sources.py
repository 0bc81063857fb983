"""The sources of a package, as far as it holds what they were made of."""

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from parley.apps.outcomes.bridge import remaking
from parley.apps.outcomes.bridge.making import Stances
from parley.apps.outcomes.bridge.remaking import Redrawn
from parley.apps.reports.files import tables
from parley.apps.reports.files.archive import Files, InvalidPackage
from parley.apps.reports.files.package import json_of

Row = dict[str, Any]
FOLDER = "sources/"
MAP = "map/"
# Where somebody has pronounced themselves; and the stance that it is on a map.
SAID = ("supports", "opposes", "conditional", "undecided", "contested")
STANCES = {"supports": 1, "conditional": 1, "undecided": 0, "opposes": -1}
_STATE = "state"


class Source:
    """One source; what can't be read of it raises InvalidPackage.

    `redrawn` is its map, once that was drawn anew; until then `why_not` says why there is none.
    """

    def __init__(self, archive: Files, key: str) -> None:
        self.key = key
        self.archive = archive
        self.folder = f"{FOLDER}{key}/"
        self.redrawn: Redrawn | None = None
        self.why_not = "it has no map"

    @cached_property
    def about(self) -> Row:
        found = json_of(self.archive, f"{self.folder}source.json")
        if not isinstance(found, dict) or found.get("key") != self.key:
            raise InvalidPackage(f"{self.folder}source.json tells of something else")
        return found

    @property
    def kind(self) -> str:
        return str(self.about.get("kind", ""))

    @property
    def is_record(self) -> bool:
        """Whether it is of public record, and here as a whole."""
        return self.kind in ("positions", "votes")

    @property
    def map(self) -> Row | None:
        return self.about.get("map") or None

    def rows(self, name: str) -> list[Row]:
        """A table; none where it is not there."""
        path = f"{self.folder}{name}.parquet"
        if path not in self.archive:
            return []
        try:
            return tables.rows_of(self.archive.read(path))
        except ValueError as error:
            raise InvalidPackage(f"{path}: {error}") from error

    def names(self) -> list[str]:
        """Of all its files."""
        return [name for name in self.archive.names if name.startswith(self.folder)]

    def map_files(self) -> dict[str, bytes]:
        here = f"{self.folder}{MAP}"
        names = [name for name in self.archive.names if name.startswith(here)]
        return {name.removeprefix(here): self.archive.read(name) for name in names}

    @cached_property
    def cells(self) -> Mapping[tuple[int, int], str]:
        """(actor, column) → cell."""
        return {(one["actor"], one["column"]): one["cell"] for one in self._read("matrix")}

    def _read(self, name: str) -> list[Row]:
        found = self.rows(name)
        if not found:
            return []
        wanted = {"matrix": ("actor", "column", "cell"), "actors": ("number", "kind", "group")}
        missing = [one for one in wanted.get(name, ()) if one not in found[0]]
        if missing:
            raise InvalidPackage(f"{self.folder}{name}.parquet has no column {missing[0]}")
        return found

    def stances(self) -> Stances:
        actors = [
            remaking.Actor(one["number"], one["group"] or None) for one in self._read("actors")
        ]
        columns = [remaking.Column(one["number"], one["element"] or None) for one in self.columns]
        given = [
            (actor, column, STANCES[cell])
            for (actor, column), cell in self.cells.items()
            if cell in STANCES
        ]
        return remaking.stances_from(actors, columns, given)

    @cached_property
    def columns(self) -> list[Row]:
        return self.rows("columns")

    @cached_property
    def results(self) -> Mapping[int, Row]:
        """Of a consultation: proposition → what everybody together holds."""
        return {one["proposition"]: one for one in self.rows("results") if not one["group"]}

    @cached_property
    def _on_the_map(self) -> Mapping[int, Row]:
        """Of a consultation: proposition → what the published table of its map says."""
        if self.map is None or self.is_record:
            return {}
        return {one["proposition"]: one for one in self.rows(f"{MAP}propositions")}

    def map_says(self, column: int) -> tuple[str, tuple[bool, ...]] | None:
        """Of a consultation: the verdict of its map, and on which side that may be."""
        row, by = self._on_the_map.get(column), (self.map or {}).get("division")
        if row is None or not by:
            return None
        side = row[f"{by}: direction"]
        return row[f"{by}: verdict"], (side == "agree",) if side else (True, False)

    def counted(self, column: int) -> dict[str, Any] | None:
        """The counts that a finding on this column rests on, worked out; None where there are none."""
        if not self.is_record:
            return self._answered(column)
        bodies = self._read("actors")
        nothing = str(self.about.get("not_in_matrix"))
        found = Counter(self.cells.get((one["number"], column), nothing) for one in bodies)
        states = all(one["kind"] == _STATE for one in bodies)
        return {
            "who": "states" if states else "actors",
            "pronounced": sum(found[one] for one in SAID),
            "agree": found["supports"] + found["conditional"],
            "disagree": found["opposes"],
            "passed": found["undecided"],
            "reserved": found["conditional"],
            "contested": found["contested"],
            "silent": found["silent"],
            "absent": found["not_read"] + found["not_recorded"],
            "is_vote": self.kind == "votes",
        }

    def _answered(self, column: int) -> dict[str, Any] | None:
        row = self.results.get(column)
        if row is None:
            return None
        return {
            "who": "participants",
            "pronounced": row["answers"],
            "agree": row["agree"],
            "disagree": row["disagree"],
            "passed": row["passed"],
            "reserved": row["reserved"],
        }


class Sources(dict[str, Source]):
    """By key."""

    def __init__(self, archive: Files) -> None:
        inside = [name.split("/") for name in archive.names if name.startswith(FOLDER)]
        keys = sorted({parts[1] for parts in inside if len(parts) > 2})
        super().__init__({key: Source(archive, key) for key in keys})
