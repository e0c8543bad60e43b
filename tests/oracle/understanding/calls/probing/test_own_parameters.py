"""Where a normalisation has its parameters, which may be nowhere."""

import numpy as np
import pytest

from tests.helpers.samples.living import everything


class BatchNorm:
    """It scales nothing, and keeps the mean and the variance of its last input."""

    def forward(self, x):
        self.mean, self.variance = x.mean(axis=0), x.var(axis=0)
        self.hat = (x - self.mean) / np.sqrt(self.variance + 1e-3)
        return self.hat

    def backward(self, grad):
        grad = grad - grad.mean(axis=0) - self.hat * (grad * self.hat).mean(axis=0)
        return grad / np.sqrt(self.variance + 1e-3)


class BatchNormMadeLate(BatchNorm):
    """It makes its parameters when it first sees how many features there are."""

    skala = None

    def forward(self, x):
        if self.skala is None:
            self.skala, self.versatz = np.ones(x.shape[1]), np.zeros(x.shape[1])
        return self.skala * BatchNorm.forward(self, x) + self.versatz

    def backward(self, grad):
        self.grad_skala, self.grad_versatz = (grad * self.hat).sum(axis=0), grad.sum(axis=0)
        return BatchNorm.backward(self, grad * self.skala)


class BatchNormThatForgets(BatchNorm):
    """It has parameters, and does not use them."""

    def __init__(self, d):
        self.skala, self.versatz = np.ones(d), np.zeros(d)


def batchnorm_forward(x):
    mean, root = x.mean(axis=0), np.sqrt(x.var(axis=0) + 1e-5)
    hat = (x - mean) / root
    return hat, (hat, root)


def batchnorm_backward(dout, cache):
    hat, root = cache
    return (dout - dout.mean(axis=0) - hat * (dout * hat).mean(axis=0)) / root


def only(*targets):
    (one,) = everything(*targets).values()
    return one


def test_the_mean_of_the_last_input_is_no_parameter():
    one = only(BatchNorm)
    assert one.op == "batch_norm1d"
    assert not one.plan.signature.parameters
    assert one.perfect
    assert one.plan.offer.bias == ("none",)
    assert one.plan.offer.eps == 1e-3


def test_what_the_first_call_makes_and_the_second_keeps_is_a_parameter():
    one = only(BatchNormMadeLate)
    assert one.plan.signature.parameters["weight"][0] == ("skala",)
    assert one.plan.signature.parameters["bias"][0] == ("versatz",)
    assert one.perfect


def test_parameters_that_are_there_are_taken_though_forward_is_right_without_them():
    one = only(BatchNormThatForgets)
    assert one.plan.signature.parameters["weight"][0] == ("skala",)
    assert not one.right


def test_a_function_may_have_nothing_to_scale_by():
    one = only(batchnorm_forward, batchnorm_backward)
    assert one.op == "batch_norm1d"
    assert one.perfect


@pytest.mark.parametrize("name", ["units", "dim", "n_features", "anzahl"])
def test_the_only_number_that_a_batch_norm_asks_for_is_that_of_its_features(name):
    made = {}
    source = f"def __init__(self, {name}, momentum=0.9):\n    set_up(self, {name})"
    exec(source, {"set_up": lambda layer, d: setattr(layer, "gamma", np.ones(d))}, made)

    class BatchNormLayer(BatchNorm):
        __init__ = made["__init__"]

        def forward(self, x):
            return self.gamma * BatchNorm.forward(self, x)

    one = only(BatchNormLayer)
    assert dict(one.plan.signature.constructor)[name].role == "in_channels"
    assert one.right


class BatchNormOfNumbers(BatchNorm):
    """Its scale is no array, and has a wrong gradient."""

    def __init__(self):
        self.gamma, self.beta = 1.0, 0.0

    def forward(self, x):
        return self.gamma * BatchNorm.forward(self, x) + self.beta

    def backward(self, grad):
        self.dgamma = 0 * grad.sum()
        return BatchNorm.backward(self, self.gamma * grad)


def test_what_has_a_scale_that_is_not_found_is_not_judged_as_if_it_had_none():
    one = only(BatchNormOfNumbers)
    assert one.plan is None
    assert "its scale and shift are not found among its arrays" in one.layer.understood
