"""Stances whose passes run on several threads of one machine.

numpy and scipy let go of Python's lock in their loops, so threads share the work without copying anything.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

from numpy.typing import NDArray

from parley.mapping.blas import quiet_blas
from parley.mapping.blocks import BLOCK, Block
from parley.mapping.errors import InvalidSettings
from parley.mapping.matrix import StanceMatrix
from parley.mapping.pieces import LEAST, Described, Divisible, Piece, enough, pieces

Kernel = Callable[..., Any]


class Threads(Described):
    """Stances in memory or in files, each pass over them on `n` threads.

    The results are the same to the byte as on one thread. At most `2 n` blocks are read or wait for being
    used, so that memory stays bounded however large the source is.

    Parameters
    ----------
    source
        A stance matrix, or stances in files; `matrix` is the first, if it is that.
    n
        Threads.
    block
        Stances in a block at most; smaller blocks need less memory.
    least
        Stances below which nothing is divided.

    Raises
    ------
    InvalidSettings
        Where `n` is below 1.

    Examples
    --------
    >>> from parley.mapping.counts import count
    >>> matrix = StanceMatrix.from_dense([[1, 1], [0, -1], [1, 0]])
    >>> count(Threads(matrix, 2, least=1)).cells.tolist()
    [[0, 1, 2], [1, 1, 1]]
    """

    def __init__(
        self, source: StanceMatrix | Divisible, n: int, *, block: int = BLOCK, least: int = LEAST
    ) -> None:
        if n < 1:
            raise InvalidSettings(f"threads must be 1 or more; got {n}")
        super().__init__(source)
        self.n = n
        self.matrix = source if isinstance(source, StanceMatrix) else None
        self._pieces = pieces(source, enough(source.n_stances, n, block, least))

    def run(
        self,
        kernel: Kernel,
        shared: tuple[Any, ...] = (),
        per_actor: tuple[NDArray[Any], ...] = (),
    ) -> Iterator[Any]:
        """See `parley.mapping.blocks.Stances.run`."""
        if self.n == 1 or len(self._pieces) == 1:
            with quiet_blas():
                for piece in self._pieces:
                    yield applied(kernel, piece.block(), shared, per_actor)
        else:
            yield from self._side_by_side(kernel, shared, per_actor)

    def _side_by_side(
        self, kernel: Kernel, shared: tuple[Any, ...], per_actor: tuple[NDArray[Any], ...]
    ) -> Iterator[Any]:
        waiting: deque[Future[Any]] = deque()
        with quiet_blas(), ThreadPoolExecutor(self.n, "parley-pass") as pool:

            def begin(piece: Piece) -> Future[Any]:
                # In a copy of the context, so that numpy.errstate holds in the threads as well.
                context = copy_context()
                return pool.submit(context.run, _read_and_apply, piece, kernel, shared, per_actor)

            try:
                for piece in self._pieces:
                    if len(waiting) == 2 * self.n:
                        yield waiting.popleft().result()
                    waiting.append(begin(piece))
                while waiting:
                    yield waiting.popleft().result()
            finally:
                for future in waiting:
                    future.cancel()


def applied(
    kernel: Kernel, block: Block, shared: tuple[Any, ...], per_actor: tuple[NDArray[Any], ...]
) -> Any:
    """The kernel's result for a block, with its own slices of the arrays that have a row for each actor."""
    own = slice(block.first, block.first + block.n_actors)
    return kernel(block, *shared, *(array[own] for array in per_actor))


def _read_and_apply(
    piece: Piece, kernel: Kernel, shared: tuple[Any, ...], per_actor: tuple[NDArray[Any], ...]
) -> Any:
    return applied(kernel, piece.block(), shared, per_actor)
