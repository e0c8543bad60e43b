"""Layers with the names of PyTorch, one for every op."""

from typing import Any

import numpy as np
from styles import Make, Styles, kept, named

STYLES = Styles()
note = STYLES.note


@note("pytorch_like", "conv2d")
def pytorch_like_convolution(make: Make, op: str) -> tuple[Any, ...]:
    class Conv2d:
        def __init__(
            self,
            in_channels: Any,
            out_channels: Any,
            kernel_size: Any,
            stride: Any = 1,
            padding: Any = 0,
        ) -> None:
            self.stride, self.padding = stride, padding
            height, width = np.broadcast_to(kernel_size, 2)
            self.weight = np.random.uniform(-1, 1, (out_channels, in_channels, height, width))
            self.bias = np.random.uniform(-1, 1, out_channels)
            self.grad_weight: Any = None
            self.grad_bias: Any = None
            self.run, self.pull = kept(make)

        def forward(self, x: Any) -> Any:
            options = {"stride": self.stride, "padding": self.padding}
            return self.run(x, self.weight, self.bias, **options)

        def backward(self, grad_output: Any) -> Any:
            grad_input, self.grad_weight, self.grad_bias = self.pull(grad_output)
            return grad_input

    return (Conv2d,)


@note("pytorch_like", "conv2d_relu")
def pytorch_like_convolution_relu(make: Make, op: str) -> tuple[Any, ...]:
    (convolution,) = pytorch_like_convolution(make, op)

    class ConvReLU(convolution):  # type: ignore[misc] # it is made above
        def forward(self, x: Any) -> Any:
            return super().forward(x)

    return (ConvReLU,)


@note("pytorch_like", "max_pool2d", "avg_pool2d")
def pytorch_like_pooling(make: Make, op: str) -> tuple[Any, ...]:
    class Pool:
        def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0) -> None:
            self.options = {"kernel_size": kernel_size, "stride": stride, "padding": padding}
            self.run, self.pull = kept(make)

        def forward(self, x: Any) -> Any:
            return self.run(x, **self.options)

        def backward(self, grad_output: Any) -> Any:
            (grad_input,) = self.pull(grad_output)
            return grad_input

    return (named(op, Pool),)


@note("pytorch_like", "linear", "softmax_linear")
def pytorch_like_linear(make: Make, op: str) -> tuple[Any, ...]:
    class Dense:
        def __init__(self, in_features: Any, out_features: Any) -> None:
            self.weight = np.random.uniform(-1, 1, (out_features, in_features))
            self.bias = np.random.uniform(-1, 1, out_features)
            self.grad_weight: Any = None
            self.grad_bias: Any = None
            self.run, self.pull = kept(make)

        def forward(self, x: Any) -> Any:
            return self.run(x, self.weight, self.bias)

        def backward(self, grad_output: Any) -> Any:
            grad_input, self.grad_weight, self.grad_bias = self.pull(grad_output)
            return grad_input

    return (named(op, Dense),)


@note("pytorch_like", "relu", "sigmoid", "tanh", "softmax", "log_softmax")
def pytorch_like_activation(make: Make, op: str) -> tuple[Any, ...]:
    class Activation:
        def __init__(self) -> None:
            self.run, self.pull = kept(make)

        def forward(self, x: Any) -> Any:
            return self.run(x)

        def backward(self, grad_output: Any) -> Any:
            (grad_input,) = self.pull(grad_output)
            return grad_input

    return (named(op, Activation),)


@note("pytorch_like", "leaky_relu")
def pytorch_like_leaky(make: Make, op: str) -> tuple[Any, ...]:
    class LeakyReLU:
        def __init__(self, negative_slope: Any = 0.01) -> None:
            self.negative_slope = negative_slope
            self.run, self.pull = kept(make)

        def forward(self, x: Any) -> Any:
            return self.run(x, negative_slope=self.negative_slope)

        def backward(self, grad_output: Any) -> Any:
            (grad_input,) = self.pull(grad_output)
            return grad_input

    return (LeakyReLU,)


@note("pytorch_like", "flatten")
def pytorch_like_flatten(make: Make, op: str) -> tuple[Any, ...]:
    class Flatten:
        def __init__(self) -> None:
            self.run, self.pull = kept(make)

        def forward(self, x: Any) -> Any:
            return self.run(x)

        def backward(self, grad_output: Any) -> Any:
            (grad_input,) = self.pull(grad_output)
            return grad_input

    return (Flatten,)


@note("pytorch_like", "batch_norm1d")
def pytorch_like_batch_norm_of_rows(make: Make, op: str) -> tuple[Any, ...]:
    class BatchNorm1d:
        def __init__(self, num_features: Any, eps: Any = 1e-5) -> None:
            self.gamma = np.ones(num_features)
            self.beta = np.zeros(num_features)
            self.eps = eps
            self.run, self.pull = kept(make)

        def forward(self, x: Any) -> Any:
            return self.run(x, self.gamma, self.beta, eps=self.eps)

        def backward(self, grad_output: Any) -> Any:
            grad_input, self.grad_gamma, self.grad_beta = self.pull(grad_output)
            return grad_input

    return (BatchNorm1d,)


@note("pytorch_like", "batch_norm2d")
def pytorch_like_batch_norm(make: Make, op: str) -> tuple[Any, ...]:
    class BatchNorm2d:
        def __init__(self, num_features: Any, eps: Any = 1e-5) -> None:
            self.gamma = np.ones(num_features)
            self.beta = np.zeros(num_features)
            self.eps = eps
            self.run, self.pull = kept(make)

        def forward(self, x: Any) -> Any:
            return self.run(x, self.gamma, self.beta, eps=self.eps)

        def backward(self, grad_output: Any) -> Any:
            grad_input, self.grad_gamma, self.grad_beta = self.pull(grad_output)
            return grad_input

    return (BatchNorm2d,)


@note("pytorch_like", "softmax_cross_entropy")
def pytorch_like_loss(make: Make, op: str) -> tuple[Any, ...]:
    class CrossEntropyLoss:
        def __init__(self) -> None:
            self.run, self.pull = kept(make)

        def forward(self, logits: Any, target: Any) -> Any:
            assert len(logits) == len(target)
            return self.run(logits, target)

        def backward(self) -> Any:
            (grad_input,) = self.pull(np.ones(()))
            return grad_input

    return (CrossEntropyLoss,)
