"""Which gradients of a softmax and its loss are judged, by themselves or together."""

import inspect

import numpy as np
import pytest
from judged_in_process import judged, wrong

from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.layers import apart
from tests.helpers.samples.living import conv_backward, conv_forward

pytestmark = pytest.mark.usefixtures("few_cases")


class Softmax:
    """It hands on what it is given."""

    def forward(self, x):
        e = np.exp(x - x.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def backward(self, grad):
        return grad


class CrossEntropy:
    """Its gradient is that of the probabilities."""

    def forward(self, p, y):
        self.p, self.y = p, y
        return -np.log(p[np.arange(len(y)), y]).mean()

    def backward(self):
        grad = np.zeros(self.p.shape)
        rows = np.arange(len(self.y))
        grad[rows, self.y] = -1 / self.p[rows, self.y] / len(self.y)
        return grad


def test_a_softmax_that_hands_its_gradient_on_is_in_doubt_without_a_loss():
    report = judged(Softmax)
    assert not wrong(report)
    assert "no gradient of such a loss was judged" in report.layers[0].understood


def test_it_is_wrong_beside_a_loss_whose_gradient_is_that_of_the_probabilities():
    assert "grad_x" in {one.check for one in judged(Softmax, CrossEntropy) if one.status == "wrong"}


def linear_forward(x, w, b):
    return x @ w + b, (x, w)


def linear_backward(grad, cache):
    x, w = cache
    return grad @ w.T, x.T @ grad / len(x), grad.mean(axis=0)


def test_a_file_of_two_exercises_may_divide_in_one_and_add_up_in_the_other():
    report = judged(linear_forward, linear_backward, conv_forward, conv_backward)
    assert not wrong(report)
    assert "convention" in {one.status for one in report if one.op == "linear"}


def of(function):
    name = function.__name__
    return {"name": name, "kind": "function", "source": inspect.getsource(function)}


def affine(x, w, b):
    return x @ w + b


def conv(x, w, b):
    return x * w + b


def network(x, w, b):
    return affine(conv(x, w, b), w, b)


def results():
    return [
        Result(op, "grad_weight", "batch", 5, Verdict(True), implementation=name)
        for name, op in (("affine", "linear"), ("conv", "conv2d"))
    ]


def test_functions_that_nothing_calls_together_are_of_two_exercises():
    assert apart(results(), [of(affine), of(conv)]) == {"affine", "conv"}


def test_functions_of_one_network_are_of_one_exercise():
    assert apart(results(), [of(affine), of(conv), of(network)]) == set()
