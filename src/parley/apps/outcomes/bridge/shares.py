"""Shares with the intervals that maps have, for counts that no map is drawn of."""

import numpy as np

from parley.apps.outcomes.bridge.seen import Estimate
from parley.mapping.intervals import jeffreys


def share(given: int, of: int, level: float) -> Estimate:
    """How many of how many, as a share with its interval. `of` is at least 1."""
    ends = jeffreys(np.array([given]), np.array([of]), level)
    return Estimate(given / of, float(ends.low[0]), float(ends.high[0]))
