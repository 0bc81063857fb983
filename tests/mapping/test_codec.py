from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray

from parley.mapping import codec
from parley.mapping.errors import InvalidArtefact


@dataclass(frozen=True)
class Inner:
    values: NDArray
    note: str | None = None


class Pair(NamedTuple):
    left: Inner
    right: float


KINDS = {"Inner": Inner, "Pair": Pair}
ANY_ARRAY = st.sampled_from([np.float64, np.int16, np.bool_, np.dtype("<U4")]).flatmap(
    lambda kind: arrays(kind, array_shapes(min_dims=1, max_dims=3, max_side=9))
)


@given(ANY_ARRAY, st.floats(), st.none() | st.text())
def test_everything_comes_back(array, number, note):
    kept: codec.Arrays = {}
    tree = codec.encode({"a": Pair(Inner(array, note), number), "b": (1, True)}, "", kept)
    back = codec.decode(tree, kept.__getitem__, KINDS)
    assert np.array_equal(back["a"].left.values, array, equal_nan=array.dtype.kind == "f")
    assert back["a"].left.values.dtype == array.dtype
    assert back["a"].left.note == note
    assert np.array_equal(back["a"].right, number, equal_nan=True)
    assert back["b"] == (1, True)


def test_only_large_arrays_leave_the_tree():
    kept: codec.Arrays = {}
    codec.encode(Pair(Inner(np.arange(3)), 1.0), "", kept)
    assert not kept
    codec.encode(Pair(Inner(np.arange(300)), 1.0), "", kept)
    assert list(kept) == ["left.values"]


def test_a_tree_makes_nothing_but_results():
    with pytest.raises(InvalidArtefact, match="there is no Popen"):
        codec.decode({"is": "Popen", "args": "true"}, dict[str, NDArray]().__getitem__, KINDS)
    with pytest.raises(InvalidArtefact, match="Inner"):
        codec.decode({"is": "Inner", "colour": 1}, dict[str, NDArray]().__getitem__, KINDS)
    tree = {"array": "gone", "dtype": "<f8", "shape": [2]}
    with pytest.raises(InvalidArtefact, match="an array can't be read"):
        codec.decode(tree, dict[str, NDArray]().__getitem__, KINDS)


def test_what_is_no_result_is_refused():
    with pytest.raises(TypeError, match="x: set can't be kept"):
        codec.encode({"x": {1}}, "", {})
