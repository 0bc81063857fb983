"""What hypothesis draws for the mapping: small stance matrices of every shape."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from parley.mapping.matrix import StanceMatrix


def dense_stances(most_actors: int = 12, most_propositions: int = 7):
    """Arrays of 1, 0, -1 and NaN, with a few rows and columns, some of them empty."""
    shape = st.tuples(st.integers(1, most_actors), st.integers(1, most_propositions))
    answer = st.sampled_from([1.0, 0.0, -1.0, np.nan])
    return shape.flatmap(lambda size: arrays(np.float64, size, elements=answer))


def matrices(most_actors: int = 12, most_propositions: int = 7):
    return dense_stances(most_actors, most_propositions).map(StanceMatrix.from_dense)
