"""What the twins have answered lately: known bugs ask for the same again and again."""

from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cases.case import Implementation

Array: TypeAlias = NDArray[Any]

# A bug is compared on some cases of a regime, each with its later calls.
LATELY = 64


class Answer:
    """What a twin answers to a call; every result is a copy, for a bug may write into it.

    Parameters
    ----------
    twin : the op
    arguments : the call's, by name; they must not change any more

    Examples
    --------
    >>> from scratchcnn.oracle.cases.twins import twin_of
    >>> answer = Answer(twin_of("relu"), {"x": np.array([-1.0, 2.0])})
    >>> answer.out
    array([0., 2.])
    >>> answer.pullback(np.array([3.0, 4.0]))
    (array([0., 4.]),)
    """

    def __init__(self, twin: Implementation, arguments: Mapping[str, Any]) -> None:
        self._out, self._pullback = twin(**arguments)
        self._grads: dict[Hashable, tuple[Array, ...]] = {}

    @property
    def out(self) -> Array:
        """The output."""
        return np.array(self._out)

    def pullback(self, grad_out: Any) -> tuple[Array, ...]:
        """Return the gradients."""
        key = key_of(grad_out)
        if key not in self._grads:
            self._grads[key] = self._pullback(grad_out)
        return tuple(map(np.array, self._grads[key]))


class Arguments:
    """The arguments of a call, equal to others of the same values."""

    def __init__(self, named: Mapping[str, Any]) -> None:
        self.named = named
        self._key = tuple((name, key_of(value)) for name, value in named.items())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Arguments) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=LATELY)
def answer_of(twin: Implementation, arguments: Arguments) -> Answer:
    """Return what a twin answers, from memory if it was asked lately."""
    return Answer(twin, arguments.named)


def key_of(value: Any) -> Hashable:
    """Return what only an equal argument has, of the same type and shape.

    >>> key_of(1) == key_of(True), key_of(np.zeros(2)) == key_of(np.zeros((2, 1)))
    (False, False)
    """
    if isinstance(value, np.ndarray) and not value.dtype.hasobject:
        return value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, (list, tuple)):
        return type(value), tuple(map(key_of, value))
    if isinstance(value, float):
        # -0.0 is 0.0, but divides otherwise.
        return float, value.hex()
    # What may change, or be anything, is like nothing else.
    return (type(value), value) if value is None or isinstance(value, (int, str)) else object()
