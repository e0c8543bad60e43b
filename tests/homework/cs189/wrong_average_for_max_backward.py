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
        for i in range(rows):
            for j in range(cols):
                dX[:, i * s:i * s + kh, j * s:j * s + kw] += dLdY[:, i:i + 1, j:j + 1] / (kh * kw)
        return dX[:, p:p + X.shape[1], p:p + X.shape[2]]


class Flatten(Layer):
    def forward(self, X):
        self.cache["shape"] = X.shape
        return X.reshape(X.shape[0], -1)

    def backward(self, dLdY):
        return dLdY.reshape(self.cache["shape"])
