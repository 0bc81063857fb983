"""Which column of a table holds what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from parley.mapping.errors import InvalidStances

# Names by which a column is recognised, the surest first; without case, spaces, hyphens and underscores.
NAMES: dict[str, list[str]] = {
    role: names.split()
    for role, names in {
        "actor": "actor actorid voterid participantid participant pid voter userid user respondentid"
        " respondent personid person delegation member state country",
        "proposition": "proposition propositionid commentid statementid tid statement comment questionid"
        " question itemid item resolution",
        "stance": "stance vote answer response position opinion",
        "time": "timestamp time modified created createdat votedat datetime date",
        "group": "group stakeholdergroup stakeholder",
        "element": "element elementid",
        "text": "text commentbody wording txt",
        "moderated": "moderated mod",
        "meta": "ismeta",
        "agrees": "agrees agreecount",
        "disagrees": "disagrees disagreecount",
    }.items()
}
LONG = ("actor", "proposition", "stance")

_MARKS = re.compile(r"[\s_\-]+")


def plain(name: str) -> str:
    """The name as it is compared: `Voter ID`, `voter-id` and `voter_id` are one."""
    return _MARKS.sub("", name).casefold()


def find(
    names: Sequence[str], roles: Iterable[str], given: Mapping[str, str] | None = None
) -> dict[str, int]:
    """The place of the column of each role, for the roles that have one.

    Parameters
    ----------
    names
        Of the columns.
    given
        From role to the name of its column, where it is told.

    Raises
    ------
    InvalidStances
        Where a given column is not there, or two have its name, or the role is none.

    Examples
    --------
    >>> find(["timestamp", "comment-id", "voter-id", "vote"], ["actor", "stance", "group"])
    {'actor': 2, 'stance': 3}
    """
    given = given or {}
    if unknown := set(given) - set(NAMES):
        raise InvalidStances(
            f"columns: expected {', '.join(NAMES)}; got {', '.join(sorted(unknown))}"
        )
    taken = {_exactly(name, names) for name in given.values()}
    found: dict[str, int] = {}
    for role in roles:
        if role in given:
            found[role] = _exactly(given[role], names)
        elif (place := _recognised(role, names, taken)) is not None:
            found[role] = place
            taken.add(place)
    return found


def missing(names: Sequence[str], roles: Iterable[str]) -> InvalidStances:
    """The error about columns that were not found, with those that were."""
    wanted = " or ".join(f"{role} ({', '.join(NAMES[role][:4])} …)" for role in roles)
    there = ", ".join(names) if names else "none"
    return InvalidStances(
        f"no column for {wanted}; found the columns {there}. Name it with columns, such as"
        f" columns={{'{next(iter(roles))}': '…'}}"
    )


def _exactly(name: str, names: Sequence[str]) -> int:
    places = [place for place, other in enumerate(names) if other == name]
    if len(places) != 1:
        there = f"{len(places)} columns" if places else "no column"
        raise InvalidStances(f"there is {there} named {name!r}; found {', '.join(names)}")
    return places[0]


def _recognised(role: str, names: Sequence[str], taken: set[int]) -> int | None:
    compared = [plain(name) for name in names]
    for wanted in NAMES[role]:
        for place, name in enumerate(compared):
            if name == wanted and place not in taken:
                return place
    return None
