"""Bounds of the rounding errors of softmax and log-softmax."""

import numpy as np

from scratchcnn.oracle.cases.bounds import ELEMENTARY, Array, Bound, Call


def softmax_terms(x: Array, axis: int) -> Array:
    """Return n for a softmax: a relative error of u in a logit x is one of |x| u in exp(x).

    Two roundings per logit (its shift and the maximum's), in the numerator and in the denominator;
    two exponentials; K terms in the sum.
    """
    size = finite_size(x)
    largest = size.max(axis, keepdims=True, initial=0)
    terms: Array = x.shape[axis] + 2 * ELEMENTARY + 2 * (size + largest)
    return terms


def finite_size(x: Array) -> Array:
    """Return |x|, with 0 for infinities, which add no rounding: exp(-inf) is exactly 0."""
    return np.where(np.isfinite(x), np.abs(x), 0)


def softmax(call: Call) -> dict[str, Bound]:
    """Bound softmax by the condition number of exp."""
    axis = call.options.get("axis", -1)
    p, grad = call.out, np.abs(call.grad_out)
    terms = softmax_terms(call.arrays["x"], axis)
    # grad_x = p (g - sum(p g)): p enters twice.
    size = p * (grad + (p * grad).sum(axis, keepdims=True))
    most = terms.max(axis, keepdims=True, initial=0)
    return {"out": Bound(terms, p), "grad_x": Bound(2 * most, size)}


def log_softmax_size(x: Array, axis: int) -> Array:
    """Return S for a log-softmax, x - max - log(sum(exp(x - max)))."""
    own = finite_size(x)
    largest = own.max(axis, keepdims=True, initial=0)
    size: Array = own + 2 * largest + 1 + np.log(np.maximum(x.shape[axis], 1))
    return size


def log_softmax(call: Call) -> dict[str, Bound]:
    """Bound log_softmax: a difference, and a softmax in its gradient."""
    x, axis = call.arrays["x"], call.options.get("axis", -1)
    p, grad = np.exp(call.out), np.abs(call.grad_out)
    out = Bound(x.shape[axis] + 2 * ELEMENTARY, log_softmax_size(x, axis))
    size = grad + p * grad.sum(axis, keepdims=True)
    return {"out": out, "grad_x": Bound(2 * softmax_terms(x, axis), size)}
