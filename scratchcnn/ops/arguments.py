"""What an op accepts: every refusal names the argument, what it got and what it needs."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Single: TypeAlias = tuple[int]
Pair: TypeAlias = tuple[int, int]
Triple: TypeAlias = tuple[int, int, int]
# One number for every axis along which a window slides, or one for all of them.
Sides: TypeAlias = int | tuple[int, ...]
Pullback: TypeAlias = Callable[[Any], tuple[Array, ...]]


def describe(value: object) -> str:
    """Describe a value for an error message."""
    if isinstance(value, np.ndarray | np.generic):
        kind = "an array" if isinstance(value, np.ndarray) else "a NumPy scalar"
        return f"{kind} of shape {value.shape} and dtype {value.dtype}"
    return f"{value!r} ({type(value).__name__})"


def floating(name: str, value: object, *axes: str) -> Array:
    """Return `value` if it is a float32 or float64 array with one of these lists of axes.

    `axes`: the names of the axes, as in "N C H W"; only their number counts. Without any, all will
    do.

    Raises
    ------
    TypeError
        It is not an array, or of another dtype.
    ValueError
        It has another number of axes.
    """
    if not isinstance(value, np.ndarray) or value.dtype not in (np.float32, np.float64):
        raise TypeError(f"{name} must be a float32 or float64 array, got {describe(value)}")
    if axes and value.ndim not in [len(one.split()) for one in axes]:
        allowed = " or ".join(f"({one})" for one in axes)
        raise ValueError(f"{name} must have the axes {allowed}, got {describe(value)}")
    return value


def alike(name: str, value: object, dtype: np.dtype[Any], *shapes: tuple[int, ...]) -> Array:
    """Return `value` if it is an array of this dtype and of one of these shapes.

    Raises
    ------
    TypeError
        It is not an array, or of another dtype.
    ValueError
        It has another shape.
    """
    if not isinstance(value, np.ndarray) or value.dtype != dtype:
        raise TypeError(f"{name} must be a {dtype} array, got {describe(value)}")
    if value.shape not in shapes:
        allowed = " or ".join(map(str, shapes))
        raise ValueError(f"{name} must have the shape {allowed}, got {describe(value)}")
    return value


def upstream(grad_out: object, out: Any) -> Array:
    """Return the upstream gradient, which must have the shape and dtype of the output.

    For a scalar output, such as a loss, a plain number will do.
    """
    number = isinstance(grad_out, int | float | np.integer | np.floating)
    if out.ndim == 0 and number and not isinstance(grad_out, bool):
        return np.asarray(grad_out, dtype=out.dtype)
    return alike("grad_out", grad_out, out.dtype, out.shape)


def integer(name: str, value: object, minimum: int | None = None) -> int:
    """Return `value` as an int if it is a whole number of at least `minimum`, or any.

    Raises
    ------
    TypeError
        It is not an integer (nor are True and 2.0).
    ValueError
        It is below `minimum`.
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise TypeError(f"{name} must be an integer, got {describe(value)}")
    if minimum is not None and value < minimum:
        raise ValueError(f"{name} must be at least {minimum}, got {value}")
    return int(value)


# What may be said instead of so many integers.
COUNTS = {
    1: "an integer",
    2: "an integer or a pair of integers",
    3: "an integer or three integers",
}


def several(name: str, value: object, minimum: int, count: int) -> tuple[int, ...]:
    """Return an int, or a sequence of `count` ints, as a tuple of `count` ints.

    Raises
    ------
    TypeError
        It is neither, or an entry is not an integer.
    ValueError
        It does not have so many entries, or one is below `minimum`.
    """
    if not isinstance(value, Sequence):
        return (integer(name, value, minimum),) * count
    if isinstance(value, str) or len(value) != count:
        raise ValueError(f"{name} must be {COUNTS[count]}, got {describe(value)}")
    return tuple(integer(name, one, minimum) for one in value)


def pair(name: str, value: object, minimum: int) -> Pair:
    """Return an int or a pair of ints as the pair (height, width).

    Raises
    ------
    TypeError
        It is neither, or an entry is not an integer.
    ValueError
        It does not have an entry for every axis, or one is below `minimum`.
    """
    height, width = several(name, value, minimum, 2)
    return height, width


def switch(name: str, value: object) -> bool:
    """Return `value`, or raise TypeError unless it is True or False."""
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} must be True or False, got {describe(value)}")
    return bool(value)


def choice(name: str, value: object, choices: Sequence[str]) -> None:
    """Raise ValueError unless `value` is one of `choices`."""
    if not isinstance(value, str) or value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(choices)}, got {describe(value)}")


def axis_of(x: Array, axis: object) -> int:
    """Return `axis` if x has it, counted from the front or, if negative, from the end.

    As in PyTorch, an array without axes counts as one with a single axis.

    Raises
    ------
    TypeError
        It is not an integer.
    ValueError
        x has no such axis.
    """
    if isinstance(axis, bool) or not isinstance(axis, int | np.integer):
        raise TypeError(f"axis must be an integer, got {describe(axis)}")
    axes = max(x.ndim, 1)
    if not -axes <= axis < axes:
        raise ValueError(f"axis must be one of the {axes} axes of x, got {axis}")
    return int(axis)


def finite(name: str, value: object, dtype: np.dtype[Any]) -> float:
    """Return `value` as a float if it is a number that is finite in `dtype`.

    Raises
    ------
    TypeError
        It is not a number (nor is True).
    ValueError
        It is NaN or infinite, or too large for `dtype`.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | np.floating | np.integer):
        raise TypeError(f"{name} must be a number, got {describe(value)}")
    if not abs(float(value)) <= float(np.finfo(dtype).max):
        raise ValueError(f"{name} must be finite in {dtype}, got {value}")
    return float(value)
