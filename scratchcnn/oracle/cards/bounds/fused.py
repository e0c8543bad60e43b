"""Bounds of ops that homework fuses into one layer, derived from those of their parts."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from scratchcnn.oracle.cards.bounds.softmax import softmax_terms
from scratchcnn.oracle.cases import bounds
from scratchcnn.oracle.cases.bounds import Array, Bound
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.twins import twin_of


def part(trial: Trial, op: str, upstream: Array) -> Trial:
    """Return a trial of the first op of a fused one by itself, with another upstream gradient."""
    return replace(trial, twin=twin_of(op), upstream=upstream)


def conv2d_relu(trial: Trial) -> Mapping[str, Bound]:
    """Bound conv2d_relu: ReLU enlarges no error, and passes the upstream gradient on or blocks it.

    If the sign of a sum depends on rounding, either is right, and the gradients that such a window
    reaches are not judged.
    """
    conv = part(trial, "conv2d", trial.grad_out)
    masked = replace(conv, upstream=np.where(conv.out > 0, trial.grad_out, 0))
    bound = bounds.sum_of_products(masked)
    doubtful = undecided(conv, bound["out"])
    if not doubtful.any():
        return bound
    # Ones there, and absolute values, reach every entry that any upstream gradient would reach.
    reached = bounds.sum_of_products(replace(conv, upstream=doubtful.astype(conv.dtype)))
    return {"out": bound["out"]} | {
        name: Bound(one.terms, np.where(reached[name].magnitude > 0, np.inf, one.magnitude))
        for name, one in bound.items()
        if name != "out"
    }


def undecided(conv: Trial, bound: Bound) -> Array:
    """Return a mask of the sums so close to 0 that rounding may change their sign.

    It is False where every order of summation gives the same bits, as for small whole numbers.
    """
    whole = all(np.array_equal(array, np.rint(array)) for array in conv.arrays.values())
    u = bounds.unit_roundoff(conv.dtype)
    if whole and np.all(bound.magnitude * u < 1):
        return np.zeros(conv.out.shape, bool)
    near: Array = np.abs(conv.out) <= bounds.allowed_error(bound, conv.dtype)
    # A magnitude of 0 means nothing to round: the window sees zeros only.
    return near & (np.asarray(bound.magnitude) > 0)


def probabilities(trial: Trial) -> tuple[Trial, Array]:
    """Return the logits as a trial, and the number of roundings in their softmax.

    A logit z is a sum of n products and off by at most (n + 4) u S. Softmax turns that into a
    relative error: the logit's own in the numerator, the largest one in the denominator.
    """
    # The upstream gradient does not matter here.
    logits = part(trial, "linear", trial.grad_out)
    z = bounds.sum_of_products(logits)["out"]
    error = (z.terms + 4) * np.asarray(z.magnitude)
    largest = error.max(-1, keepdims=True, initial=0)
    terms: Array = softmax_terms(logits.out, -1) + error + largest
    return logits, terms


def softmax_linear(trial: Trial) -> dict[str, Bound]:
    """Bound softmax_linear: a softmax of inexact logits, and then sums of products."""
    logits, terms = probabilities(trial)
    p, grad = trial.out, np.abs(trial.grad_out)
    # The gradient of the logits, p (g - sum(p g)), as in softmax: p enters twice.
    size = p * (grad + (p * grad).sum(-1, keepdims=True))
    most = 2 * terms.max(-1, keepdims=True, initial=0)
    sums = bounds.sum_of_products(replace(logits, upstream=size))
    largest = most.max(initial=0)
    more = {"grad_x": most, "grad_weight": largest, "grad_bias": largest}
    grads = {
        name: Bound(one.terms + more[name], one.magnitude)
        for name, one in sums.items()
        if name != "out"
    }
    return {"out": Bound(terms, p), **grads}


def softmax_linear_of_logits(trial: Trial) -> dict[str, Bound]:
    """Bound the same output, and the gradients of linear, given the gradient of the logits."""
    logits, terms = probabilities(trial)
    return {**bounds.sum_of_products(logits), "out": Bound(terms, trial.out)}
