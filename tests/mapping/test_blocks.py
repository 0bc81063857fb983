"""The law that everything else rests on: what is summed over actors does not depend on the blocks."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from parley.mapping.blocks import (
    answers,
    cell_counts,
    for_actors,
    for_cells,
    indicator,
    joined,
    on_grid,
    total,
)
from tests.mapping.strategies import matrices


@given(matrices(), st.integers(1, 30))
def test_blocks_hold_every_actor_once_in_order(matrix, size):
    blocks = list(matrix.blocks(size))
    assert [block.first for block in blocks] == list(
        np.cumsum([0, *(block.n_actors for block in blocks[:-1])])
    )
    assert sum(block.n_actors for block in blocks) == matrix.n_actors
    assert np.array_equal(np.concatenate([block.cells for block in blocks]), matrix.cells)
    assert np.array_equal(joined(map(answers, blocks)), np.diff(matrix.indptr))


@given(matrices(), st.integers(1, 30), st.integers(0, 2**32 - 1))
def test_sums_are_equal_to_the_byte_whatever_the_blocks(matrix, size, seed):
    rng = np.random.default_rng(seed)
    numbers = rng.normal(size=(matrix.n_actors, 3)) * 10.0 ** rng.integers(-6, 6)
    bound = np.abs(numbers).sum() + 1

    def summed(blocks):
        return total(
            for_cells(b, on_grid(numbers[b.first : b.first + b.n_actors], bound)) for b in blocks
        )

    whole = summed(matrix.blocks())
    assert whole.tobytes() == summed(matrix.blocks(size)).tobytes()
    assert whole.tobytes() == summed(list(matrix.blocks(size))[::-1]).tobytes()
    (one,) = matrix.blocks()
    assert np.allclose(whole, indicator(one).toarray().T @ numbers, atol=bound * 1e-12)


@given(matrices(), st.integers(0, 2**32 - 1))
def test_for_actors_sums_the_weights_of_their_answers(matrix, seed):
    (block,) = matrix.blocks()
    weights = np.random.default_rng(seed).normal(size=(block.n_cells, 2))
    expected = [
        weights[block.cells[start:end]].sum(axis=0)
        for start, end in zip(block.indptr[:-1], block.indptr[1:], strict=True)
    ]
    assert np.allclose(for_actors(block, weights), expected)
    assert np.array_equal(cell_counts(block), indicator(block).toarray().sum(axis=0))


def test_the_grid_is_finer_than_anything_that_is_shown():
    values = np.array([1 / 3, -2 / 7])
    assert np.abs(on_grid(values, 1e9) - values).max() < 1e-6
    assert np.array_equal(on_grid(values, 0.0), values)


@given(matrices())
def test_rows_name_the_actor_of_each_stance(matrix):
    rows = np.concatenate([block.rows() for block in matrix.blocks(3)])
    assert np.array_equal(rows, np.repeat(np.arange(matrix.n_actors), np.diff(matrix.indptr)))
