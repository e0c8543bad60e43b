"""What NumPy offered to ask or convert types, and took away."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

KINDS = {"int": "bhilq", "uint": "BHILQ", "float": "efdg", "complex": "FDG"}


class Casts:
    """For every type the function that converts to it, as `np.cast` had them."""

    def __getitem__(self, kind: Any) -> Callable[[Any], Any]:
        """Return the function that converts to a type."""
        return lambda array: np.asarray(array).astype(np.dtype(kind), copy=False)


class Sizes:
    """For every type its size in bytes, as `np.nbytes` had them."""

    def __getitem__(self, kind: Any) -> int:
        """Return the size of a type."""
        return int(np.dtype(kind).itemsize)


def common_type(arrays: Sequence[Any], scalars: Sequence[Any]) -> Any:
    """Return the type of a result, as `np.find_common_type` did: scalars count by their kind."""
    if not arrays:
        return np.result_type(*scalars)
    python = [np.zeros((), kind).item() for kind in scalars]
    return np.result_type(*arrays, *python)


def has_type(value: Any) -> bool:
    """Return whether a value stands for the type of a scalar, as `np.issctype` did."""
    return isinstance(value, np.dtype) or (
        isinstance(value, type) and issubclass(value, np.generic)
    )


def largest_of_kind(kind: Any) -> Any:
    """Return the largest type of a kind, as `np.maximum_sctype` did."""
    given = np.dtype(kind)
    letters = [letters for letters in KINDS.values() if given.char in letters]
    return np.dtype(letters[0][-1]).type if letters else given.type


def by_kind() -> dict[str, list[Any]]:
    """Return the types of each kind, by growing size, as `np.sctypes` had them."""
    named = {
        kind: list(dict.fromkeys(np.dtype(letter).type for letter in letters))
        for kind, letters in KINDS.items()
    }
    return {**named, "others": [bool, object, bytes, str, np.void]}
