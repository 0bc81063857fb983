"""What is read together: the stances, and what stands beside them in the folder of an export."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from parley.mapping.readers.annexes import Annex, published_groups
from parley.mapping.readers.columns import LONG, find, missing, plain
from parley.mapping.readers.opening import open_table
from parley.mapping.readers.signs import has_numbers, signs_by_totals
from parley.mapping.readers.words import Words

_MATRICES = ("participants-votes.csv", "participant-votes.csv")
_DATABASE_NAMES = ({"pid", "tid", "vote"}, {"participant_id", "statement_id", "vote"})


@dataclass(frozen=True)
class Options:
    """What `read` is asked for; see there."""

    columns: Mapping[str, str] | None = None
    stances: str | Mapping[Any, str] | None = None
    groups: Any = None
    elements: Any = None
    propositions: Any = None
    published_groups: bool = False
    keep_rejected: bool = False
    lenient: bool = False


class Source:
    """A table of stances with its annexes.

    Parameters
    ----------
    given
        A file, a folder, a frame, or a list of records.

    Raises
    ------
    InvalidStances
        Where it can't be read, or lacks a column.
    """

    def __init__(self, given: Any, options: Options) -> None:
        given, options = _with_neighbours(given, options)
        self.options = options
        self.table = open_table(given)
        self.is_matrix_of_polis = _is_matrix_of_polis(self.table.names)
        self.roles = self._long_columns()
        self.annexes = self._annexes(given)
        self.comments = self.annexes.get("propositions")
        self.stances = self._stances()
        self.words = Words(self.stances)

    @property
    def is_long(self) -> bool:
        return self.roles is not None

    def _long_columns(self) -> dict[str, int] | None:
        """The columns of a long table; None of a wide one."""
        names, given = self.table.names, self.options.columns or {}
        if self.is_matrix_of_polis:
            return None
        found = find(names, (*LONG, "time", "group", "element", "text"), given)
        there = [role for role in LONG if role in found]
        if len(there) == len(LONG):
            return found
        if len(there) > 1 or {"proposition", "stance"} & set(given):
            raise missing(names, [role for role in LONG if role not in found])
        return None

    def _stances(self) -> str | Mapping[Any, str] | None:
        """The mapping that is asked for; for the columns of Polis's database, that of the right sign."""
        names = self.table.names
        if self.options.stances is not None or self.roles is None:
            return self.options.stances
        if not any(own <= set(names) for own in _DATABASE_NAMES):
            return None
        if not has_numbers(self.table, self.roles["stance"]):
            return None
        places = self.roles["proposition"], self.roles["stance"]
        return signs_by_totals(self.table, *places, self.comments)

    def _annexes(self, given: Any) -> dict[str, Annex]:
        options, annexes = self.options, {}
        if options.groups is not None:
            annexes["groups"] = Annex(options.groups, "actor", ("group",))
        elif options.published_groups:
            annexes["groups"] = published_groups(_matrix_beside(given))
        if options.elements is not None:
            annexes["elements"] = Annex(options.elements, "proposition", ("element", "text"))
        if options.propositions is not None:
            wanted = ("text", "moderated", "meta", "element")
            more = ("agrees", "disagrees")
            annexes["propositions"] = Annex(options.propositions, "proposition", wanted, more)
        return annexes

    def rejected(self) -> dict[str, str]:
        """Propositions to leave out, with the reason."""
        if self.comments is None or self.options.keep_rejected:
            return {}
        return self.comments.rejected()


def _with_neighbours(given: Any, options: Options) -> tuple[Any, Options]:
    """Of a folder of Polis, the file with the stances; its comments are the propositions."""
    if isinstance(given, str):
        given = Path(given)
    if not isinstance(given, Path) or not given.is_dir():
        return given, options
    stances = next((given / name for name in _stance_files() if (given / name).is_file()), given)
    comments = given / f"comments{stances.suffix}"
    if stances != given and options.propositions is None and comments.is_file():
        options = replace(options, propositions=comments)
    return stances, options


def _stance_files() -> tuple[str, ...]:
    return ("votes.csv", *_MATRICES, "votes.json")


def _is_matrix_of_polis(names: list[str]) -> bool:
    return {"participant", "nvotes", "nagree", "ndisagree"} <= {plain(name) for name in names}


def _matrix_beside(given: Any) -> Any:
    """The table that tells the groups that Polis published."""
    if not isinstance(given, Path):
        return given
    beside = (given.parent / name for name in _MATRICES)
    return next((path for path in beside if path.is_file()), given)
