"""Layers for the neural network assignment."""
from abc import ABC, abstractmethod
from collections import OrderedDict
from typing import Tuple

import numpy as np


class Linear:
    def forward(self, Z):
        return Z

    def backward(self, Z, dY):
        return dY


class ReLU:
    def forward(self, Z):
        return np.where(Z > 0, Z, 0.0)

    def backward(self, Z, dY):
        return dY * (Z > 0)


class Sigmoid:
    def forward(self, Z):
        return 1.0 / (1.0 + np.exp(-Z))

    def backward(self, Z, dY):
        Y = self.forward(Z)
        return dY * Y * (1 - Y)


class TanH:
    def forward(self, Z):
        return np.tanh(Z)

    def backward(self, Z, dY):
        return dY * (1 - np.tanh(Z) ** 2)


class SoftMax:
    def forward(self, Z):
        e = np.exp(Z - Z.max(axis=-1, keepdims=True))
        return e / e.sum(axis=-1, keepdims=True)

    def backward(self, Z, dY):
        Y = self.forward(Z)
        return Y * (dY - np.sum(dY * Y, axis=-1, keepdims=True))


def initialize_activation(name):
    table = {"linear": Linear, "relu": ReLU, "sigmoid": Sigmoid, "tanh": TanH, "softmax": SoftMax}
    return table[name.lower()]()


class Layer(ABC):
    def __init__(self):
        self.activation = None
        self.n_in = None
        self.n_out = None
        self.parameters = {}
        self.cache = {}
        self.gradients = {}

    @abstractmethod
    def forward(self, X):
        pass


class FullyConnected(Layer):
    def __init__(self, n_out, activation="linear"):
        super().__init__()
        self.n_out = n_out
        self.activation = initialize_activation(activation)

    def _init_parameters(self, X_shape):
        self.n_in = X_shape[1]
        W = np.random.randn(self.n_in, self.n_out) * np.sqrt(1.0 / self.n_in)
        b = np.zeros((1, self.n_out))
        self.parameters = OrderedDict({"W": W, "b": b})
        self.gradients = OrderedDict({"W": np.zeros_like(W), "b": np.zeros_like(b)})

    def forward(self, X):
        if self.n_in is None:
            self._init_parameters(X.shape)
        Z = X @ self.parameters["W"] + self.parameters["b"]
        self.cache = {"X": X, "Z": Z}
        return self.activation.forward(Z)

    def backward(self, dLdY):
        dZ = self.activation.backward(self.cache["Z"], dLdY)
        self.gradients["W"] += self.cache["X"].T @ dZ
        self.gradients["b"] += dZ.sum(axis=0, keepdims=True)
        return dZ @ self.parameters["W"].T


class Pool2D(Layer):
    def __init__(self, kernel_shape, mode="max", stride=1, pad=0):
        super().__init__()
        self.kernel_shape = kernel_shape
        self.stride = stride
        self.pad = pad
        if mode not in ("max", "average"):
            raise ValueError("unknown mode of pooling: " + mode)
        self.mode = mode

    def forward(self, X):
        kh, kw = self.kernel_shape
        s, p = self.stride, self.pad
        fill = -np.inf if self.mode == "max" else 0.0
        Xp = np.pad(X, ((0, 0), (p, p), (p, p), (0, 0)), constant_values=fill)
        n, H, W, c = Xp.shape
        rows, cols = (H - kh) // s + 1, (W - kw) // s + 1
        pool_fn = np.max if self.mode == "max" else np.mean
        Y = np.empty((n, rows, cols, c))
        for i in range(rows):
            for j in range(cols):
                Y[:, i, j] = pool_fn(Xp[:, i * s:i * s + kh, j * s:j * s + kw], axis=(1, 2))
        self.cache = {"X": X, "Xp": Xp}
        return Y

    def backward(self, dLdY):
        X, Xp = self.cache["X"], self.cache["Xp"]
        kh, kw = self.kernel_shape
        s, p = self.stride, self.pad
        dX = np.zeros(Xp.shape)
        n, rows, cols, c = dLdY.shape
        batch, channel = np.ogrid[:n, :c]
        for i in range(rows):
            for j in range(cols):
                if self.mode == "max":
                    patch = Xp[:, i * s:i * s + kh, j * s:j * s + kw].reshape(n, kh * kw, c)
                    best = patch.argmax(axis=1)
                    dX[batch, i * s + best // kw, j * s + best % kw, channel] += dLdY[:, i, j]
                else:
                    dX[:, i * s:i * s + kh, j * s:j * s + kw] += dLdY[:, i:i + 1, j:j + 1] / (kh * kw)
        return dX[:, p:p + X.shape[1], p:p + X.shape[2]]
