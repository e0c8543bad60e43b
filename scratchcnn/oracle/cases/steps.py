"""The step size of finite differences, depending on how smooth the function is."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Step: TypeAlias = Callable[[Array], Array]


def whole_step(x: Array) -> Array:
    """Return a step for functions without truncation error: linear or quadratic in x."""
    h: Array = np.maximum(np.abs(x), 1)
    return h


def smooth_step(x: Array) -> Array:
    """Return a step of about the cube root of u, which balances truncation and rounding errors."""
    h: Array = 2.0**-17 * np.maximum(np.abs(x), 1)
    return h


def kinked_step(x: Array) -> Array:
    """Return a step for piecewise linear functions: small, so that few kinks lie within it."""
    return 2.0**-10 * np.where(x == 0, 1, np.abs(x))


def probability_step(p: Array) -> Array:
    """Return a step with which probabilities stay within (0, 1)."""
    h: Array = 2.0**-17 * np.minimum(p, 1 - p)
    return h
