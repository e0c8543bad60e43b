from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Iterator

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


class Layer(ABC):
    """call it forwards, then .backward(dy) gives dx and fills .grads()"""

    @abstractmethod
    def __call__(self, x: np.ndarray) -> np.ndarray: ...

    @abstractmethod
    def backward(self, dy: np.ndarray) -> np.ndarray: ...

    def parameters(self) -> list[np.ndarray]:
        return []

    def grads(self) -> list[np.ndarray]:
        return []


class Dense(Layer):
    def __init__(self, n_in: int, n_out: int, rng: np.random.Generator | None = None):
        rng = rng or np.random.default_rng()
        self.W = rng.standard_normal((n_in, n_out)) * np.sqrt(2 / n_in)
        self.b = np.zeros(n_out)

    def __call__(self, x):
        self._x = x
        return np.einsum("ni,io->no", x, self.W) + self.b

    def backward(self, dy):
        self.dW = np.einsum("ni,no->io", self._x, dy)
        self.db = np.einsum("no->o", dy)
        return np.einsum("no,io->ni", dy, self.W)

    def parameters(self):
        return [self.W, self.b]

    def grads(self):
        return [self.dW, self.db]


class Conv2D(Layer):
    def __init__(self, c_in: int, c_out: int, k: int | tuple[int, int], stride: int = 1, padding: int = 0,
                 rng: np.random.Generator | None = None):
        rng = rng or np.random.default_rng()
        self.k = (k, k) if isinstance(k, int) else tuple(k)
        self.stride, self.padding = stride, padding
        self.W = rng.standard_normal((c_out, c_in, *self.k)) / np.sqrt(c_in * self.k[0] * self.k[1])
        self.b = np.zeros(c_out)

    def __call__(self, x):
        p, s = self.padding, self.stride
        self._padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        self._win = sliding_window_view(self._padded, self.k, axis=(-2, -1))[..., ::s, ::s, :, :]
        return np.einsum("bcxyij,ocij->boxy", self._win, self.W, optimize=True) + self.b.reshape(-1, 1, 1)

    def backward(self, dy):
        self.dW = np.einsum("boxy,bcxyij->ocij", dy, self._win, optimize=True)
        self.db = np.einsum("boxy->o", dy)
        d_win = np.einsum("boxy,ocij->bcxyij", dy, self.W, optimize=True)
        # scatter through a writeable window view, tap by tap: no two entries of one tap overlap
        dx = np.zeros_like(self._padded)
        s = self.stride
        view = sliding_window_view(dx, self.k, axis=(-2, -1), writeable=True)[..., ::s, ::s, :, :]
        for i, j in np.ndindex(*self.k):
            view[..., i, j] += d_win[..., i, j]
        p = self.padding
        return dx[..., p:dx.shape[-2] - p, p:dx.shape[-1] - p]

    def parameters(self):
        return [self.W, self.b]

    def grads(self):
        return [self.dW, self.db]


class MaxPool2D(Layer):
    def __init__(self, k: int = 2, stride: int | None = None):
        self.k, self.stride = k, stride or k

    def __call__(self, x):
        k, s = self.k, self.stride
        self._shape = x.shape
        win = sliding_window_view(x, (k, k), axis=(-2, -1))[..., ::s, ::s, :, :]
        win = win.reshape(*win.shape[:-2], -1)
        self._arg = win.argmax(-1)
        return win.max(-1)

    def backward(self, dy):
        k, s = self.k, self.stride
        dx = np.zeros(self._shape)
        view = sliding_window_view(dx, (k, k), axis=(-2, -1), writeable=True)[..., ::s, ::s, :, :]
        for t in range(k * k):
            view[..., t // k, t % k] += dy * (self._arg == t)
        return dx


class LeakyReLU(Layer):
    def __init__(self, slope: float = 0.1):
        self.slope = slope

    def __call__(self, x):
        self._d = np.where(x > 0, 1.0, self.slope)
        return x * self._d

    def backward(self, dy):
        return dy * self._d


class Flatten(Layer):
    def __call__(self, x):
        self._shape = x.shape
        return x.reshape(x.shape[0], -1)

    def backward(self, dy):
        return dy.reshape(self._shape)


class Sequential(Layer):
    def __init__(self, *layers: Layer):
        self.layers = layers

    def __iter__(self) -> Iterator[Layer]:
        return iter(self.layers)

    def __call__(self, x):
        for layer in self:
            x = layer(x)
        return x

    def backward(self, dy):
        for layer in reversed(self.layers):
            dy = layer.backward(dy)
        return dy

    def parameters(self):
        return [p for layer in self for p in layer.parameters()]

    def grads(self):
        return [g for layer in self for g in layer.grads()]
