"""OpinionMap: all that was found, frozen and named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from parley.mapping.ambiguity import Ambiguity
from parley.mapping.chance import AxisTest
from parley.mapping.counts import Counts, Shaping
from parley.mapping.crossfit import Folds
from parley.mapping.disclosure import Disclosure
from parley.mapping.grouping import Grouping
from parley.mapping.matrix import Ids, Intake, Labels, StanceMatrix
from parley.mapping.membership import Profile
from parley.mapping.projection import Projection
from parley.mapping.separation import GroupTest
from parley.mapping.settings import MapSettings
from parley.mapping.spread import Estimates
from parley.mapping.stability import Stability
from parley.mapping.structure import Structure
from parley.mapping.verdicts import Contrast, Convergence, Divergence

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

DISCOVERED = "discovered"


@dataclass(frozen=True, eq=False, repr=False)
class OpinionMap:
    """What `map_opinions` found.

    Parameters
    ----------
    engine
        Version of the engine that made the map.
    input_digest
        SHA-256 of the stances it was made of.
    settings
        By which it was made.
    actors, propositions
        Ids, in the order of all arrays.
    texts
        Wording of the propositions, or empty.
    groups, elements
        Stakeholder group of each actor and element of each proposition, where known.
    intake
        What the reader found and left out.
    n_stances
        Of all actors on all propositions.
    counts
        How often each answer was given; -1 where it is withheld.
    shape
        Which actors and propositions decide where the axes lie.
    projection
        Where every actor stands.
    structure
        None, a continuum or groups; with the tests that say so.
    groupings
        By name: `discovered` where groups were found, else `line of disagreement` or `everybody`
        (see `parley.mapping.along`); then the known ones.
    contrasts
        Of each grouping.
    ambiguity
        Of every proposition and element.
    disclosures
        What may be published of each grouping, where `settings.min_cell` asks for it. All else is gone
        from the map, its stances too: whatever is drawn, saved or printed of it may leave the room. Answers
        of an actor are counted as 0, 1 or `min_answers` there, which stands for all that are more. A proposition
        whose counts are withheld is said to shape the map, for that it does not would tell them.
    stances, folds
        What the map was made of and how discovered groups were tested, for `update`; not kept by `save`.
    """

    engine: str
    input_digest: str
    settings: MapSettings
    actors: Ids
    propositions: Ids
    texts: tuple[str, ...]
    groups: Labels | None
    elements: Labels | None
    intake: Intake
    n_stances: int
    counts: Counts
    shape: Shaping
    projection: Projection
    structure: Structure
    groupings: Mapping[str, Grouping]
    contrasts: Mapping[str, Contrast]
    ambiguity: Ambiguity
    disclosures: Mapping[str, Disclosure] = field(default_factory=dict)
    stances: StanceMatrix | None = field(default=None, metadata={"kept": False})
    folds: Mapping[str, Folds] = field(default_factory=dict, metadata={"kept": False})

    @property
    def n_actors(self) -> int:
        return len(self.actors)

    @property
    def n_propositions(self) -> int:
        return len(self.propositions)

    def published_sizes(self, by: str) -> tuple[int | None, ...]:
        """Actors in each group of a grouping, None where it is withheld."""
        grouping, may = self.groupings.get(by), self.disclosures.get(by)
        if grouping is None:
            return ()
        sizes = grouping.sizes.tolist()
        shown = [True] * len(sizes) if may is None else may.sizes.tolist()
        return tuple(size if yes else None for size, yes in zip(sizes, shown, strict=True))

    def text(self, number: int) -> str:
        """The wording of a proposition, or its id."""
        wording = self.texts[number] if self.texts else ""
        return wording or f"proposition {self.propositions[number]}"

    def __repr__(self) -> str:
        from parley.mapping.summary import structure_in_brief

        return (
            f"<OpinionMap: {self.n_actors:,} actors × {self.n_propositions:,} propositions,"
            f" {structure_in_brief(self)}>"
        )

    def summary(self) -> str:
        """What the map says, in plain sentences, one to a line."""
        from parley.mapping.summary import sentences

        return "\n".join(sentences(self))

    # ---- tables

    def to_polars(self, table: str = "propositions") -> pl.DataFrame:
        """One of the tables of `parley.mapping.tables`: propositions, actors, shares, elements, axes …"""
        from parley.mapping.tables import frame

        return frame(self, table)

    def to_pandas(self, table: str = "propositions") -> pd.DataFrame:
        """The same for pandas, which must be installed."""
        return self.to_polars(table).to_pandas()

    # ---- kept

    def save(self, folder: str | Path, *, identities: bool = False) -> Path:
        """Write the map to a folder: see `parley.mapping.artefact.save`."""
        from parley.mapping.artefact import save

        return save(self, folder, identities=identities)

    @classmethod
    def load(cls, folder: str | Path) -> OpinionMap:
        """Read a map from a folder: see `parley.mapping.artefact.load`."""
        from parley.mapping.artefact import load

        return load(folder)

    def anonymous(self) -> OpinionMap:
        """The same map with actors numbered by their position, so that no order tells who they are."""
        keys = (self.counts.answered, *self.projection.points.T[::-1])
        order = np.lexsort(keys)
        grouping = self.structure.grouping
        turned = {
            name: _of_actors(one, ("labels", "probability"), order)
            for name, one in self.groupings.items()
        }
        return replace(
            self,
            actors=np.arange(1, self.n_actors + 1),
            groups=self.groups and Labels(self.groups.codes[order], self.groups.names),
            # What was wrong is told in the words of the input, which may name actors.
            intake=replace(self.intake, problems=(), notes=()),
            counts=replace(self.counts, answered=self.counts.answered[order]),
            shape=self.shape._replace(actors=self.shape.actors[order]),
            projection=_of_actors(self.projection, ("points", "uncertainty"), order),
            structure=replace(self.structure, grouping=grouping and turned[grouping.name]),
            groupings=turned,
            ambiguity=replace(self.ambiguity, actors=None, influence=self.ambiguity.influence[:0]),
            stances=None,
            folds={},
        )

    def update(self, newer: StanceMatrix) -> OpinionMap:
        """The map with newer stances: see `parley.mapping.updating.update`."""
        from parley.mapping.updating import update

        return update(self, newer)


def _of_actors(part: Any, names: tuple[str, ...], order: NDArray[np.intp]) -> Any:
    """A part of the result with its arrays of actors in another order."""
    arrays = {name: getattr(part, name) for name in names}
    return replace(part, **{name: one[order] for name, one in arrays.items() if one is not None})


# What a saved map may be made of.
KINDS: Mapping[str, type] = {
    kind.__name__: kind
    for kind in (
        Ambiguity,
        AxisTest,
        Contrast,
        Convergence,
        Counts,
        Disclosure,
        Divergence,
        Estimates,
        Grouping,
        GroupTest,
        Intake,
        Labels,
        MapSettings,
        OpinionMap,
        Profile,
        Projection,
        Shaping,
        Stability,
        Structure,
    )
}
