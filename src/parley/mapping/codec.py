"""Frozen results ⇄ a JSON tree and named arrays. Knows no particular result.

Whatever the engine returns is made of dataclasses, named tuples, tuples, dicts, plain values and numpy
arrays. The tree keeps the shape of it, with small arrays written out; larger ones are left to the caller
under their path: `projection.points`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.mapping.errors import InvalidArtefact

Json = Any
Arrays = dict[str, NDArray[Any]]

# Up to so many entries, an array stands in the tree.
_INLINE = 64


def encode(value: Any, path: str, arrays: Arrays) -> Json:
    """The tree of a value; larger arrays go into `arrays`."""
    if value is None or isinstance(value, bool | int | str | float | np.number | np.bool_):
        return _encode_plain(value)
    if isinstance(value, np.ndarray):
        return _encode_array(value, path, arrays)
    if is_dataclass(value) and not isinstance(value, type):
        names = [one.name for one in fields(value) if one.metadata.get("kept", True)]
        return _encode_parts(type(value).__name__, names, value, path, arrays)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return _encode_parts(type(value).__name__, value._fields, value, path, arrays)
    if isinstance(value, tuple | list):
        return [encode(one, f"{path}.{n}", arrays) for n, one in enumerate(value)]
    if isinstance(value, Mapping):
        named = {str(key): encode(one, f"{path}.{key}", arrays) for key, one in value.items()}
        return {"dict": named}
    raise TypeError(f"{path}: {type(value).__name__} can't be kept")


def _encode_plain(value: Any) -> Json:
    plain = value.item() if isinstance(value, np.generic) else value
    if isinstance(plain, float) and not np.isfinite(plain):
        return {"number": str(plain)}
    return plain


def _encode_parts(kind: str, names: Any, value: Any, path: str, arrays: Arrays) -> Json:
    parts = {name: encode(getattr(value, name), f"{path}.{name}", arrays) for name in names}
    return {"is": kind, **parts}


def _encode_array(array: NDArray[Any], path: str, arrays: Arrays) -> Json:
    kept = {"dtype": array.dtype.str, "shape": list(array.shape)}
    if array.size > _INLINE:
        arrays[path.removeprefix(".")] = array
        return {"array": path.removeprefix("."), **kept}
    flat = array.ravel().tolist()
    if array.dtype.kind == "f":
        flat = [one if np.isfinite(one) else str(one) for one in flat]
    return {"values": flat, **kept}


def decode(tree: Json, arrays: Callable[[str], NDArray[Any]], kinds: Mapping[str, type]) -> Any:
    """The value of a tree.

    Parameters
    ----------
    arrays
        Finds a larger array by its path.
    kinds
        The classes that may be made, by name. Nothing else is: a tree is data, not a program.
    """
    if isinstance(tree, list):
        return tuple(decode(one, arrays, kinds) for one in tree)
    if not isinstance(tree, dict):
        return tree
    if "is" in tree:
        return _decode_parts(tree, arrays, kinds)
    if "dict" in tree:
        return {key: decode(one, arrays, kinds) for key, one in tree["dict"].items()}
    if "number" in tree:
        return float(tree["number"])
    return _decode_array(tree, arrays)


def _decode_parts(
    tree: Json, arrays: Callable[[str], NDArray[Any]], kinds: Mapping[str, type]
) -> Any:
    kind = kinds.get(tree["is"])
    if kind is None:
        raise InvalidArtefact(f"there is no {tree['is']} in this version of the engine")
    parts = {name: decode(one, arrays, kinds) for name, one in tree.items() if name != "is"}
    try:
        return kind(**parts)
    except (TypeError, ValueError) as error:
        raise InvalidArtefact(f"{tree['is']}: {error}") from error


def _decode_array(tree: Json, arrays: Callable[[str], NDArray[Any]]) -> NDArray[Any]:
    try:
        dtype, shape = np.dtype(tree["dtype"]), tuple(tree["shape"])
        flat = arrays(tree["array"]) if "array" in tree else np.array(tree["values"])
        return np.asarray(flat.astype(dtype).reshape(shape))
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidArtefact(f"an array can't be read: {error}") from error
