"""One number for all that is in a stance matrix, worked out as the stances pass by."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Ids or actors that are hashed at once.
_SLICE = 1 << 20


class Digest:
    """SHA-256 of actors, propositions, stances, groups and elements, in the order of the matrix.

    The cells may come in slices of any length: what is cut otherwise has the same digest.
    """

    def __init__(self, actors: NDArray[Any], propositions: NDArray[Any]) -> None:
        self._sha = hashlib.sha256()
        self._ids(actors)
        self._ids(propositions)

    def add(self, cells: NDArray[np.unsignedinteger[Any]]) -> None:
        """The next stances."""
        for start in range(0, len(cells), _SLICE):
            self._sha.update(cells[start : start + _SLICE].astype("<u4").tobytes())

    def finish(
        self,
        answered: NDArray[np.integer[Any]],
        labels: tuple[tuple[NDArray[np.int32], tuple[str, ...]] | None, ...],
    ) -> str:
        """In hexadecimal digits, given the answers of each actor and the codes and names of its labels."""
        for start in range(0, len(answered), _SLICE):
            self._sha.update(answered[start : start + _SLICE].astype("<i8").tobytes())
        for entry in labels:
            if entry is None:
                self._sha.update(b"none")
            else:
                codes, names = entry
                self._texts(list(names))
                self._sha.update(codes.astype("<i4").tobytes())
        return self._sha.hexdigest()

    def _ids(self, ids: NDArray[Any]) -> None:
        numbers = ids.dtype.kind == "i"
        self._sha.update(f"{'numbers' if numbers else 'texts'} {len(ids)}\n".encode())
        for start in range(0, len(ids), _SLICE):
            some = ids[start : start + _SLICE]
            if numbers:
                self._sha.update(some.astype("<i8").tobytes())
            else:
                self._texts(some.tolist())

    def _texts(self, texts: list[str]) -> None:
        """Each with its length, so that no two lists read the same."""
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        self._sha.update(b"".join(b"%d:%b," % (len(text), text) for text in encoded))
