"""What one session holds: its variables, and what the judge gave to the homework."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

from .answers import Room, plain_array, safe_data
from .foreign import is_elsewhere


@dataclass
class Session:
    """The variables of one session, and what the arrays given by the judge were like."""

    variables: dict[str, Any] = field(default_factory=dict)
    given: dict[str, tuple[Any, NDArray[Any]]] = field(default_factory=dict)

    def give(self, name: str, pristine: NDArray[Any]) -> NDArray[Any]:
        """Return a copy of an array for the homework, and remember both."""
        # A copy of its own owns its memory: homework may resize it, as it may any array of its own.
        given: NDArray[Any] = pristine.copy()
        self.given[name] = (given, pristine)
        return given

    def bind(self, name: str, value: Any) -> None:
        """Bind a name; what was given under it may now lie on a device, in memory of its own."""
        self.variables[name] = value
        if name in self.given and is_elsewhere(value):
            self.given[name] = (value, self.given[name][1])

    def forget(self, name: str) -> None:
        """Forget the arrays given under a name that is bound anew."""
        for known in [k for k in self.given if k == name or k.startswith(f"{name}.")]:
            del self.given[known]

    def changed(self, room: Room) -> Mapping[str, Any]:
        """Return the given arrays that the homework wrote into, as they are now."""
        return {
            name: safe_data(given, room)
            for name, (given, pristine) in self.given.items()
            if not same_bytes(plain_array(given), pristine)
        }


def same_bytes(one: NDArray[Any] | None, other: NDArray[Any]) -> bool:
    """Return whether two arrays are the same to the bit, NaN and the sign of zero included.

    >>> import numpy as np
    >>> same_bytes(np.array([0.0]), np.array([-0.0])), same_bytes(None, np.zeros(1))
    (False, False)
    """
    return (
        one is not None
        and one.shape == other.shape
        and one.dtype == other.dtype
        and one.tobytes() == other.tobytes()
    )
