"""Layers of samples that are columns (D, N): they are not judged on one column alone."""

import numpy as np
import pytest
from judged_in_process import judged, wrong

pytestmark = pytest.mark.usefixtures("few_cases")


def linear_forward(x, w, b):
    return w @ x + b, (x, w)


def linear_backward(grad, cache):
    x, w = cache
    return w.T @ grad, grad @ x.T, np.sum(grad, axis=1, keepdims=True)


def called(function, name):
    function.__name__ = function.__qualname__ = name
    return function


def read_as(report, name):
    return next(one.understood for one in report.layers if one.implementation == name)


def test_a_dense_layer_of_columns_is_judged_on_several():
    report = judged(linear_forward, linear_backward)
    assert not wrong(report)
    assert "columns (D, N)" in read_as(report, "linear_forward")
    assert "batch" in {one.regime for one in report}


def test_a_gradient_that_is_wrong_for_several_columns_alone_is_wrong():
    def first_sample(grad, cache):
        x, w = cache
        return w.T @ grad, grad @ x.T, np.sum(grad[:, :1], axis=1, keepdims=True)

    report = judged(linear_forward, called(first_sample, "linear_backward"))
    assert wrong(report) == {("linear", "grad_bias")}


def test_a_dense_layer_for_one_column_is_not_wrong_for_several():
    def for_one(grad, cache):
        x, w = cache
        return w.T @ grad, grad @ x.T, grad

    report = judged(linear_forward, called(for_one, "linear_backward"))
    assert not wrong(report)
    assert "one column (D, 1)" in read_as(report, "linear_forward")


def softmax(z):
    e = np.exp(z - z.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True), z


def softmax_backward(grad, activation_cache):
    s, _ = softmax(activation_cache)
    return s * (grad - (grad * s).sum(axis=0, keepdims=True))


def test_a_softmax_beside_a_dense_layer_of_columns_is_one_of_columns():
    report = judged(linear_forward, linear_backward, softmax, softmax_backward)
    assert not wrong(report)
    assert "columns (D, N)" in read_as(report, "softmax")
    (layer,) = (one for one in report.layers if one.implementation == "softmax")
    assert "columns, as linear_forward takes them" in layer.reasons


def test_what_backward_takes_is_known_from_one_sample_where_it_is_wrong_for_several():
    def over_all(grad, activation_cache):
        s, _ = softmax(activation_cache)
        return s * (grad - (grad * s).sum())

    backward = called(over_all, "softmax_backward")
    report = judged(linear_forward, linear_backward, softmax, backward)
    assert wrong(report) == {("softmax", "grad_x")}


def test_a_softmax_of_one_vector_beside_columns_stays_one_of_a_vector():
    def softmax(z):
        e = np.exp(z - np.max(z))
        return e / np.sum(e)

    report = judged(linear_forward, linear_backward, softmax)
    assert not wrong(report)


def test_an_update_that_fails_for_several_columns_is_meant_for_one():
    class Dense:
        def __init__(self, n_in, n_out):
            self.weights, self.bias = np.ones((n_out, n_in)), np.zeros((n_out, 1))

        def forward(self, x):
            self.x = x
            return self.weights @ x + self.bias

        def backward(self, grad, learning_rate):
            grad_x = self.weights.T @ grad
            self.weights -= learning_rate * grad @ self.x.T
            self.bias -= learning_rate * grad
            return grad_x

    report = judged(Dense)
    assert not wrong(report)
    assert "one column (D, 1)" in read_as(report, "Dense")


class Gesta:
    """Its names say nothing, and its parameters are passed."""

    def __init__(self, wagi, obciazenie):
        self.wagi, self.obciazenie = wagi, obciazenie

    def w_przod(self, a):
        self.a = a
        return self.wagi @ a + self.obciazenie

    def wstecz(self, delta):
        self.grad_wagi = delta @ self.a.T
        self.grad_obciazenie = delta.sum(axis=1, keepdims=True)
        return self.wagi.T @ delta


def test_a_dense_layer_without_telling_names_is_judged_on_several_columns():
    report = judged(Gesta)
    assert not wrong(report)
    assert "columns (D, N)" in read_as(report, "Gesta")
    assert {one.check for one in report} >= {"grad_x", "grad_weight", "grad_bias"}
