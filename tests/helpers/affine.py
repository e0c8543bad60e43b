"""An op small enough to work out by hand, and wrong versions of it, for tests of the checks."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.testing import assert_array_equal

from scratchcnn.oracle.cases.bounds import Bound
from scratchcnn.oracle.cases.case import Implementation, Trial
from scratchcnn.oracle.cases.values import Layout, Values
from scratchcnn.oracle.checks.comparing import Verdict

X = [[1, 2, 3], [4, 5, 6]]
WEIGHT = [2, -1, 3]
BIAS = [10, 20, 30]
GRAD_OUT = [[1, -2, 3], [-4, 5, -6]]

OUT = [[12, 18, 39], [18, 15, 48]]
GRAD_X = [[2, 2, 9], [-8, -5, -18]]
GRAD_WEIGHT = [1 - 16, -4 + 25, 9 - 36]
GRAD_BIAS = [-3, 3, -3]


def affine(x: Any, weight: Any, bias: Any = None) -> tuple[Any, Any]:
    """Scale every column by its weight and shift it by its bias."""

    def pullback(grad_out: Any) -> tuple[Any, ...]:
        grads = grad_out * weight, (grad_out * x).sum(0), grad_out.sum(0)
        return grads[:2] if bias is None else grads

    return x * weight + (0 if bias is None else bias), pullback


def changed(**changes: Callable[[Any], Any]) -> Implementation:
    """Return `affine` with functions applied to some of its results."""

    def apply(name: str, value: Any) -> Any:
        return changes[name](value) if name in changes else value

    def implementation(**arrays: Any) -> tuple[Any, Any]:
        out, pullback = affine(**arrays)

        def changed_pullback(grad_out: Any) -> tuple[Any, ...]:
            grads = zip(arrays, pullback(grad_out), strict=True)
            return tuple(apply(f"grad_{name}", grad) for name, grad in grads)

        return apply("out", out), changed_pullback

    return implementation


def plus(number: Any) -> Callable[[Any], Any]:
    return lambda array: array + number


def times(number: Any) -> Callable[[Any], Any]:
    return lambda array: array * number


def errs_by(allowed: Any) -> Bound:
    """Allow a float64 result to err by exactly this much.

    Of 2**52 roundings gamma is 1, once for either side: twice the magnitude.
    """
    return Bound(2**52 - 4, np.asarray(allowed) / 2)


def a_trial(
    allowed: Any = 0.5,
    *,
    twin: Implementation = affine,
    bound: Mapping[str, Bound] | None = None,
    dtype: Any = float,
    layout: Layout = Layout.CONTIGUOUS,
    grad_out: Any = GRAD_OUT,
    **arrays: Any,
) -> Trial:
    """Every result may err by `allowed`, where `bound` says nothing else of it."""
    arrays = arrays or {"x": X, "weight": WEIGHT, "bias": BIAS}
    arrays = {name: np.asarray(value, dtype) for name, value in arrays.items()}
    names = ["out", *(f"grad_{name}" for name in arrays)]
    every = dict.fromkeys(names, errs_by(allowed)) | dict(bound or {})
    upstream = grad_out if isinstance(grad_out, Values) else np.asarray(grad_out, dtype)
    return Trial(twin, lambda trial: every, arrays, {}, upstream, layout)


def assert_verdict(
    verdict: Verdict | None,
    ok: bool,
    message: str = "",
    *,
    error: float = 0.0,
    allowed: float = 0.0,
    index: tuple[int, ...] | None = None,
    got: Any = None,
    expected: Any = None,
) -> None:
    """Hold every field of a verdict against what it should be."""
    assert verdict is not None
    assert verdict.ok is ok
    assert verdict.message == message
    assert (verdict.error, verdict.allowed, verdict.index) == (error, allowed, index)
    assert np.shape(verdict.got) == np.shape(got)
    assert np.shape(verdict.expected) == np.shape(expected)
    assert_array_equal(verdict.got, got)
    assert_array_equal(verdict.expected, expected)
    assert verdict.status == ("ok" if ok else "wrong")


def without_error(array: Any, *, allowed: float) -> dict[str, Any]:
    """What is told of a result that is exactly right."""
    index = (0,) * np.ndim(array)
    return {"allowed": allowed, "index": index, "got": array, "expected": array}


def judged(verdict: Verdict | None) -> Verdict:
    """See that a check had something to say."""
    assert verdict is not None
    return verdict
