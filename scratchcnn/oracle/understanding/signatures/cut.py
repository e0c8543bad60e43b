"""A part of an array that stands for an array of its own: all rows but the last, or the last."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
# Where a stretch of an axis begins and ends, as in Python; None for the end of the axis.
Stretch: TypeAlias = tuple[int | None, int | None]
WHOLE: Stretch = (None, None)


@dataclass(frozen=True)
class Cut:
    """The last part of a path: along each axis a stretch, or a single index.

    >>> Cut(((None, -1),)).text, Cut((WHOLE, -1)).text
    ('[:-1]', '[:, -1]')
    """

    axes: tuple[int | Stretch, ...]

    @property
    def text(self) -> str:
        """The same as Python code, behind the name of an array."""
        return f"[{', '.join(map(axis_text, self.axes))}]"

    @property
    def sent(self) -> list[int | list[int | None]]:
        """The same as a worker step takes it."""
        return [axis if isinstance(axis, int) else list(axis) for axis in self.axes]

    @property
    def turned(self) -> "Cut":
        """The same part of the transposed matrix."""
        first, second = (*self.axes, WHOLE)[:2]
        return Cut((second,) if first == WHOLE else (second, first))

    def of(self, array: Array) -> Array:
        """Return this part of an array."""
        part: Array = array[
            tuple(axis if isinstance(axis, int) else slice(*axis) for axis in self.axes)
        ]
        return part


def axis_text(axis: int | Stretch) -> str:
    """Return what stands between brackets for one axis."""
    if isinstance(axis, int):
        return str(axis)
    return ":".join("" if end is None else str(end) for end in axis)
