"""Passes on several threads: the same results, in the same order, in bounded memory."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.mapping.blas import quiet_blas
from parley.mapping.blocks import Block, answers, cell_counts, for_actors, joined, total
from parley.mapping.counts import count
from parley.mapping.errors import InvalidSettings
from parley.mapping.matrix import StanceMatrix
from parley.mapping.pieces import Described, cuts, enough, pieces
from parley.mapping.threads import Threads


def sample(n_actors: int = 60, n_propositions: int = 7, seed: int = 0) -> StanceMatrix:
    """Many actors with a few answers, some with none, one with all."""
    random = np.random.default_rng(seed)
    dense = random.choice(
        [-1.0, 0.0, 1.0, np.nan], (n_actors, n_propositions), p=[0.2, 0.1, 0.3, 0.4]
    )
    dense[n_actors // 2] = np.nan
    dense[-1] = 1
    return StanceMatrix.from_dense(dense)


def with_own(block: Block, factor: float, own: np.ndarray) -> np.ndarray:
    return own * factor + answers(block)


def where_it_ran(block: Block) -> tuple[int, str]:
    time.sleep(0.002)
    return block.first, threading.current_thread().name


def fails_at(block: Block, actor: int) -> int:
    if block.first <= actor < block.first + block.n_actors:
        raise ValueError(f"actor {actor}")
    return block.first


@given(
    st.lists(st.integers(0, 9), max_size=30),
    st.integers(1, 12),
)
def test_cuts_hold_every_actor_once_in_order_and_share_the_stances(
    answered: list[int], at_most: int
) -> None:
    indptr = np.concatenate([[0], np.cumsum(answered, dtype=np.int64)]).astype(np.int64)
    found = cuts(indptr, at_most)
    assert [actor for first, last in found for actor in range(first, last)] == list(
        range(len(answered))
    )
    assert len(found) <= at_most
    fair = sum(answered) / at_most
    assert all(
        indptr[last] - indptr[first] <= fair + max(answered, default=0) for first, last in found
    )


@given(st.integers(0, 10**7), st.integers(1, 8), st.integers(1, 10**6))
def test_enough_pieces_keep_all_hands_busy_and_are_small_enough(
    n_stances: int, hands: int, most: int
) -> None:
    n = enough(n_stances, hands, most, least=1000)
    assert n >= 1
    assert n == 1 or n_stances / n >= 1000
    assert n_stances / n <= max(most, 2000)


def test_pieces_of_a_matrix_are_views_of_it() -> None:
    matrix = sample()
    parts = pieces(matrix, 4)
    assert len(parts) == 4
    assert all(np.shares_memory(part.block().cells, matrix.cells) for part in parts)


@pytest.mark.parametrize("n", [1, 2, 5])
@pytest.mark.parametrize("block", [1, 40, 10_000])
def test_results_are_those_of_memory(n: int, block: int) -> None:
    matrix = sample()
    threads = Threads(matrix, n, block=block, least=1)
    random = np.random.default_rng(1)
    own, weights = random.normal(size=matrix.n_actors), random.normal(size=(21, 3))
    here, there = count(matrix), count(threads)
    assert there.cells.tobytes() == here.cells.tobytes()
    assert there.answered.tobytes() == here.answered.tobytes()
    for kernel, shared, per_actor in (
        (with_own, (0.3,), (own,)),
        (for_actors, (weights,), ()),
    ):
        one = joined(matrix.run(kernel, shared, per_actor))
        other = joined(threads.run(kernel, shared, per_actor))
        assert one.tobytes() == other.tobytes()


def test_several_threads_share_a_pass_and_results_keep_the_order() -> None:
    matrix = sample(300)
    firsts, names = zip(*Threads(matrix, 3, block=20, least=1).run(where_it_ran), strict=True)
    assert list(firsts) == sorted(firsts)
    assert len(firsts) > 10
    assert len(set(names)) > 1


def test_one_thread_is_the_callers() -> None:
    found = list(Threads(sample(), 1, block=40, least=1).run(where_it_ran))
    assert len(found) > 1
    assert {name for _first, name in found} == {threading.current_thread().name}


class Counted:
    """A piece that says when it is read."""

    read: list[int] = []

    def __init__(self, piece: Any) -> None:
        self.piece, self.first, self.last = piece, piece.first, piece.last

    def block(self) -> Block:
        Counted.read.append(self.first)
        return self.piece.block()  # type: ignore[no-any-return]


class FromFiles(Described):
    """Stands for stances that are read piece by piece."""

    def __init__(self, matrix: StanceMatrix) -> None:
        super().__init__(matrix)
        self.matrix = matrix

    def pieces(self, at_most: int) -> list[Counted]:
        return [Counted(piece) for piece in pieces(self.matrix, at_most)]

    def run(self, kernel: Any, shared: Any = (), per_actor: Any = ()) -> Iterator[Any]:
        return self.matrix.run(kernel, shared, per_actor)


def test_only_a_few_blocks_are_read_ahead_of_their_use() -> None:
    matrix = sample(400)
    Counted.read = []
    results = Threads(FromFiles(matrix), 2, block=20, least=1).run(cell_counts)
    ahead = []
    for used, _result in enumerate(results, start=1):
        time.sleep(0.001)
        ahead.append(len(Counted.read) - used)
    assert len(ahead) > 40
    assert max(ahead) <= 4


def test_an_error_of_a_kernel_comes_out_and_stops_the_pass() -> None:
    threads = Threads(sample(400), 2, block=20, least=1)
    before = threading.active_count()
    with pytest.raises(ValueError, match="actor 7"):
        list(threads.run(fails_at, (7,)))
    assert threading.active_count() == before
    assert total(threads.run(cell_counts)).sum() == threads.n_stances


def test_a_pass_that_nobody_finishes_leaves_no_thread() -> None:
    before = threading.active_count()
    results = Threads(sample(400), 2, block=20, least=1).run(cell_counts)
    next(results)
    results.close()
    assert threading.active_count() == before


def divides(block: Block) -> float:
    return float((np.ones(1) / np.zeros(1))[0])


def test_the_callers_numpy_error_state_holds_in_the_threads() -> None:
    threads = Threads(sample(400), 2, block=20, least=1)
    with np.errstate(divide="ignore"):
        assert set(threads.run(divides)) == {np.inf}
    with np.errstate(divide="raise"), pytest.raises(FloatingPointError):
        list(threads.run(divides))


def blas_threads() -> set[int]:
    from threadpoolctl import threadpool_info

    return {found["num_threads"] for found in threadpool_info() if found["user_api"] == "blas"}


def test_blas_keeps_quiet_until_the_last_of_overlapping_passes_ends() -> None:
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=2, user_api="blas"):
        first, second = quiet_blas(), quiet_blas()
        first.__enter__()
        second.__enter__()
        assert blas_threads() == {1}
        first.__exit__(None, None, None)
        assert blas_threads() == {1}
        second.__exit__(None, None, None)
        assert blas_threads() == {2}


def test_there_must_be_a_thread() -> None:
    with pytest.raises(InvalidSettings, match="threads must be 1 or more; got 0"):
        Threads(sample(), 0)


@pytest.mark.parametrize("dense", [np.empty((0, 3)), np.full((4, 3), np.nan), np.empty((3, 0))])
def test_without_stances_there_is_one_empty_pass(dense: np.ndarray) -> None:
    matrix = StanceMatrix.from_dense(dense)
    assert count(Threads(matrix, 3)).cells.tolist() == count(matrix).cells.tolist()
