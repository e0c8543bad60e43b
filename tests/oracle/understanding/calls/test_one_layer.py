"""What a layer is taken for where its code alone does not say, and what is not guessed."""

import numpy as np
import pytest
from judged_in_process import Plain, judged, wrong

from scratchcnn.oracle.understanding.names.recognise import read_name
from scratchcnn.oracle.understanding.protocols.direct import DIRECT
from tests.helpers.samples.living import Dense, Softmax, plan_of
from tests.helpers.walking import Convolution, average_pool

pytestmark = pytest.mark.usefixtures("few_cases")


def test_a_backward_pass_that_wants_an_optimizer_is_not_judged():
    class Dense(Plain):
        def backward(self, grad, optimizer):
            self.W = optimizer.update(self.W, self.x.T @ grad)
            return grad @ self.W.T

    report = judged(Dense)
    assert not wrong(report)
    assert "`optimizer` is an optimizer" in report.error
    assert {one.check for one in report if one.status != "not_judged"} == {
        *("forward", "inputs_unchanged", "repeatable")
    }


def test_a_softmax_whose_backward_pass_takes_labels_is_not_judged_on_it():
    class Labelled(Softmax):
        def backward(self, y_true):
            return self.out - y_true

    Labelled.__name__ = "Softmax"
    plan = plan_of(Labelled)
    assert "`y_true` holds the labels" in plan.unread
    assert not wrong(judged(Labelled))


def test_a_whole_jacobian_is_no_wrong_gradient():
    def softmax(z):
        e = np.exp(z - z.max())
        return e / e.sum()

    def softmax_derivative(z):
        s = softmax(z).reshape(-1, 1)
        return np.diagflat(s) - s @ s.T

    report = judged(softmax, softmax_derivative)
    assert not wrong(report)
    assert "Jacobian" in report.error


def test_a_dense_layer_that_stops_at_several_rows_is_one_of_one_row():
    class Dense(Plain):
        def backward(self, output_error, learning_rate):
            input_error = output_error @ self.W.T
            self.W -= learning_rate * self.x.T @ output_error
            self.b -= learning_rate * output_error
            return input_error

    assert plan_of(Dense).signature.forms["x"] == "1D"
    assert not wrong(judged(Dense))


def test_a_binary_loss_that_is_right_for_one_column_is_judged_on_one():
    def binary_cross_entropy(y, p):
        return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))

    def binary_cross_entropy_prime(y, p):
        return (p - y) / (p * (1 - p)) / len(y)

    assert plan_of(binary_cross_entropy, binary_cross_entropy_prime).offer.in_features == 1
    report = judged(binary_cross_entropy, binary_cross_entropy_prime)
    assert ("binary_cross_entropy", "grad_p") not in wrong(report)


def test_a_flatten_that_is_right_for_one_sample_is_judged_on_one():
    class Flatten:
        def forward(self, x):
            self.shape = x.shape
            return x.reshape(1, -1)

        def backward(self, dout):
            return dout.reshape(self.shape)

    assert not plan_of(Flatten).offer.batch
    assert not wrong(judged(Flatten))


def test_a_weight_penalty_is_set_to_0():
    class Dense(Plain):
        def __init__(self, n_in, n_out, l2=0.01):
            super().__init__(n_in, n_out)
            self.l2 = l2

        def backward(self, grad):
            self.dW, self.db = self.x.T @ grad + self.l2 * self.W, grad.sum(0, keepdims=True)
            return grad @ self.W.T

    assert not wrong(judged(Dense))


@pytest.mark.parametrize(("name", "ops"), [("rmse_loss", ()), ("ScaledTanh", ()), ("mse", 1)])
def test_a_name_that_only_resembles_an_op_is_none(name, ops):
    assert len(read_name(name).ops) == (ops or 0)


def test_a_dense_layer_that_is_right_for_the_last_sample_only_is_judged_on_several():
    class Linear(Plain):
        def forward(self, x):
            out = np.zeros((len(x), self.W.shape[1]))
            out[-1] = super().forward(x)[-1]
            return out

    assert plan_of(Linear).signature.forms["x"] == "ND"
    assert ("linear", "forward") in wrong(judged(Linear))


def test_a_dense_layer_that_answers_with_one_row_is_judged_on_several():
    class Linear(Plain):
        def forward(self, x):
            return super().forward(x)[:1]

    assert ("linear", "forward") in wrong(judged(Linear))


def softmax_of_columns(x):
    e = np.exp(x - x.max(0))
    return e / e.sum(0)


softmax_of_columns.__name__ = softmax_of_columns.__qualname__ = "softmax"


def test_a_softmax_by_itself_may_be_one_of_columns():
    assert not wrong(judged(softmax_of_columns))


def test_a_softmax_behind_a_dense_layer_of_rows_is_one_of_rows():
    report = judged(Dense, softmax_of_columns)
    assert ("softmax", "forward") in wrong(report)
    (layer,) = (one for one in report.layers if one.implementation == "softmax")
    assert "rows, as Dense takes them" in layer.reasons


def test_a_padding_with_a_name_is_spelled_as_the_source_spells_it():
    class Conv(Convolution):
        def __init__(self, in_channels, out_channels, kernel_size, padding="VALID"):
            pad = kernel_size // 2 if padding == "SAME" else 0
            super().__init__(in_channels, out_channels, kernel_size, pad)

    assert plan_of(Conv).offer.named_padding == ("same", "valid")
    # As much on both sides is right for odd kernels alone.
    assert {one.regime for one in judged(Conv) if one.status == "wrong"} <= {"same"}


def test_a_kernel_that_may_be_a_pair_may_be_oblong():
    class Conv(Convolution):
        def __init__(self, in_channels, out_channels, kernel_size, padding=0):
            if not isinstance(kernel_size, tuple):
                kernel_size = (kernel_size, kernel_size)
            super().__init__(in_channels, out_channels, kernel_size[0], padding)

    assert plan_of(Conv).offer.rectangular_kernel
    assert {one.regime for one in judged(Conv) if one.status == "wrong"} <= {"rectangular", "mixed"}


def test_an_output_of_a_wrong_size_is_wrong_where_all_that_decides_about_it_is_passed():
    class MaxPool:
        def __init__(self, pool_size, stride):
            self.k, self.s = pool_size, stride

        def forward(self, x):
            return average_pool(x, self.k, 1)

    assert ("max_pool2d", "forward") in wrong(judged(MaxPool))


def test_methods_are_found_in_whatever_spelling():
    class ReLU:
        def forwardPass(self, x):  # noqa: N802 # as homework spells it
            self.x = x
            return np.maximum(x, 0)

        def backwardPass(self, outputGrad):  # noqa: N802, N803 # as homework spells it
            return outputGrad * (self.x > 0)

    plan = plan_of(ReLU)
    assert (plan.protocol.forward.name, plan.protocol.backward.name) == (
        "forwardPass",
        "backwardPass",
    )


def test_a_backward_pass_whose_parameter_says_nothing_takes_a_gradient():
    class ReLU:
        def forward(self, x):
            self.x = x
            return np.maximum(x, 0)

        def backward(self, d):
            return d * (self.x > 0) * 1.5

    assert plan_of(ReLU).protocol.gives is DIRECT


def relu(x):
    return np.maximum(x, 0), lambda grad_out: (grad_out * (x > 0),)


def steep_relu(x):
    return np.maximum(x, 0), lambda grad_out: grad_out * (x > 0) * 1.5


steep_relu.__name__ = steep_relu.__qualname__ = "relu"


def test_a_backward_pass_that_forward_returns_is_judged():
    assert plan_of(relu).protocol.backward.path == (1,)
    assert {one.check for one in judged(relu)} >= {"forward", "grad_x"}
    assert not wrong(judged(relu))
    assert wrong(judged(steep_relu)) == {("relu", "grad_x")}


def test_a_backward_pass_that_forward_returns_is_called_in_the_reproducer(capsys):
    report = judged(steep_relu)
    text = next(one.reproducer for one in report if one.status == "wrong")
    assert "returned[1](" in text
    exec(text, {"relu": steep_relu})
    got, expected = capsys.readouterr().out.splitlines()[-2:]
    assert got.split()[1:] != expected.split()[1:]


def test_a_layer_without_parameters_is_told_for_backward_what_its_images_are():
    class Flatten:
        def build(self, input_shape):
            self.input_shape = input_shape

        def forward(self, x):
            return x.reshape(len(x), -1)

        def backward(self, grad):
            return grad.reshape(self.input_shape)

    report = judged(Flatten)
    assert not wrong(report)
    assert ("flatten", "grad_x", "ok") in {(one.op, one.check, one.status) for one in report}


def test_a_number_that_only_its_place_tells_is_no_kernel_size():
    def conv(x, w, b, s, ho, wo):
        out = np.empty((len(x), len(w), ho, wo))
        kh, kw = w.shape[2:]
        for i, j in np.ndindex(ho, wo):
            window = x[:, :, i * s : i * s + kh, j * s : j * s + kw]
            out[:, :, i, j] = np.einsum("ncij,fcij->nf", window, w) + b
        return out

    report = judged(conv)
    assert not wrong(report)
    assert "is not known" in report.error


def test_the_n_of_a_normalisation_is_how_many_features_it_has():
    class BatchNorm:
        def __init__(self, n):
            self.p, self.q = np.ones(n), np.zeros(n)
            self.u, self.v = np.zeros(n), np.ones(n)

        def forward(self, x):
            mean, var = x.mean(axis=0), x.var(axis=0)
            self.u, self.v = 0.9 * self.u + 0.1 * mean, 0.9 * self.v + 0.1 * var
            self.s = np.sqrt(var + 1e-5)
            self.h = (x - mean) / self.s
            return self.p * self.h + self.q

        def backward(self, g):
            self.gp, self.gq = (g * self.h).sum(axis=0), g.sum(axis=0)
            d = g * self.p
            return (d - d.mean(axis=0) - self.h * (d * self.h).mean(axis=0)) / self.s

    report = judged(BatchNorm)
    assert not wrong(report)
    assert {"grad_x", "grad_weight", "grad_bias"} <= {one.check for one in report}


def test_an_unpooling_that_takes_the_height_for_the_width_is_one_all_the_same():
    class MaxUnpool2d:
        def forward(self, x, indices, output_size):
            height, width = output_size
            out = np.zeros((*x.shape[:2], height, width))
            samples, channels = np.ogrid[: len(x), : x.shape[1]]
            each = samples[:, :, None, None], channels[:, :, None, None]
            out[(*each, indices // height % height, indices % height % width)] = x
            return out

    report = judged(MaxUnpool2d)
    assert wrong(report) == {("max_unpool2d", "forward")}
