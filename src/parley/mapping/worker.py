"""What runs on a worker of a cluster: it holds blocks, and applies kernels to them."""

from __future__ import annotations

import os
import platform
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from numpy.typing import NDArray

from parley.mapping.blas import quiet_blas
from parley.mapping.blocks import Block
from parley.mapping.errors import InvalidArtefact
from parley.mapping.pieces import Piece
from parley.mapping.store import stored_digest


class Introduction(NamedTuple):
    """What a worker says of itself."""

    host: str
    process: int
    versions: dict[str, str]


class Worker:
    """Runs on a worker: holds the blocks of one share of the actors or several, and maps kernels over them."""

    def __init__(self) -> None:
        self.shares: dict[int, list[Block]] = {}

    def introduce(self) -> Introduction:
        return Introduction(socket.gethostname(), os.getpid(), versions())

    def forget(self, share: int) -> None:
        self.shares[share] = []

    def finds(self, folder: Path, digest: str) -> bool:
        """Whether the same stances, and not others, stand here under this path."""
        try:
            return stored_digest(folder) == digest
        except InvalidArtefact:
            return False

    def keep(self, share: int, piece: Piece) -> None:
        """Read a piece, here if it stands in files, and hold a copy, so that nothing stays in Ray's store."""
        first, indptr, cells, n_cells = piece.block()
        self.shares[share].append(Block(first, indptr.copy(), cells.copy(), n_cells))

    def apply(
        self,
        share: int,
        work: tuple[Callable[..., Any], tuple[Any, ...]],
        per_actor: tuple[NDArray[Any], ...],
    ) -> list[Any]:
        """The kernel's result for each block; `per_actor` has the rows of this share only."""
        kernel, shared = work
        blocks = self.shares[share]
        results = []
        with quiet_blas():
            for block in blocks:
                start = block.first - blocks[0].first
                own = (array[start : start + block.n_actors] for array in per_actor)
                results.append(kernel(block, *shared, *own))
        return results


def versions() -> dict[str, str]:
    """Of what could change a bit of a result."""
    from importlib.metadata import version

    found = {name: version(name) for name in ("parley", "numpy", "scipy")}
    return {**found, "processor": platform.machine()}
