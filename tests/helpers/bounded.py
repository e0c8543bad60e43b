"""Calls with upstream gradients of their own, and a look at both sides of a bound."""

from math import log
from typing import Any

import numpy as np
from numpy.testing import assert_allclose

from scratchcnn.oracle.cases.bounds import Bound
from scratchcnn.oracle.cases.case import Trial

FLOAT32, FLOAT64 = np.dtype(np.float32), np.dtype(np.float64)
LN2, LN3, LN4, LN6 = log(2), log(3), log(4), log(6)


def call(twin: Any, grad_out: Any, dtype: Any = float, /, **arguments: Any) -> Trial:
    """Lists become arrays: floats, but for labels."""
    arrays = {
        name: np.asarray(value, int if name == "labels" else dtype)
        for name, value in arguments.items()
        if isinstance(value, list)
    }
    if "labels" in arrays:
        arrays["target"] = arrays.pop("labels")
    options = {name: value for name, value in arguments.items() if not isinstance(value, list)}
    return Trial(twin, lambda trial: {}, arrays, options, np.asarray(grad_out, dtype))


def assert_bound(bound: Bound, *, terms: Any, magnitude: Any) -> None:
    assert_allclose(bound.terms, terms, rtol=1e-14)
    assert_allclose(bound.magnitude, magnitude, rtol=1e-14)
