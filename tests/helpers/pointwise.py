"""Functions of one number at a time, with a derivative to be told."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from scratchcnn.oracle.cases.bounds import EQUAL, Bound
from scratchcnn.oracle.cases.case import Implementation, Trial
from scratchcnn.oracle.cases.values import Values


def pointwise(function: Callable[[Any], Any], derivative: Callable[[Any], Any]) -> Implementation:
    """Return the op that applies a function to every element."""

    def op(x: Any) -> tuple[Any, Any]:
        return function(x), lambda grad_out: (grad_out * derivative(x),)

    return op


square = pointwise(lambda x: x**2, lambda x: 2 * x)
cube = pointwise(lambda x: x**3, lambda x: 3 * x**2)
absolute = pointwise(np.abs, np.sign)


def errs_by(allowed: float) -> Bound:
    """Allow a float64 result to err by exactly this much: twice the magnitude, for gamma is 1."""
    return Bound(2**52 - 4, allowed / 2)


def a_trial(
    twin: Implementation,
    x: Any,
    grad_out: Any,
    bound: Mapping[str, Bound] | None = None,
    *,
    dtype: Any = float,
    **others: Any,
) -> Trial:
    """A trial in which nothing may err, where `bound` says nothing else."""
    arrays = {name: np.asarray(value, dtype) for name, value in {"x": x, **others}.items()}
    every = dict.fromkeys(["out", *(f"grad_{name}" for name in arrays)], EQUAL) | dict(bound or {})
    upstream = grad_out if isinstance(grad_out, Values) else np.asarray(grad_out, dtype)
    return Trial(twin, lambda trial: every, arrays, {}, upstream)
