"""The numbers that optimizers and schedules take: every refusal names the number and its range."""

import numpy as np

from scratchcnn.ops.arguments import finite

FLOAT64 = np.dtype(np.float64)


def positive(name: str, value: object) -> float:
    """Return `value` as a float if it is finite and above 0.

    Python's floats leave float32 arrays in float32; NumPy's float64 would not.
    """
    number = finite(name, value, FLOAT64)
    if not number > 0:
        raise ValueError(f"{name} must be finite and above 0, got {value}")
    return number


def not_negative(name: str, value: object) -> float:
    """Return `value` as a float if it is finite and not below 0."""
    number = finite(name, value, FLOAT64)
    if not number >= 0:
        raise ValueError(f"{name} must be finite and at least 0, got {value}")
    return number


def share(name: str, value: object) -> float:
    """Return `value` as a float if it is from 0 to below 1."""
    number = finite(name, value, FLOAT64)
    if not 0 <= number < 1:
        raise ValueError(f"{name} must be from 0 to below 1, got {value}")
    return number


def two_shares(name: str, value: object) -> tuple[float, float]:
    """Return `value` as a pair of floats if both are from 0 to below 1."""
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise ValueError(f"{name} must be two numbers, got {value!r}")
    return share(f"{name}[0]", value[0]), share(f"{name}[1]", value[1])
