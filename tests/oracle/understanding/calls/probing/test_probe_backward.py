"""Gradients that a backward pass leaves where nobody looks, or that lie in one matrix."""

import numpy as np
import pytest
from judged_in_process import Plain, judged, wrong

pytestmark = pytest.mark.usefixtures("few_cases")


def test_a_gradient_of_the_bias_alone_is_not_judged():
    class Dense(Plain):
        def backward(self, grad):
            self.kept, self.db = (self.x.T @ grad) ** 2, grad.sum(0, keepdims=True)
            return grad @ self.W.T

    assert "no gradient of its weight was found" in judged(Dense).error
    assert not wrong(judged(Dense))


def test_a_gradient_of_the_weight_that_lies_nobody_knows_where_is_not_judged():
    class Dense(Plain):
        def backward(self, grad):
            self.kept = {"w": (self.x.T @ grad) ** 2}
            return grad @ self.W.T

    assert "no gradient of its weight was found" in judged(Dense).error
    assert not wrong(judged(Dense))


def test_a_backward_pass_that_leaves_the_weight_to_another_method_is_judged_on_the_input():
    class Dense(Plain):
        def backward(self, grad):
            return 2 * grad @ self.W.T

        def gradient_of_parameters(self, grad):
            return self.x.T @ grad, grad.sum(0)

    assert wrong(judged(Dense)) == {("linear", "grad_x")}


def test_parameters_in_one_matrix_are_judged_each_by_itself():
    class Dense:
        def __init__(self, n_in, n_out):
            self.W = np.ones((n_in + 1, n_out))

        def forward(self, x):
            self.x = np.c_[x, np.ones(len(x))]
            return self.x @ self.W

        def backward(self, grad):
            self.dW = self.x.T @ grad
            self.dW[-1] *= 2
            return grad @ self.W[:-1].T

    assert wrong(judged(Dense)) == {("linear", "grad_bias")}


def test_a_gradient_that_a_property_computes_is_judged():
    class Dense(Plain):
        def backward(self, grad):
            self.grad = grad
            return grad @ self.W.T

        @property
        def dW(self):  # noqa: N802 - the usual name of it
            return self.x.T @ self.grad

        @property
        def db(self):
            return 2 * self.grad.sum(0, keepdims=True)

    assert wrong(judged(Dense)) == {("linear", "grad_bias")}


def test_gradients_called_after_parameters_of_one_letter_are_told_apart():
    class BatchNorm1d:
        def __init__(self, n):
            self.g, self.b = np.ones(n), np.zeros(n)

        def forward(self, x):
            self.s = np.sqrt(x.var(0) + 1e-5)
            self.z = (x - x.mean(0)) / self.s
            return self.g * self.z + self.b

        def backward(self, grad):
            n = len(grad)
            self.db, self.dg = grad.sum(0), (grad * self.z).sum(0)
            return self.g / self.s * (grad - self.db / n - self.z * self.dg / n)

    class Wrong(BatchNorm1d):
        def backward(self, grad):
            out = super().backward(grad)
            self.dg = (grad * self.z**2).sum(0)
            return out

    Wrong.__name__ = Wrong.__qualname__ = "BatchNorm1d"
    assert {one.status for one in judged(BatchNorm1d)} == {"ok"}
    report = judged(Wrong)
    assert wrong(report) == {("batch_norm1d", "grad_weight")}
    assert all("grad_weight in .dg; grad_bias in .db" in one.convention for one in report)
