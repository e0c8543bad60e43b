"""What a context holds: what forward puts there, and what nobody but others would."""

import numpy as np

from tests.helpers.samples.living import everything


class Kept:
    """It keeps all that its backward pass reads."""

    @staticmethod
    def forward(ctx, x):
        ctx.mask = x > 0
        return x * ctx.mask

    @staticmethod
    def backward(ctx, grad):
        return grad * ctx.mask


class ReLU(Kept):
    pass


class Memory:
    """The homework's own context, which counts its calls."""

    def __init__(self):
        self.calls = 0

    def keep(self, value):
        self.value = value


class Relu:
    """It reads what the class of its context sets."""

    @staticmethod
    def forward(ctx, x):
        ctx.keep(x > 0)
        return np.maximum(x, 0)

    @staticmethod
    def backward(ctx, grad):
        return grad * ctx.value + ctx.calls


class RELU:
    """It reads a slope that whoever calls it is to put into the context."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return np.maximum(x, 0)

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        return np.where(x > 0, grad, getattr(ctx, "slope", 0.5) * grad)


def test_what_forward_keeps_is_there():
    assert everything(ReLU)["ReLU"].perfect


def test_what_the_class_of_a_context_sets_is_there():
    assert everything(Relu, Memory)["Relu"].perfect


def test_what_others_put_into_a_context_is_not_taken_for_a_mistake():
    found = everything(RELU)["RELU"]
    assert found.plan is None
    assert "ctx" in found.layer.understood
