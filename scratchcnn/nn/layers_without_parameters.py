"""Pooling, activations and flatten, which have no parameters."""

from functools import partial
from typing import TypeAlias

import numpy as np

from scratchcnn import ops
from scratchcnn.nn.layer import Layer
from scratchcnn.ops.arguments import Pair, pair
from scratchcnn.ops.linear import as_rows

Size: TypeAlias = int | Pair


class MaxPool2d(Layer):
    """Max-pooling: `ops.max_pool2d`, which documents the arguments and the errors."""

    def __init__(self, kernel_size: Size, *, stride: Size | None = None, padding: Size = 0) -> None:
        op = partial(ops.max_pool2d, kernel_size=kernel_size, stride=stride, padding=padding)
        # (KH, KW) -> (1, KH, KW)
        op(np.zeros(pair("kernel_size", kernel_size, 1))[None])
        super().__init__(op, {})


class AvgPool2d(Layer):
    """Average pooling: `ops.avg_pool2d`, which documents the arguments."""

    def __init__(self, kernel_size: Size, *, stride: Size | None = None, padding: Size = 0) -> None:
        op = partial(ops.avg_pool2d, kernel_size=kernel_size, stride=stride, padding=padding)
        # (KH, KW) -> (1, KH, KW)
        op(np.zeros(pair("kernel_size", kernel_size, 1))[None])
        super().__init__(op, {})


class ReLU(Layer):
    """Rectified linear unit: `ops.relu`."""

    def __init__(self) -> None:
        super().__init__(ops.relu, {})


class LeakyReLU(Layer):
    """Leaky ReLU: `ops.leaky_relu`, which documents the argument."""

    def __init__(self, negative_slope: float = 0.01) -> None:
        op = partial(ops.leaky_relu, negative_slope=negative_slope)
        op(np.zeros(()))
        super().__init__(op, {})


class Sigmoid(Layer):
    """Squash to (0, 1): `ops.sigmoid`."""

    def __init__(self) -> None:
        super().__init__(ops.sigmoid, {})


class Tanh(Layer):
    """Squash to (-1, 1): `ops.tanh`."""

    def __init__(self) -> None:
        super().__init__(ops.tanh, {})


class Softmax(Layer):
    """Turn logits into probabilities along one axis of at most four: `ops.softmax`."""

    def __init__(self, axis: int = 1) -> None:
        op = partial(ops.softmax, axis=axis)
        op(np.zeros(())[None, None, None, None])
        super().__init__(op, {})


class LogSoftmax(Layer):
    """Turn logits into log-probabilities along one axis of at most four: `ops.log_softmax`."""

    def __init__(self, axis: int = 1) -> None:
        op = partial(ops.log_softmax, axis=axis)
        op(np.zeros(())[None, None, None, None])
        super().__init__(op, {})


class Flatten(Layer):
    """Flatten every sample to one row, as `ops.flatten` does, but without copies.

    As in PyTorch, the output is a view of x where its memory allows one, and the gradient of x one
    of grad_out: writing into one changes the other.
    """

    def __init__(self) -> None:
        super().__init__(as_rows, {})
