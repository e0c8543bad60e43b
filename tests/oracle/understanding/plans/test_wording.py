import numpy as np
import pytest

from scratchcnn.oracle.process.runner import Failure
from scratchcnn.oracle.understanding.plans.wording import convention, why_not, without_gradient
from tests.helpers.samples.living import (
    CrossEntropy,
    Dense,
    DenseUpdating,
    MaxPool,
    conv_backward,
    conv_forward,
    mse,
    plan_of,
    relu,
    relu_prime,
)


class DenseSilent(Dense):
    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(0)


class DenseEmpty(Dense):
    def backward(self, dout):
        pass


@pytest.mark.parametrize(
    ("targets", "words"),
    [
        (
            (Dense,),
            "class; rows (N, D); .W DK; backward(dout); grad_weight in .dW; grad_bias in .db",
        ),
        (
            (conv_forward, conv_backward),
            "function; batch NCHW; weight FCKL passed; conv_backward(dout, cache)",
        ),
        ((MaxPool,), "class; batch NCHW; backward(dout)"),
        ((relu, relu_prime), "function; any shape; slope from relu_prime(x)"),
        ((relu,), "function; any shape; no backward pass"),
        ((CrossEntropy,), "class; rows (N, D); backward()"),
        ((mse,), "function; rows (N, D); no backward pass"),
    ],
)
def test_what_was_understood_is_one_line(targets, words):
    assert convention(plan_of(*targets)) == words


def test_an_update_is_said():
    class DenseStepping(DenseUpdating):
        def backward(self, dout, learning_rate):
            dx = super().backward(dout, learning_rate)
            del self.dW, self.db
            return dx

    assert "update inside backward(dout, learning_rate)" in convention(plan_of(DenseStepping))


def test_a_gradient_that_was_found_nowhere_is_said():
    plan = plan_of(DenseSilent)
    assert without_gradient(plan) == ["x"]
    assert convention(plan).endswith("no grad_x found")


def test_a_backward_pass_that_is_still_to_be_written_is_said():
    assert convention(plan_of(DenseEmpty)).endswith("backward(dout) is empty")


def test_a_loss_that_is_a_sum_is_said():
    def mse(p, target):
        return ((p - target) ** 2).sum()

    assert convention(plan_of(mse)).endswith("; sum")


def test_one_image_is_told_from_a_batch():
    def max_pool(image):
        h, w = image.shape
        return image.reshape(h // 2, 2, w // 2, 2).max((1, 3))

    assert "one image HxW" in convention(plan_of(max_pool))


def test_an_unknown_parameter_is_why():
    assert why_not(["the meaning of `a` is not known"], Failure("timeout")).startswith(
        "the meaning"
    )


def test_a_missing_module_is_why():
    assert why_not([], Failure("missing", module="utils")) == "it needs the module utils"


def test_an_exception_is_why_with_its_line():
    failure = Failure("exception", "KeyError", "'x'", 7, "hw.py", "  return d['x']\n")
    assert why_not([], failure).endswith("KeyError: 'x' (line 7: return d['x'])")


@pytest.mark.parametrize(
    ("failure", "advice"),
    [
        (
            Failure(
                "exception", "AttributeError", "'numpy.ndarray' object has no attribute 'value'"
            ),
            "; if it takes objects with .value, an adapter can make them",
        ),
        (
            Failure(
                "exception",
                "IndexError",
                "only integers, slices (`:`) are valid indices",
                7,
                "hw.py",
                'z = node["value"] * 2',
            ),
            '; if it takes dictionaries with "value", an adapter can make them',
        ),
    ],
    ids=["attribute", "key"],
)
def test_what_takes_no_arrays_can_be_given_its_objects_by_an_adapter(
    failure: Failure, advice: str
) -> None:
    assert why_not([], failure).endswith(advice)


def test_without_a_reason_nothing_is_made_up():
    assert why_not([], None) == "no way to call it was found"


def test_an_activation_keeps_the_shape_that_it_takes():
    def softmax(z):
        powers = np.exp(z - z.max(axis=0))
        return powers / powers.sum(axis=0)

    assert "(D" in convention(plan_of(softmax))
