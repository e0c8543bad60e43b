"""Bugs beside the habit of all layers to divide their gradients by the number of samples."""

import numpy as np

from scratchcnn.oracle.naming.matching import matches
from tests.helpers.observed import observed


def dense(of_weight, of_bias=None):
    """Return a dense layer with gradients of its own for its parameters."""

    def linear(x, weight, bias):
        def pullback(grad_out):
            own = of_weight(x, grad_out)
            beside = grad_out.sum(0) if of_bias is None else of_bias(x, grad_out)
            return grad_out @ weight, own, beside

        return x @ weight.T + bias, pullback

    return linear


def dense_trials(linear):
    rng = np.random.default_rng(0)
    shapes = [{"x": (rows, 3), "weight": (2, 3), "bias": (2,)} for rows in (2, 3)]
    return [
        observed("linear", linear, {k: rng.integers(-4, 5, s) * 1.0 for k, s in one.items()})
        for one in shapes
    ]


def test_a_bug_is_told_beside_the_habit_to_divide_by_the_number_of_samples():
    seen = dense_trials(dense(lambda x, g: -(g.T @ x) / len(x)))
    assert {one.bug.id for one in matches("linear", "grad_weight", seen)} == {"sign-flipped"}


def test_the_same_of_a_bias():
    seen = dense_trials(dense(lambda x, g: g.T @ x, lambda x, g: -g.mean(0)))
    assert {one.bug.id for one in matches("linear", "grad_bias", seen)} == {"sign-flipped"}


def test_what_is_a_bug_by_itself_is_told_without_that_habit():
    seen = dense_trials(dense(lambda x, g: g.T @ x / len(x)))
    found = {one.bug.id for one in matches("linear", "grad_weight", seen)}
    assert found == {"batch-mean-doubled", "batch-mean-inconsistent"}


def test_no_other_gradient_is_multiplied():
    def linear(x, weight, bias):
        def grads(g):
            return -(g @ weight) / len(x), g.T @ x, g.sum(0)

        return x @ weight.T + bias, grads

    assert matches("linear", "grad_x", dense_trials(linear)) == []


def test_a_gradient_that_is_missing_is_left_so():
    seen = dense_trials(dense(lambda x, g: None))
    assert matches("linear", "grad_weight", seen) == []
