import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from parley.mapping.matrix import StanceMatrix
from parley.mapping.merging import merged

TRIPLES = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 5), st.sampled_from([-1, 0, 1])), min_size=1
)


@given(TRIPLES, TRIPLES)
def test_merging_is_reading_the_newer_lines_after_the_older(older, newer):
    def made(triples):
        return StanceMatrix.from_triples(*zip(*triples, strict=True))

    assert merged(made(older), made(newer)).digest == made(older + newer).digest


def test_groups_elements_and_texts_come_along():
    older = StanceMatrix.from_triples(["a", "c"], ["p", "q"], [1, 1])
    older = older.with_groups({"a": "States", "c": "Industry"}).with_elements({"p": "scope"})
    newer = StanceMatrix.from_triples(["b", "c"], ["o", "q"], [0, -1])
    newer = newer.with_groups({"b": "Academia", "c": "States"})
    both = merged(older, newer)
    assert both.groups is not None
    assert both.elements is not None
    assert [both.groups.names[code] for code in both.groups.codes] == [
        "States",
        "Academia",
        "States",
    ]
    assert both.elements.codes.tolist() == [-1, 0, -1]
    assert np.array_equal(
        both.dense(),
        [[np.nan, 1, np.nan], [0, np.nan, np.nan], [np.nan, np.nan, -1]],
        equal_nan=True,
    )


def test_numbers_and_texts_as_ids_become_texts():
    older = StanceMatrix.from_triples([9, 10, 10], [9, 9, 10], [1, 0, 1])
    newer = StanceMatrix.from_triples(["x", "9"], ["9", "10"], [-1, 0])
    both = merged(older, newer)
    assert both.actors.tolist() == ["10", "9", "x"]
    assert both.propositions.tolist() == ["9", "10"][::-1]
    assert np.array_equal(both.dense(), [[1, 0], [0, 1], [np.nan, -1]], equal_nan=True)
    assert both.cells.tolist() == [2, 4, 1, 5, 3]
