"""Layers of whole batches that leave the update to others; they differ in names and places."""

from typing import Any

import numpy as np
from styles import Make, Styles, as_column, as_row, kept, named

STYLES = Styles()
note = STYLES.note


@note("saito", "conv2d")
def saito_convolution(make: Make, op: str) -> tuple[Any, ...]:
    class Convolution:
        def __init__(self, W: Any, b: Any, stride: Any = 1, pad: Any = 0) -> None:  # noqa: N803
            self.W, self.b = W, b
            self.stride, self.pad = stride, pad
            self.dW: Any = None
            self.db: Any = None
            self.run, self.pull = kept(make)

        def forward(self, x: Any) -> Any:
            return self.run(x, self.W, self.b, stride=self.stride, padding=self.pad)

        def backward(self, dout: Any) -> Any:
            dx, self.dW, self.db = self.pull(dout)
            return dx

    return (Convolution,)


@note("saito", "max_pool2d")
def saito_pooling(make: Make, op: str) -> tuple[Any, ...]:
    class Pooling:
        def __init__(self, pool_h: Any, pool_w: Any, stride: Any = 2, pad: Any = 0) -> None:
            self.pool_h, self.pool_w, self.stride, self.pad = pool_h, pool_w, stride, pad
            self.run, self.pull = kept(make)

        def forward(self, x: Any) -> Any:
            window = (self.pool_h, self.pool_w)
            return self.run(x, kernel_size=window, stride=self.stride, padding=self.pad)

        def backward(self, dout: Any) -> Any:
            (dx,) = self.pull(dout)
            return dx

    return (Pooling,)


@note("saito", "linear")
def saito_affine(make: Make, op: str) -> tuple[Any, ...]:
    class Affine:
        def __init__(self, W: Any, b: Any) -> None:  # noqa: N803 # the family's name
            self.W, self.b = W, b
            self.dW: Any = None
            self.db: Any = None
            self.run, self.pull = kept(make)

        def forward(self, x: Any) -> Any:
            return self.run(x, self.W.T, self.b)

        def backward(self, dout: Any) -> Any:
            dx, grad_weight, self.db = self.pull(dout)
            self.dW = grad_weight.T
            return dx

    return (Affine,)


@note("saito", "softmax_cross_entropy")
def saito_loss(make: Make, op: str) -> tuple[Any, ...]:
    class SoftmaxWithLoss:
        def __init__(self) -> None:
            self.run, self.pull = kept(make)

        def forward(self, x: Any, t: Any) -> Any:
            assert len(x) == len(t)
            return self.run(x, t)

        def backward(self, dout: Any = 1) -> Any:
            (dx,) = self.pull(np.asarray(float(dout)))
            return dx

    return (SoftmaxWithLoss,)


@note("cmu", "conv2d")
def cmu_convolution(make: Make, op: str) -> tuple[Any, ...]:
    class Conv2d:
        def __init__(
            self,
            in_channels: Any,
            out_channels: Any,
            kernel_size: Any,
            stride: Any = 1,
            padding: Any = 0,
            weight_init_fn: Any = None,
            bias_init_fn: Any = None,
        ) -> None:
            self.stride, self.pad = stride, padding
            shape = (out_channels, in_channels, kernel_size, kernel_size)
            self.W = weight_init_fn(*shape) if weight_init_fn else np.random.normal(0, 1, shape)
            self.b = bias_init_fn(out_channels) if bias_init_fn else np.zeros(out_channels)
            self.dLdW = np.zeros(self.W.shape)
            self.dLdb = np.zeros(self.b.shape)
            self.run, self.pull = kept(make)

        def forward(self, A: Any) -> Any:  # noqa: N803 # the family's name
            return self.run(A, self.W, self.b, stride=self.stride, padding=self.pad)

        def backward(self, dLdZ: Any) -> Any:  # noqa: N803 # the family's name
            grad_a, self.dLdW, self.dLdb = self.pull(dLdZ)
            return grad_a

    return (Conv2d,)


@note("cmu", "linear")
def cmu_linear(make: Make, op: str) -> tuple[Any, ...]:
    class Linear:
        def __init__(self, in_features: Any, out_features: Any, debug: Any = False) -> None:
            self.W = np.random.randn(out_features, in_features)
            self.b = np.zeros((out_features, 1))
            self.run, self.pull = kept(make)

        def forward(self, A: Any) -> Any:  # noqa: N803 # the family's name
            return self.run(A, self.W, self.b[:, 0])

        def backward(self, dLdZ: Any) -> Any:  # noqa: N803 # the family's name
            grad_a, self.dLdW, grad_b = self.pull(dLdZ)
            self.dLdb = as_column(grad_b)
            return grad_a

    return (Linear,)


@note("cmu", "max_pool2d", "avg_pool2d")
def cmu_pooling(make: Make, op: str) -> tuple[Any, ...]:
    class Pool:
        def __init__(self, kernel: Any, stride: Any) -> None:
            self.kernel, self.stride = kernel, stride
            self.run, self.pull = kept(make)

        def forward(self, A: Any) -> Any:  # noqa: N803 # the family's name
            return self.run(A, kernel_size=self.kernel, stride=self.stride)

        def backward(self, dLdZ: Any) -> Any:  # noqa: N803 # the family's name
            (grad_a,) = self.pull(dLdZ)
            return grad_a

    return (named(op, Pool),)


@note("cs7643", "conv2d")
def cs7643_convolution(make: Make, op: str) -> tuple[Any, ...]:
    class Conv2D:
        def __init__(
            self,
            in_channels: Any,
            out_channels: Any,
            kernel_size: Any = 3,
            stride: Any = 1,
            padding: Any = 0,
        ) -> None:
            self.stride, self.padding = stride, padding
            self.weight = np.random.randn(out_channels, in_channels, kernel_size, kernel_size)
            self.bias = np.zeros(out_channels)
            self.dx: Any = None
            self.dw: Any = None
            self.db: Any = None
            self.run, self.pull = kept(make)

        def forward(self, x: Any) -> Any:
            options = {"stride": self.stride, "padding": self.padding}
            return self.run(x, self.weight, self.bias, **options)

        def backward(self, dout: Any) -> None:
            self.dx, self.dw, self.db = self.pull(dout)

    return (Conv2D,)


@note("cs7643", "max_pool2d")
def cs7643_pooling(make: Make, op: str) -> tuple[Any, ...]:
    class MaxPooling:
        def __init__(self, kernel_size: Any, stride: Any) -> None:
            self.kernel_size, self.stride = kernel_size, stride
            self.dx: Any = None
            self.run, self.pull = kept(make)

        def forward(self, x: Any) -> Any:
            return self.run(x, kernel_size=self.kernel_size, stride=self.stride)

        def backward(self, dout: Any) -> None:
            (self.dx,) = self.pull(dout)

    return (MaxPooling,)


@note("cs7643", "relu")
def cs7643_activation(make: Make, op: str) -> tuple[Any, ...]:
    class ReLU:
        def __init__(self) -> None:
            self.dx: Any = None
            self.run, self.pull = kept(make)

        def forward(self, x: Any) -> Any:
            return self.run(x)

        def backward(self, dout: Any) -> None:
            (self.dx,) = self.pull(dout)

    return (ReLU,)


@note("cs7643", "softmax_cross_entropy")
def cs7643_loss(make: Make, op: str) -> tuple[Any, ...]:
    class SoftmaxCrossEntropy:
        def __init__(self) -> None:
            self.dx: Any = None
            self.run, self.pull = kept(make)

        def forward(self, x: Any, y: Any) -> Any:
            shifted = np.exp(x - x.max(axis=1, keepdims=True))
            return shifted / shifted.sum(axis=1, keepdims=True), self.run(x, y)

        def backward(self) -> None:
            (self.dx,) = self.pull(np.ones(()))

    return (SoftmaxCrossEntropy,)


@note("nnfs", "linear")
def nnfs_dense(make: Make, op: str) -> tuple[Any, ...]:
    class Layer_Dense:  # noqa: N801 # the family's name
        def __init__(self, n_inputs: Any, n_neurons: Any) -> None:
            self.weights = 0.01 * np.random.randn(n_inputs, n_neurons)
            self.biases = np.zeros((1, n_neurons))
            self.run, self.pull = kept(make)

        def forward(self, inputs: Any) -> None:
            self.inputs = inputs
            self.output = self.run(inputs, self.weights.T, self.biases[0])

        def backward(self, dvalues: Any) -> None:
            self.dinputs, grad_weight, grad_bias = self.pull(dvalues)
            self.dweights = grad_weight.T
            self.dbiases = as_row(grad_bias)

    return (Layer_Dense,)


@note("nnfs", "relu", "sigmoid", "tanh", "softmax")
def nnfs_activation(make: Make, op: str) -> tuple[Any, ...]:
    class Activation:
        def __init__(self) -> None:
            self.run, self.pull = kept(make)

        def forward(self, inputs: Any) -> None:
            self.inputs = inputs
            self.output = self.run(inputs)

        def backward(self, dvalues: Any) -> None:
            (self.dinputs,) = self.pull(dvalues)

    return (named(op, Activation),)


@note("nnfs", "mse_loss", "categorical_cross_entropy", "binary_cross_entropy")
def nnfs_loss(make: Make, op: str) -> tuple[Any, ...]:
    class Loss:
        def forward(self, y_pred: Any, y_true: Any) -> Any:
            assert len(y_pred) == len(y_true)
            return make(1)(y_pred, y_true)[0]

        def backward(self, dvalues: Any, y_true: Any) -> None:
            _, pullback = make(1)(dvalues, y_true)
            (self.dinputs,) = pullback(np.ones(()))

    return (named(op, Loss),)
