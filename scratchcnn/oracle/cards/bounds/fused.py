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
    """Bound conv2d_relu."""
    return rectified(trial, "conv2d")


def linear_relu(trial: Trial) -> Mapping[str, Bound]:
    """Bound linear_relu."""
    return rectified(trial, "linear")


def rectified(trial: Trial, op: str) -> Mapping[str, Bound]:
    """Bound sums and their ReLU, which enlarges no error, and passes gradients on or blocks them.

    If the sign of a sum depends on rounding, either is right, and the gradients that it reaches are
    not judged.
    """
    sums = part(trial, op, trial.grad_out)
    masked = replace(sums, upstream=np.where(sums.out > 0, trial.grad_out, 0))
    bound = bounds.sum_of_products(masked)
    doubtful = undecided(sums, bound["out"])
    if not doubtful.any():
        return bound
    # Ones there, and absolute values, reach every entry that any upstream gradient would reach.
    reached = bounds.sum_of_products(replace(sums, upstream=doubtful.astype(sums.dtype)))
    return {"out": bound["out"]} | {
        name: Bound(one.terms, np.where(reached[name].magnitude > 0, np.inf, one.magnitude))
        for name, one in bound.items()
        if name != "out"
    }


def linear_squashed(trial: Trial, activation: str) -> dict[str, Bound]:
    """Bound a sigmoid or a tanh of sums: both, and their slopes, are no steeper than 1.

    What the sums are off by is added to what the activation of an exact sum loses.
    """
    sums = part(trial, "linear", trial.grad_out)
    z = bounds.sum_of_products(sums)["out"]
    error = (z.terms + 4) * np.asarray(z.magnitude)
    squash = part(replace(sums, arrays={"x": sums.out}), activation, np.ones_like(sums.out))
    own = {name: one.terms * one.magnitude for name, one in bounds.of_one_number(squash).items()}
    grads = bounds.sum_of_products(replace(sums, upstream=np.abs(trial.grad_out)))
    # Of every sum, the gradient is off by so many roundings of the upstream gradient.
    rows = (own["grad_x"] + error).max(-1, keepdims=True, initial=0)
    largest = rows.max(initial=0)
    more = {"grad_x": rows, "grad_weight": largest, "grad_bias": largest}
    return {"out": Bound(1, own["out"] + error)} | {
        name: Bound(one.terms + more[name], one.magnitude)
        for name, one in grads.items()
        if name != "out"
    }


def undecided(sums: Trial, bound: Bound) -> Array:
    """Return a mask of the sums so close to 0 that rounding may change their sign.

    It is False where every order of summation gives the same bits, as for small whole numbers.
    """
    whole = all(np.array_equal(array, np.rint(array)) for array in sums.arrays.values())
    u = bounds.unit_roundoff(sums.dtype)
    if whole and np.all(bound.magnitude * u < 1):
        return np.zeros(sums.out.shape, bool)
    near: Array = np.abs(sums.out) <= bounds.allowed_error(bound, sums.dtype)
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
