"""Layers whose parameters and attributes have names that say nothing: values decide."""

import numpy as np
import pytest
from judged_in_process import judged, wrong

pytestmark = pytest.mark.usefixtures("few_cases")


def all_judged(*targets):
    report = judged(*targets)
    assert {one.status for one in report} == {"ok"}
    return {one.check for one in report}


def test_the_slope_of_a_leaky_relu_is_a_parameter_of_its_constructor_by_any_name():
    class LeakyReLU:
        def __init__(self, helling=0.03):
            self.helling = helling

        def forward(self, x):
            self.x = x
            return np.where(x > 0, x, self.helling * x)

        def backward(self, grad):
            return grad * np.where(self.x > 0, 1.0, self.helling)

    assert "grad_x" in all_judged(LeakyReLU)


def test_the_slope_of_a_leaky_relu_is_a_parameter_of_a_function_by_any_name():
    def leaky_relu(x, helling=0.03):
        return np.where(x > 0, x, helling * x)

    def leaky_relu_backward(grad, x, pente=0.03):
        return grad * np.where(x > 0, 1.0, pente)

    assert "grad_x" in all_judged(leaky_relu, leaky_relu_backward)


def test_the_slope_of_a_leaky_relu_is_found_where_no_method_has_a_name():
    class LeakyReLU:
        def __init__(self, helling=0.03):
            self.helling = helling

        def hup(self, q):
            self.q = q
            return np.where(q > 0, q, self.helling * q)

        def hop(self, g):
            return g * np.where(self.q > 0, 1.0, self.helling)

    assert "grad_x" in all_judged(LeakyReLU)


def test_another_number_of_a_leaky_relu_is_left_as_it_is():
    class LeakyReLU:
        def __init__(self, schaal=0.5):
            self.schaal = 2 * schaal

        def forward(self, x):
            self.x = x
            return self.schaal * np.where(x > 0, x, 0.01 * x)

        def backward(self, grad):
            return self.schaal * grad * np.where(self.x > 0, 1.0, 0.01)

    assert "grad_x" in all_judged(LeakyReLU)


class TwoOfAShape:
    """Gradients stand before parameters, in dictionaries with the same keys."""

    def __init__(self, ein, aus):
        self.di = {"W": np.zeros((ein, aus)), "b": np.zeros(aus)}
        self.gu = {"W": np.ones((ein, aus)), "b": np.ones(aus)}

    def forward(self, x):
        self.x = x
        return x @ self.gu["W"] + self.gu["b"]

    def backward(self, grad):
        self.di["W"], self.di["b"] = self.x.T @ grad, grad.sum(axis=0)
        return grad @ self.gu["W"].T


def test_of_two_dictionaries_that_is_the_weights_which_forward_reads():
    class Linear(TwoOfAShape):
        def __init__(self, in_features, out_features):
            super().__init__(in_features, out_features)

    assert {"grad_x", "grad_weight", "grad_bias"} <= all_judged(Linear)


def test_of_two_dictionaries_that_is_found_where_the_sizes_have_no_names():
    class Linear(TwoOfAShape):
        def __init__(self, ke, mu):
            self.di = {"W": np.zeros((ke, mu)), "b": np.zeros(mu)}
            self.gu = {"W": np.ones((ke, mu)), "b": np.ones(mu)}

    assert {"grad_x", "grad_weight", "grad_bias"} <= all_judged(Linear)


def test_a_class_whose_outputs_are_all_positive_is_no_dense_layer():
    class Bo:
        def __init__(self, w, b):
            self.w, self.b = w, b

        def forward(self, x):
            self.x = x
            self.z = x.reshape(len(x), -1) @ self.w + self.b
            return np.maximum(0, self.z)

        def backward(self, grad):
            grad = grad * (self.z > 0)
            self.dw, self.db = self.x.T @ grad, grad.sum(axis=0)
            return grad @ self.w.T

    assert not wrong(judged(Bo))


def test_a_pooling_is_judged_whose_number_its_place_alone_tells():
    def avg_pool(img, bo):
        n, c, h, w = img.shape
        out = np.zeros((n, c, h // bo, w // bo))
        for i, j in np.ndindex(out.shape[2:]):
            window = img[:, :, i * bo : (i + 1) * bo, j * bo : (j + 1) * bo]
            out[:, :, i, j] = window.sum(axis=(2, 3))
        return out

    assert wrong(judged(avg_pool)) == {("avg_pool2d", "forward")}
