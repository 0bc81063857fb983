import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.mapping.errors import InvalidStances
from parley.mapping.matrix import Labels, StanceMatrix
from tests.mapping.strategies import dense_stances, matrices

TRIPLES = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 4), st.sampled_from([-1, 0, 1])), min_size=1
)


@given(dense_stances())
def test_dense_comes_back_as_it_went_in(dense):
    assert np.array_equal(StanceMatrix.from_dense(dense).dense(), dense, equal_nan=True)


@given(TRIPLES)
def test_the_last_answer_counts(triples):
    last = {(actor, proposition): stance for actor, proposition, stance in triples}
    matrix = StanceMatrix.from_triples(*zip(*triples, strict=True))
    found = {
        (int(matrix.actors[i]), int(matrix.propositions[j])): int(matrix.dense()[i, j])
        for i, j in zip(*np.nonzero(~np.isnan(matrix.dense())), strict=True)
    }
    assert found == last


@given(TRIPLES, st.randoms(use_true_random=False))
def test_with_times_the_order_of_lines_changes_nothing(triples, random):
    timed = [(*triple, time) for time, triple in enumerate(triples)]
    shuffled = random.sample(timed, len(timed))

    def made(lines):
        actors, propositions, stances, times = zip(*lines, strict=True)
        return StanceMatrix.from_triples(actors, propositions, stances, times=times)

    assert made(timed).digest == made(shuffled).digest


def test_ids_are_numbers_only_where_all_are():
    numbers = StanceMatrix.from_triples(["10", "9"], ["a", "a"], [1, -1])
    assert numbers.actors.tolist() == [9, 10]
    texts = StanceMatrix.from_triples(["10", "9", "007"], ["a", "a", "a"], [1, -1, 0])
    assert texts.actors.tolist() == ["007", "10", "9"]


def test_a_stance_that_is_none_is_named():
    with pytest.raises(InvalidStances, match=r"stance 1: expected 1 .agree.*got .*2"):
        StanceMatrix.from_triples([1, 1], [1, 2], [1, 2])
    with pytest.raises(InvalidStances, match="one length; got 2, 1 and 2"):
        StanceMatrix.from_triples([1, 1], [1], [1, 1])
    with pytest.raises(InvalidStances, match="two dimensions; got 1"):
        StanceMatrix.from_dense([1, 0])
    with pytest.raises(InvalidStances, match="1 are double"):
        StanceMatrix.from_dense([[1], [0]], actors=["a", "a"])


@given(matrices(), st.data())
def test_taking_actors_and_propositions_is_indexing(matrix, data):
    actors = np.array(sorted(data.draw(st.sets(st.integers(0, matrix.n_actors - 1), min_size=1))))
    columns = st.sets(st.integers(0, matrix.n_propositions - 1), min_size=1)
    propositions = np.array(sorted(data.draw(columns)))
    taken = matrix.take(actors).take_propositions(propositions)
    expected = matrix.dense()[actors][:, propositions]
    assert np.array_equal(taken.dense(), expected, equal_nan=True)
    assert np.array_equal(taken.propositions, matrix.propositions[propositions])


def test_groups_and_elements_stay_with_their_own():
    matrix = StanceMatrix.from_dense([[1, 0], [0, 1], [-1, 1]], actors=["c", "a", "b"])
    grouped = matrix.with_groups({"a": "States", "c": "Industry"}).with_elements({1: "scope"})
    assert grouped.groups is not None
    assert [grouped.groups.names[c] if c >= 0 else None for c in grouped.groups.codes] == [
        "States",
        None,
        "Industry",
    ]
    taken = grouped.take(np.array([2])).take_propositions(np.array([1]))
    assert taken.groups is not None
    assert taken.elements is not None
    assert taken.groups.codes.tolist() == [0]
    assert taken.elements.codes.tolist() == [0]
    assert Labels.of(["b", None, "a", "b"]).sizes.tolist() == [1, 2]
    assert "2 groups" in repr(grouped)


def test_the_digest_tells_stances_and_groups_apart():
    matrix = StanceMatrix.from_dense([[1, 0], [0, 1]])
    other = StanceMatrix.from_dense([[1, 0], [0, -1]])
    digests = {matrix.digest, other.digest, matrix.with_groups({0: "A"}).digest}
    assert len(digests) == 3
