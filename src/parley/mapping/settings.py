"""The settings of a map: one frozen value, printed in full in every report."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from parley.mapping.errors import InvalidSettings

Method = Literal["components", "ideal-points"]


@dataclass(frozen=True, kw_only=True)
class MapSettings:
    """All that decides how a stance matrix becomes an opinion map.

    Two maps of the same input with equal settings are equal to the byte.

    Parameters
    ----------
    method
        How actors are placed: `components` (principal components) or `ideal-points` (a penalised
        low-rank model with an intercept for each proposition).
    n_axes
        How many axes are computed, 2 to 8. The picture shows the first two.
    min_answers
        Actors with fewer answers (or fewer than there are propositions) are placed on the map, but
        do not shape it.
    max_groups
        The most groups that are looked for, 2 to 9.
    alpha
        Risk that structure, or groups, are claimed where there are none.
    false_discovery_rate
        Expected share of wrong ones among the reported divergences.
    level
        Of all intervals: 0.95 holds the truth 19 times in 20.
    convergence_at
        A proposition converges where at least this share agrees (or disagrees) in every group.
    divergence_at
        A proposition diverges where two groups' shares of agreement are at least this far apart.
    min_group_answers
        A group with fewer answers to a proposition has not pronounced itself on it.
    bootstraps
        How often stability is tried out on a redrawn set of actors; 0 leaves it out.
    null_draws
        How many data sets without structure the observed one is held against; 0 leaves the test of
        structure out: the structure is then not determined.
    folds
        Parts into which the propositions are split to test discovered groups on propositions that
        did not form them.
    sample
        Stability and the test of groups are worked out on at most so many actors.
    min_cell
        No published count is smaller; 0 publishes all. See `parley.mapping.disclosure`.
    seed
        Of all random draws.
    """

    method: Method = "components"
    n_axes: int = 4
    min_answers: int = 7
    max_groups: int = 5
    alpha: float = 0.05
    false_discovery_rate: float = 0.05
    level: float = 0.95
    convergence_at: float = 0.6
    divergence_at: float = 0.3
    min_group_answers: int = 5
    bootstraps: int = 200
    null_draws: int = 40
    folds: int = 5
    sample: int = 10_000
    min_cell: int = 0
    seed: int = 1

    def __post_init__(self) -> None:
        if self.method not in ("components", "ideal-points"):
            raise InvalidSettings(f"method must be components or ideal-points; got {self.method!r}")
        for name, least, most in _RANGES:
            value = getattr(self, name)
            whole = type(getattr(type(self), name)) is int
            if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
                kind = "a whole number" if whole else "a number"
                raise InvalidSettings(f"{name} must be {kind}; got {value!r}")
            if not least <= value <= most:
                raise InvalidSettings(f"{name} must be from {least} to {most}; got {value}")

    def as_dict(self) -> dict[str, Any]:
        """Every setting by name, for the manifest and the report."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> MapSettings:
        """The settings of a manifest. Raises InvalidSettings on a name that there is none of."""
        if unknown := sorted(set(values) - {field.name for field in fields(cls)}):
            raise InvalidSettings(f"there is no setting {', '.join(unknown)}")
        return cls(**values)

    @classmethod
    def basic(cls, **values: Any) -> MapSettings:
        """Without the tests that need many redrawn data sets: positions, groups and contrasts only."""
        return cls(**{"bootstraps": 0, "null_draws": 0, "folds": 0, **values})


_RANGES: tuple[tuple[str, float, float], ...] = (
    ("n_axes", 2, 8),
    ("min_answers", 1, 1000),
    ("max_groups", 2, 9),
    ("alpha", 0.0001, 0.5),
    ("false_discovery_rate", 0.0001, 0.5),
    ("level", 0.5, 0.999),
    ("convergence_at", 0.5, 1.0),
    ("divergence_at", 0.0, 1.0),
    ("min_group_answers", 1, 10_000),
    ("bootstraps", 0, 10_000),
    ("null_draws", 0, 10_000),
    ("folds", 0, 50),
    ("sample", 100, 10_000_000),
    ("min_cell", 0, 1000),
    ("seed", 0, 2**63 - 1),
)
