"""Small, strictly typed CNN building blocks (float64, NCHW)."""
from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Optional, Protocol, Tuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Pair = Tuple[int, int]


class Padding(str, Enum):
    VALID = "valid"
    SAME = "same"


class Differentiable(Protocol):
    def apply(self, x: Array) -> Array: ...

    def pullback(self, cotangent: Array) -> Array: ...


@dataclass
class Parameter:
    data: Array
    grad: Optional[Array] = None

    def sgd(self, lr: float) -> None:
        assert self.grad is not None, "pullback() has not been called"
        self.data = self.data - lr * self.grad


@dataclass(frozen=True)
class ConvSpec:
    in_channels: int
    out_channels: int
    kernel: Pair
    stride: Pair = (1, 1)
    padding: Padding = Padding.VALID

    def pads(self, size: Pair) -> Tuple[Pair, Pair]:
        if Padding(self.padding) is Padding.VALID:
            return (0, 0), (0, 0)
        out = []
        for n, k, s in zip(size, self.kernel, self.stride):
            steps = (n + s - 1) // s
            total = max(k + (steps - 1) * s - n, 0)
            out.append((total // 2, total - total // 2))
        return out[0], out[1]


@dataclass
class SpatialConvolution:
    spec: ConvSpec
    seed: int = 0
    weight: Parameter = field(init=False)
    bias: Parameter = field(init=False)
    _patches: Optional[Array] = field(default=None, init=False, repr=False)
    _geometry: Optional[tuple] = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        rng = np.random.default_rng(self.seed)
        kh, kw = self.spec.kernel
        shape = (self.spec.out_channels, self.spec.in_channels, kh, kw)
        self.weight = Parameter(rng.normal(scale=(2.0 / (shape[1] * kh * kw)) ** 0.5, size=shape))
        self.bias = Parameter(np.zeros(shape[0]))

    def apply(self, x: Array) -> Array:
        if x.ndim != 4 or x.shape[1] != self.spec.in_channels:
            raise ValueError(f"expected (N, {self.spec.in_channels}, H, W), got {x.shape}")
        (top, bottom), (left, right) = self.spec.pads((x.shape[2], x.shape[3]))
        padded = np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)))
        windows = np.lib.stride_tricks.sliding_window_view(padded, self.spec.kernel, axis=(2, 3))
        self._patches = windows[:, :, :: self.spec.stride[0], :: self.spec.stride[1]]
        self._geometry = (x.shape, padded.shape, top, left)
        y = np.tensordot(self._patches, self.weight.data, axes=((1, 4, 5), (1, 2, 3)))
        return np.moveaxis(y + self.bias.data, -1, 1)

    def pullback(self, cotangent: Array) -> Array:
        assert self._patches is not None and self._geometry is not None
        x_shape, padded_shape, top, left = self._geometry
        self.weight.grad = np.tensordot(cotangent, self._patches, axes=((0, 2, 3), (0, 2, 3)))
        self.bias.grad = cotangent.sum(axis=(0, 2, 3))
        (kh, kw), (sh, sw) = self.spec.kernel, self.spec.stride
        rows, cols = cotangent.shape[2:]
        dx = np.zeros(padded_shape)
        for u in range(kh):
            for v in range(kw):
                contribution = np.tensordot(cotangent, self.weight.data[:, :, u, v], axes=((1,), (0,)))
                dx[:, :, u : u + sh * rows : sh, v : v + sw * cols : sw] += np.moveaxis(contribution, -1, 1)
        return dx[:, :, top : top + x_shape[2], left : left + x_shape[3]]


@dataclass
class SpatialMaxPooling:
    window: Pair = (2, 2)
    stride: Pair = (2, 2)
    _route: Optional[tuple] = field(default=None, init=False, repr=False)

    def apply(self, x: Array) -> Array:
        view = np.lib.stride_tricks.sliding_window_view(x, self.window, axis=(2, 3))
        view = view[:, :, :: self.stride[0], :: self.stride[1]]
        flat = view.reshape(*view.shape[:4], -1)
        winner = np.argmax(flat, axis=-1)
        self._route = (winner, x.shape)
        return np.take_along_axis(flat, winner[..., np.newaxis], axis=-1)[..., 0]

    def pullback(self, cotangent: Array) -> Array:
        assert self._route is not None
        winner, shape = self._route
        n, c, i, j = np.indices(winner.shape)
        dr, dc = np.unravel_index(winner, self.window)
        rows, cols = i * self.stride[0] + dr, j * self.stride[1] + dc
        flat_index = np.ravel_multi_index((n, c, rows, cols), shape)
        out = np.bincount(flat_index.ravel(), weights=cotangent.ravel(), minlength=int(np.prod(shape)))
        return out.reshape(shape)


@dataclass
class Affine:
    fan_in: int
    fan_out: int
    seed: int = 0
    weight: Parameter = field(init=False)
    bias: Parameter = field(init=False)
    _x: Optional[Array] = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        rng = np.random.default_rng(self.seed)
        self.weight = Parameter(rng.normal(scale=self.fan_in ** -0.5, size=(self.fan_in, self.fan_out)))
        self.bias = Parameter(np.zeros(self.fan_out))

    def apply(self, x: Array) -> Array:
        self._x = x
        return x @ self.weight.data + self.bias.data

    def pullback(self, cotangent: Array) -> Array:
        assert self._x is not None
        self.weight.grad = self._x.T @ cotangent
        self.bias.grad = cotangent.sum(axis=0)
        return cotangent @ self.weight.data.T


@dataclass
class LeakyRectifier:
    negative_slope: float = 0.01
    _slope: Optional[Array] = field(default=None, init=False, repr=False)

    def apply(self, x: Array) -> Array:
        self._slope = np.where(x > 0, 1.0, self.negative_slope)
        return self._slope * x

    def pullback(self, cotangent: Array) -> Array:
        assert self._slope is not None
        return self._slope * cotangent


@dataclass
class Logistic:
    _y: Optional[Array] = field(default=None, init=False, repr=False)

    def apply(self, x: Array) -> Array:
        z = np.exp(-np.abs(x))
        self._y = np.where(x < 0, z, 1.0) / (1.0 + z)
        return self._y

    def pullback(self, cotangent: Array) -> Array:
        assert self._y is not None
        return cotangent * self._y * (1.0 - self._y)


@dataclass(frozen=True)
class LossResult:
    value: float
    gradient: Array


def cross_entropy_with_logits(logits: Array, labels: npt.NDArray[np.int64]) -> LossResult:
    """Mean negative log-likelihood of integer labels and its gradient with respect to the logits."""
    n = logits.shape[0]
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    gradient = np.exp(log_p)
    gradient[np.arange(n), labels] -= 1.0
    return LossResult(float(-log_p[np.arange(n), labels].mean()), gradient / n)


def mean_squared_error(prediction: Array, target: Array) -> LossResult:
    diff = prediction - target
    return LossResult(float(np.mean(diff * diff)), 2.0 * diff / diff.size)
