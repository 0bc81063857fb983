"""From the stances of a source to the artefact of its opinion map."""

import json
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from parley.apps.outcomes.bridge import facing, overlap, sparing
from parley.core.errors import InvalidInput
from parley.mapping import MapSettings, TooFewStances, map_opinions
from parley.mapping.matrix import Labels, StanceMatrix, compressed
from parley.mapping.polis import extremity
from parley.mapping.result import OpinionMap

Progress = Callable[[float], None]
N_VALUES = 3
# What a map without faces has beside: see facing.py and overlap.py.
EXTRA = "confidential.json"
SEED = 1


@dataclass(frozen=True, eq=False)
class Stances:
    """The stances of a consultation, without anybody's pseudonym, or of actors who speak in public.

    Parameters
    ----------
    respondents, places
        Shape (n_stances,): whose stance it is, from 0; and on which proposition, its place in
        `numbers`.
    values
        Shape (n_stances,): 1, 0, -1.
    groups
        Of each respondent: the key of the stakeholder group, None for none.
    named
        Of each respondent: whether they answer on record.
    numbers
        Of the propositions, ascending.
    elements
        Of each proposition: the key of its element, None for none.
    shown
        Of each proposition: the keys of the stakeholder groups of which results are shown, None
        where none are shown at all. Empty where stances are confidential.
    """

    respondents: NDArray[np.int64]
    places: NDArray[np.int64]
    values: NDArray[np.int64]
    groups: Sequence[int | None]
    named: Sequence[bool]
    numbers: Sequence[int]
    elements: Sequence[int | None]
    shown: Sequence[frozenset[int] | None]
    actors: Sequence[int] = ()


@dataclass(frozen=True)
class Made:
    """What is known of a map that was made, and how far each proposition sets people apart."""

    n_stances: int
    n_respondents: int
    input_digest: str
    engine: str
    settings: Mapping[str, Any]
    extremity: Mapping[int, float]


def key(number: int | None) -> str | None:
    """Groups and elements stand in the artefact by key, so that their order is that of the keys
    and their names those of the reader's language."""
    return None if number is None else f"{number:012d}"


def matrix_of(stances: Stances) -> StanceMatrix:
    """Respondents are numbered; nothing in it is a pseudonym. Actors of public record keep their key."""
    n_actors, n_propositions = len(stances.groups), len(stances.numbers)
    cells = stances.places * N_VALUES + stances.values + 1
    indptr, kept = compressed(stances.respondents, cells, n_actors, n_propositions)
    groups = [key(group) for group in stances.groups]
    actors = np.array(stances.actors, dtype=np.int64) if stances.actors else None
    return StanceMatrix(
        np.arange(1, n_actors + 1) if actors is None else actors,
        np.array(stances.numbers, dtype=np.int64),
        indptr,
        kept,
        Labels.of(groups) if any(groups) else None,
        Labels.of([key(element) for element in stances.elements]),
    )


def make(
    stances: Stances, target: Path, *, least: int, confidential: bool, progress: Progress
) -> Made:
    """Draw the map, and write its artefact to the file `target`.

    Of a confidential consultation it holds no line about a single respondent, and no number about
    fewer than `least`; of others no number of a stakeholder group about fewer than `least`. Of what
    actors have published nothing is withheld, and it tells which actor is which.
    """
    settings = MapSettings(
        min_cell=least if confidential else 0, min_group_answers=max(least, 5), seed=SEED
    )
    # Under disclosure control it is the mapping that says of which groups nothing is told.
    groups = stances.groups
    if not confidential and not stances.actors:
        groups = sparing.large_groups(groups, stances.named, least)
    matrix = matrix_of(replace(stances, groups=groups))
    try:
        found = map_opinions(matrix, settings, progress=lambda _doing, share: progress(share))
    except TooFewStances as error:
        raise InvalidInput(_("There are too few stances for a map.")) from error
    extra: dict[str, Any] = {}
    if confidential:
        found, held = overlap.withheld_where_close(found)
        extra = {"held": held, "outlines": facing.outlines_of(found)}
        found = facing.faceless(found)
    elif not stances.actors:
        found = sparing.spared(found, *_shown(stances, matrix), least)
    _write(found, extra, target, named=bool(stances.actors))
    return Made(
        found.n_stances,
        found.n_actors,
        found.input_digest,
        found.engine,
        settings.as_dict(),
        _extremity(found),
    )


def _shown(stances: Stances, matrix: StanceMatrix) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Of which propositions, and of which groups on each, results are shown: see `sparing.spared`."""
    told = np.array([groups is not None for groups in stances.shown], dtype=bool)
    names = matrix.groups.names if matrix.groups else ()
    may = [[int(name) in (groups or ()) for name in names] for groups in stances.shown]
    return told, np.array(may, dtype=bool).reshape(len(told), len(names))


def _extremity(found: OpinionMap) -> dict[int, float]:
    far = extremity(found.projection.mean, found.projection.axes[:, :2])
    pairs = zip(found.propositions.tolist(), far.tolist(), strict=True)
    return {number: round(value, 4) for number, value in pairs}


def _write(found: OpinionMap, extra: Mapping[str, Any], target: Path, *, named: bool) -> None:
    with tempfile.TemporaryDirectory(dir=target.parent) as made:
        folder = found.save(Path(made) / "map", identities=named)
        (folder / EXTRA).write_text(json.dumps(extra, sort_keys=True), "utf-8")
        # Parquet is compressed already.
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            for path in sorted(folder.iterdir()):
                archive.write(path, path.name)
