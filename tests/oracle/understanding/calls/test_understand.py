import numpy as np
import pytest

from tests.helpers.samples.living import (
    CrossEntropy,
    Dense,
    MaxPool,
    Softmax,
    conv_backward,
    conv_forward,
    everything,
    mse,
    mse_prime,
    relu,
    relu_prime,
)


def named(name, function):
    """Return a function or class under another name."""
    function.__name__ = function.__qualname__ = name
    return function


def words(*targets):
    return next(iter(everything(*targets).values())).layer.understood


def test_every_layer_is_understood_in_the_order_of_the_homework():
    found = everything(
        Dense, MaxPool, conv_forward, conv_backward, relu, relu_prime, mse, mse_prime
    )
    assert {name: one.op for name, one in found.items()} == {
        "Dense": "linear",
        "MaxPool": "max_pool2d",
        "conv_forward": "conv2d",
        "relu": "relu",
        "mse": "mse_loss",
    }


def test_a_gradient_is_no_layer_of_its_own():
    assert list(everything(relu, relu_prime)) == ["relu"]


def test_what_is_no_layer_is_passed_over():
    class Trainer:
        def fit(self, x):
            return x

    assert (
        everything(Trainer, named("accuracy", lambda x, y: 0), named("im2col", lambda x: x)) == {}
    )


def test_a_layer_of_an_unknown_name_is_said():
    class Mystery:
        def forward(self, x):
            return x

        def backward(self, dout):
            return dout

    assert words(Mystery) == "not judged: its name is not that of any op"


def test_a_layer_without_a_twin_is_said():
    class Dropout:
        def forward(self, x):
            return x

    assert "there is no reference for it" in words(Dropout)


def test_a_base_class_is_no_layer():
    class Layer:
        def forward(self, x):
            raise NotImplementedError

        def backward(self, dout):
            raise NotImplementedError

    class ReLU(Layer):
        def forward(self, x):
            return np.maximum(x, 0)

    assert list(everything(Layer, ReLU)) == ["ReLU"]


def test_a_layer_without_forward_is_said():
    class Conv2d:
        def fit(self, x):
            return x

    assert words(Conv2d) == "not judged: it has no method for the forward pass"


def test_why_no_call_got_through_is_said():
    class Linear:
        def __init__(self, in_features, out_features):
            self.W = np.ones((in_features, out_features))

        def forward(self, x):
            return x @ self.weights

    found = next(iter(everything(Linear).values()))
    assert found.plan is None
    assert found.failure.type == "AttributeError"
    assert "'Linear' object has no attribute 'weights'" in found.layer.understood


def test_a_parameter_that_means_nothing_is_said():
    def conv2d(image, quux, frobnicate, stride, pad, w, b):
        return image

    assert "is not known" in words(conv2d)


def test_a_constructor_that_takes_another_layer_is_said():
    class Conv2D:
        def __init__(self, input_layer, filters):
            pass

        def forward(self, x):
            return x

    assert "`input_layer`" in words(Conv2D)


def test_a_pooling_with_a_mode_is_judged_in_both():
    class Pool:
        def __init__(self, size=2, mode="max"):
            self.size, self.mode = size, mode

        def forward(self, x):
            n, c, h, w = x.shape
            windows = x.reshape(n, c, h // self.size, self.size, w // self.size, self.size)
            return windows.max((3, 5)) if self.mode == "max" else windows.mean((3, 5))

    from scratchcnn.oracle.process.live import Live
    from scratchcnn.oracle.understanding.calls.understand import understand

    assert [one.op for one in understand(Live(Pool))] == ["max_pool2d", "avg_pool2d"]


def test_a_relu_inside_a_convolution_is_told_by_its_values():
    class Conv:
        def __init__(self, in_channels, out_channels, kernel_size):
            self.w = np.random.standard_normal(
                (out_channels, in_channels, kernel_size, kernel_size)
            )
            self.b = np.zeros(out_channels)

        def forward(self, x):
            return np.maximum(conv_forward(x, self.w, self.b, {"stride": 1, "pad": 0})[0], 0)

    assert everything(Conv)["Conv"].op == "conv2d_relu"


def test_a_softmax_inside_a_dense_layer_is_told_by_its_values():
    class Layer(Dense):
        def forward(self, x):
            return Softmax().forward(super().forward(x))

    assert everything(named("Softmax", Layer))["Softmax"].op.startswith("softmax_linear")


def test_an_activation_inside_a_dense_layer_is_judged_with_it():
    class Layer(Dense):
        def forward(self, x):
            return np.tanh(super().forward(x))

    assert everything(named("Dense", Layer))["Dense"].op == "linear_tanh"


def test_another_activation_inside_a_convolution_is_said_and_not_judged():
    class Conv:
        def __init__(self, in_channels, out_channels, kernel_size):
            self.w = np.ones((out_channels, in_channels, kernel_size, kernel_size))
            self.b = np.zeros(out_channels)

        def forward(self, x):
            return np.tanh(conv_forward(x, self.w, self.b, {"stride": 1, "pad": 0})[0])

    assert "it applies tanh" in words(Conv)


def test_a_cross_entropy_of_logarithms_is_said_and_not_judged():
    class CrossEntropy:
        def forward(self, log_probs, target):
            return -log_probs[np.arange(len(target)), target].mean()

    assert "logarithms" in words(CrossEntropy)


def test_a_loss_that_could_be_any_is_not_judged():
    assert "does not say which loss" in words(named("loss", lambda p, y: np.abs(p - y).max()))


def test_normalisation_by_pixel_is_said_and_not_judged():
    class BatchNorm2d:
        def __init__(self, gamma, beta):
            self.gamma, self.beta = gamma, beta

        def forward(self, x):
            rows = (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-5)
            return self.gamma.reshape(-1, 1, 1) * rows + self.beta.reshape(-1, 1, 1)

    assert "rows (N, D)" in words(BatchNorm2d)


def test_a_static_layer_that_takes_a_context_is_not_lost():
    class Linear:
        @staticmethod
        def forward(ctx, x, w, b):
            ctx.x = x
            return x @ w.T + b

        def name(self):
            return "linear"

    assert "Linear" in everything(Linear)


def test_an_identity_called_linear_is_no_layer():
    class Linear:
        def forward(self, x):
            return x

    assert everything(Linear) == {}


@pytest.mark.parametrize("body", [lambda self, x: None, lambda self, x: "text"])
def test_an_output_that_is_no_array_is_not_understood(body):
    class ReLU:
        forward = body

    assert everything(ReLU)["ReLU"].plan is None


def test_a_forward_that_is_still_to_be_written_is_unimplemented():
    class MaxPool2d:
        def __init__(self, kernel_size, stride):
            self.k = kernel_size

        def forward(self, x):
            pass

    found = everything(MaxPool2d)["MaxPool2d"]
    assert found.failure.type == "NotImplementedError"


def test_a_softmax_of_a_loss_is_understood_alone():
    assert set(everything(Softmax, CrossEntropy)) == {"Softmax", "CrossEntropy"}


class Chain:
    def __init__(self, *layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad):
        for layer in reversed(self.layers):
            grad = layer.backward(grad)
        return grad


class Doubling(Chain):
    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x * 2


def test_what_hands_data_through_its_layers_is_none_itself():
    assert set(everything(Dense, named("Stapel", Chain))) == {"Dense"}
    assert "Stapel" in everything(Dense, named("Stapel", Doubling))
