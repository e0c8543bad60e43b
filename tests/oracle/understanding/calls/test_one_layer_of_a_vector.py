"""Dense layers that are meant for one vector: their forward passes take several rows, too."""

import numpy as np
import pytest
from judged_in_process import judged, wrong

pytestmark = pytest.mark.usefixtures("few_cases")


def test_a_dense_layer_whose_update_takes_one_vector_is_one_of_a_vector():
    class Linear:
        def __init__(self, n_in, n_out):
            self.weights, self.biases = np.ones((n_in, n_out)), np.zeros(n_out)

        def forward(self, x):
            self.x = x
            return x @ self.weights + self.biases

        def backprop(self, grad, learn_rate):
            grad_x = self.weights @ grad
            self.weights -= learn_rate * self.x[None].T @ grad[None]
            self.biases -= learn_rate * grad
            return grad_x

    report = judged(Linear)
    assert not wrong(report)
    assert {one.check for one in report} >= {"grad_x", "grad_weight", "grad_bias"}


def test_a_layer_of_one_vector_may_have_methods_of_any_name():
    class Denso:
        def __init__(self, w, bias):
            self.w, self.bias = w, bias

        def avanti(self, x):
            self.x = x
            return x @ self.w + self.bias

        def indietro(self, d):
            return {"input": self.w @ d, "pesi": self.x[:, None] * d[None], "bias": d}

    report = judged(Denso)
    assert not wrong(report)
    assert {one.check for one in report} >= {"grad_x", "grad_weight", "grad_bias"}
