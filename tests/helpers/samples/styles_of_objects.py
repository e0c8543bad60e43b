"""Layers that take one image or column, or update their parameters themselves."""

from typing import Any

import numpy as np
from styles import Make, Styles, alone, as_column, as_row, kept, named, pool_of, to_nchw, to_nhwc

STYLES = Styles()
note = STYLES.note


@note("guide", "conv2d", updates=True)
def guide_convolution(make: Make, op: str) -> tuple[Any, ...]:
    class Convolutional:
        def __init__(self, input_shape: Any, kernel_size: Any, depth: Any) -> None:
            input_depth, input_height, input_width = input_shape
            self.output_shape = (
                depth,
                input_height - kernel_size + 1,
                input_width - kernel_size + 1,
            )
            self.kernels = np.random.randn(depth, input_depth, kernel_size, kernel_size)
            self.biases = np.random.randn(*self.output_shape)
            self.run, self.pull = kept(make, updates=True)

        def forward(self, input: Any) -> Any:
            return alone(self.run(input[None], self.kernels, self.biases))

        def backward(self, output_gradient: Any, learning_rate: Any) -> Any:
            grads = self.pull(output_gradient[None], learning_rate)
            input_gradient, kernels_gradient, biases_gradient = grads
            self.kernels -= learning_rate * kernels_gradient
            self.biases -= learning_rate * biases_gradient
            return alone(input_gradient)

    return (Convolutional,)


@note("guide", "linear", updates=True)
def guide_dense(make: Make, op: str) -> tuple[Any, ...]:
    class Dense:
        def __init__(self, input_size: Any, output_size: Any) -> None:
            self.weights = np.random.randn(output_size, input_size)
            self.bias = np.random.randn(output_size, 1)
            self.run, self.pull = kept(make, updates=True)

        def forward(self, input: Any) -> Any:
            return self.run(input.T, self.weights, self.bias[:, 0]).T

        def backward(self, output_gradient: Any, learning_rate: Any) -> Any:
            input_gradient, weights_gradient, bias_gradient = self.pull(
                output_gradient.T, learning_rate
            )
            self.weights -= learning_rate * weights_gradient
            self.bias -= learning_rate * as_column(bias_gradient)
            return input_gradient.T

    return (Dense,)


@note("guide", "relu", "sigmoid", "tanh")
def guide_activation(make: Make, op: str) -> tuple[Any, ...]:
    class Activation:
        def __init__(self) -> None:
            self.run, self.pull = kept(make)

        def forward(self, input: Any) -> Any:
            return self.run(input)

        def backward(self, output_gradient: Any, learning_rate: Any) -> Any:
            (input_gradient,) = self.pull(output_gradient)
            return input_gradient

    return (named(op, Activation),)


@note("guide", "softmax")
def guide_softmax(make: Make, op: str) -> tuple[Any, ...]:
    class Softmax:
        def __init__(self) -> None:
            self.run, self.pull = kept(make)

        def forward(self, input: Any) -> Any:
            self.output = self.run(input.T).T
            return self.output

        def backward(self, output_gradient: Any, learning_rate: Any) -> Any:
            (input_gradient,) = self.pull(output_gradient.T)
            return input_gradient.T

    return (Softmax,)


@note("guide", "mse_loss", remembers=False)
def guide_loss(make: Make, op: str) -> tuple[Any, ...]:
    def mse(y_true: Any, y_pred: Any) -> Any:
        assert len(y_true) == len(y_pred)
        out, _ = make(1)(y_pred, y_true)
        return out

    def mse_prime(y_true: Any, y_pred: Any) -> Any:
        _, pullback = make(1)(y_pred, y_true)
        (gradient,) = pullback(np.ones(()))
        return gradient

    return mse, mse_prime


@note("guide", "binary_cross_entropy", remembers=False)
def guide_entropy(make: Make, op: str) -> tuple[Any, ...]:
    def binary_cross_entropy(y_true: Any, y_pred: Any) -> Any:
        assert len(y_true) == len(y_pred)
        out, _ = make(1)(y_pred, y_true)
        return out

    def binary_cross_entropy_prime(y_true: Any, y_pred: Any) -> Any:
        _, pullback = make(1)(y_pred, y_true)
        (gradient,) = pullback(np.ones(()))
        return gradient

    return binary_cross_entropy, binary_cross_entropy_prime


@note("notebook", "conv2d", updates=True)
def notebook_convolution(make: Make, op: str) -> tuple[Any, ...]:
    class Conv3x3:
        def __init__(self, num_filters: Any) -> None:
            self.num_filters = num_filters
            self.filters = np.random.randn(num_filters, 3, 3) / 9
            self.run, self.pull = kept(make, updates=True)

        def forward(self, input: Any) -> Any:
            h, w = input.shape
            return alone(to_nhwc(self.run(input.reshape(1, 1, h, w), self.filters[:, None])))

        def backprop(self, d_l_d_out: Any, learn_rate: Any) -> Any:
            _, d_l_d_filters = self.pull(to_nchw(d_l_d_out[None]), learn_rate)
            self.filters -= learn_rate * d_l_d_filters[:, 0]
            return None

    return (Conv3x3,)


@note("notebook", "max_pool2d")
def notebook_pooling(make: Make, op: str) -> tuple[Any, ...]:
    class MaxPool2:
        def __init__(self) -> None:
            self.run, self.pull = kept(make)

        def forward(self, input: Any) -> Any:
            self.last_input = input
            return alone(to_nhwc(self.run(to_nchw(input[None]), kernel_size=2, stride=2)))

        def backprop(self, d_l_d_out: Any) -> Any:
            (d_l_d_input,) = self.pull(to_nchw(d_l_d_out[None]))
            return alone(to_nhwc(d_l_d_input))

    return (MaxPool2,)


@note("notebook", "softmax_linear", updates=True, copies=True)
def notebook_softmax(make: Make, op: str) -> tuple[Any, ...]:
    class Softmax:
        def __init__(self, input_len: Any, nodes: Any) -> None:
            self.weights = np.random.randn(input_len, nodes) / input_len
            self.biases = np.zeros(nodes)
            self.run, self.pull = kept(make, updates=True)

        def forward(self, input: Any) -> Any:
            self.last_input_shape = input.shape
            input = input.flatten()
            return self.run(input[None], self.weights.T, self.biases)[0]

        def backprop(self, d_l_d_out: Any, learn_rate: Any) -> Any:
            d_l_d_inputs, d_l_d_w, d_l_d_b = self.pull(d_l_d_out[None], learn_rate)
            self.weights -= learn_rate * d_l_d_w.T
            self.biases -= learn_rate * d_l_d_b
            return d_l_d_inputs.reshape(self.last_input_shape)

    return (Softmax,)


@note("notebook", "softmax_linear_of_logits", updates=True, copies=True)
def notebook_softmax_of_logits(make: Make, op: str) -> tuple[Any, ...]:
    class Softmax:
        def __init__(self, input_len: Any, nodes: Any) -> None:
            self.weights = np.random.randn(input_len, nodes) / input_len
            self.biases = np.zeros(nodes)
            self.run, self.pull = kept(make, updates=True)

        def forward(self, input: Any) -> Any:
            self.last_input_shape = input.shape
            input = input.flatten()
            return self.run(input[None], self.weights.T, self.biases)[0]

        def backprop(self, d_l_d_t: Any, learn_rate: Any) -> Any:
            d_l_d_inputs, d_l_d_w, d_l_d_b = self.pull(d_l_d_t[None], learn_rate)
            self.weights -= learn_rate * d_l_d_w.T
            self.biases -= learn_rate * d_l_d_b
            return d_l_d_inputs.reshape(self.last_input_shape)

    return (Softmax,)


@note("cs189", "conv2d")
def cs189_convolution(make: Make, op: str) -> tuple[Any, ...]:
    class Conv2D:
        def __init__(
            self,
            n_out: Any,
            kernel_shape: Any,
            activation: Any = "linear",
            stride: Any = 1,
            pad: Any = 0,
        ) -> None:
            self.n_out, self.kernel_shape = n_out, kernel_shape
            self.stride, self.pad = stride, pad
            self.n_in: Any = None
            self.parameters: dict[str, Any] = {}
            self.gradients: dict[str, Any] = {}
            self.run, self.pull = kept(make)

        def _init_parameters(self, shape: Any) -> None:
            self.n_in = shape[3]
            kernels = np.random.randn(*self.kernel_shape, self.n_in, self.n_out)
            self.parameters = {"W": kernels, "b": np.zeros((1, self.n_out))}

        def forward(self, X: Any) -> Any:  # noqa: N803 # the family's name
            if self.n_in is None:
                self._init_parameters(X.shape)
            kernels = self.parameters["W"].transpose(3, 2, 0, 1)
            bias = self.parameters["b"][0]
            out = self.run(to_nchw(X), kernels, bias, stride=self.stride, padding=self.pad)
            return to_nhwc(out)

        def backward(self, dLdY: Any) -> Any:  # noqa: N803 # the family's name
            grad_x, grad_kernels, grad_bias = self.pull(to_nchw(dLdY))
            self.gradients["W"] = grad_kernels.transpose(2, 3, 1, 0)
            self.gradients["b"] = as_row(grad_bias)
            return to_nhwc(grad_x)

    return (Conv2D,)


@note("cs189", "max_pool2d", "avg_pool2d")
def cs189_pooling(make: Make, op: str) -> tuple[Any, ...]:
    class Pool2D:
        def __init__(
            self, kernel_shape: Any, mode: Any = "max", stride: Any = 1, pad: Any = 0
        ) -> None:
            self.kernel_shape, self.stride, self.pad = kernel_shape, stride, pad
            self.run, self.pull = kept(pool_of(mode, make, op))
            if mode not in ("max", "average"):
                raise ValueError("unknown mode of pooling: " + mode)

        def forward(self, X: Any) -> Any:  # noqa: N803 # the family's name
            options = {"stride": self.stride, "padding": self.pad}
            return to_nhwc(self.run(to_nchw(X), kernel_size=self.kernel_shape, **options))

        def backward(self, dLdY: Any) -> Any:  # noqa: N803 # the family's name
            (grad_x,) = self.pull(to_nchw(dLdY))
            return to_nhwc(grad_x)

    return (Pool2D,)


@note("cs189", "softmax_linear")
def cs189_dense(make: Make, op: str) -> tuple[Any, ...]:
    class FullyConnectedSoftmax:
        def __init__(self, n_in: Any, n_out: Any) -> None:
            self.parameters = {"W": np.random.randn(n_in, n_out), "b": np.zeros((1, n_out))}
            self.gradients: dict[str, Any] = {}
            self.run, self.pull = kept(make)

        def forward(self, X: Any) -> Any:  # noqa: N803 # the family's name
            return self.run(X, self.parameters["W"].T, self.parameters["b"][0])

        def backward(self, dLdY: Any) -> Any:  # noqa: N803 # the family's name
            grad_x, grad_w, grad_b = self.pull(dLdY)
            self.gradients["W"] = grad_w.T
            self.gradients["b"] = as_row(grad_b)
            return grad_x

    return (FullyConnectedSoftmax,)
