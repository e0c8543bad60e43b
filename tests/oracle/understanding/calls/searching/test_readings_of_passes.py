"""What a backward pass takes: what forward took under that name, its shape, or what was saved."""

import numpy as np
import pytest

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.target import judge_runner
from scratchcnn.oracle.understanding.calls.searching.other_readings import is_shape
from tests.helpers.samples.living import everything

pytestmark = pytest.mark.usefixtures("few_cases")


def maxpool(x, k):
    n, c, h, w = x.shape
    parts = x[:, :, : h - h % k, : w - w % k].reshape(n, c, h // k, k, w // k, k)
    parts = parts.transpose(0, 1, 2, 4, 3, 5).reshape(n, c, h // k, w // k, k * k)
    return parts.max(-1), parts.argmax(-1)


def maxpool_backward(dy, positions, forme, k):
    n, c, oh, ow = dy.shape
    parts = np.where(np.arange(k * k) == positions[..., None], dy[..., None], 0.0)
    dx = np.zeros(forme)
    parts = parts.reshape(n, c, oh, ow, k, k).transpose(0, 1, 2, 4, 3, 5)
    dx[:, :, : oh * k, : ow * k] = parts.reshape(n, c, oh * k, ow * k)
    return dx


def dense_forward(x, w, b):
    return {"saida": x @ w.T + b, "memo": {"s": x, "pesos": w}}


def dense_backward(d_saida, memo):
    return {"x": d_saida @ memo["pesos"], "w": d_saida.T @ memo["s"], "b": d_saida.sum(0)}


def tanh_forward(x):
    t = np.tanh(x)
    return t, {"s": t}


def tanh_backward(g, s):
    return g * (1 - s["s"] ** 2)


def verdicts(*targets):
    report = judge_runner("homework", Live(*targets), Settings(budget=0))
    return {one.check: one.status for one in report}


@pytest.mark.parametrize(
    ("functions", "gradients"),
    [
        ((maxpool, maxpool_backward), {"grad_x"}),
        ((dense_forward, dense_backward), {"grad_x", "grad_weight", "grad_bias"}),
        ((tanh_forward, tanh_backward), {"grad_x"}),
    ],
)
def test_what_was_saved_and_the_shape_of_the_input_are_passed(functions, gradients):
    found = verdicts(*functions)
    assert {found[one] for one in gradients} == {"ok"}


def test_a_shape_is_what_new_arrays_are_made_with():
    assert is_shape("forme", "return grad.reshape(forme)")
    assert is_shape("forme", "dx = np.zeros(forme, float)")
    assert not is_shape("k", "dx = np.zeros((n, k))")


def test_of_other_readings_the_best_is_taken_where_every_call_raises():
    def conv_forward(x, w, stride=1):
        v = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], (2, 3))
        return np.einsum("nchwij,fcij->nfhw", v[:, :, ::stride, ::stride], w), (x, w, stride)

    def conv_backward(g, s):
        x, w, _ = s
        return 0 * x, 0 * w

    report = judge_runner("homework", Live(conv_forward, conv_backward), Settings(budget=0))
    wrong = [one for one in report if one.status == "wrong"]
    assert {one.check for one in wrong} == {"grad_x", "grad_weight"}
    assert not [one for one in wrong if "raised" in str(one.verdict.message)]


class Lazy:
    def __init__(self, units):
        self.units, self.built, self.weights = units, False, {}

    def build(self, input_shape):
        self.weights["kernel"] = np.ones((input_shape[-1], self.units))
        self.weights["bias"] = np.zeros(self.units)

    def __call__(self, inputs):
        if not self.built:
            self.build(inputs.shape)
            self.built = True
        self.inputs = inputs
        return inputs @ self.weights["kernel"] + self.weights["bias"]

    def backward(self, upstream):
        self.gradients = {"kernel": self.inputs.T @ upstream, "bias": upstream.sum(0)}
        return upstream @ self.weights["kernel"].T


def test_a_layer_that_makes_its_weights_anew_in_the_first_call_is_given_them_after_it():
    class Dense(Lazy):
        pass

    (one,) = everything(Dense).values()
    assert one.plan.protocol.lazy
    assert set(verdicts(Dense).values()) == {"ok"}


def test_a_single_image_is_flattened_to_a_vector():
    class Flatten:
        def forward(self, image):
            c, h, w = image.shape
            self.shape = c, h, w
            return image.ravel()

        def backward(self, grad):
            return grad.reshape(self.shape)

    (one,) = everything(Flatten).values()
    assert one.plan.signature.forms["x"] == "CHW"
    assert set(verdicts(Flatten).values()) == {"ok"}


def test_a_loss_that_is_not_reduced_is_given_an_upstream_gradient_for_each_sample():
    def softmax_cross_entropy(logits, labels):
        z = logits - logits.max(1, keepdims=True)
        lse = np.log(np.exp(z).sum(1))
        rows = np.arange(len(labels))

        def pullback(dloss):
            p = np.exp(z - lse[:, None])
            p[rows, labels] -= 1.0
            return {"logits": p * dloss[:, None]}

        return lse - z[rows, labels], pullback

    found = verdicts(softmax_cross_entropy)
    assert found["grad_logits"] == "ok"


def test_a_letter_that_is_no_stride_after_all_is_not_known():
    def maxpool_forward(x, k):
        return maxpool(x, k)[0]

    def maxpool_backward(g, s):
        return g * s.mask

    found = verdicts(maxpool_forward, maxpool_backward)
    assert found["grad_x"] == "not_judged"
    assert "wrong" not in found.values()


def test_no_reading_but_of_what_was_saved_is_taken_where_every_call_raises():
    def maxpool_forward(x, k):
        return maxpool(x, k)[0]

    def maxpool_backward(g, s):
        return np.zeros(s.shape) + g.sum()

    assert verdicts(maxpool_forward, maxpool_backward)["grad_x"] == "not_judged"
