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


class Conv2D(Layer):
    """Convolution of X (batch, rows, columns, channels), then the activation."""

    def __init__(self, n_out, kernel_shape, activation="linear", stride=1, pad=0):
        super().__init__()
        self.n_out = n_out
        self.kernel_shape = kernel_shape
        self.stride = stride
        self.pad = pad
        self.activation = initialize_activation(activation)

    def _init_parameters(self, X_shape):
        self.n_in = X_shape[3]
        kh, kw = self.kernel_shape
        W = np.random.randn(kh, kw, self.n_in, self.n_out) * np.sqrt(2.0 / (kh * kw * self.n_in))
        self.parameters = OrderedDict({"W": W, "b": np.zeros((1, self.n_out))})
        self.gradients = OrderedDict({"W": np.zeros_like(W), "b": np.zeros((1, self.n_out))})

    def forward(self, X):
        if self.n_in is None:
            self._init_parameters(X.shape)
        W, b = self.parameters["W"], self.parameters["b"]
        kh, kw = self.kernel_shape
        n, rows, cols, _ = X.shape
        s, p = self.stride, self.pad
        Xp = np.pad(X, ((0, 0), (p, p), (p, p), (0, 0)))
        out_rows = (rows + 2 * p - kh) // s + 1
        out_cols = (cols + 2 * p - kw) // s + 1
        Z = np.empty((n, out_rows, out_cols, self.n_out))
        for i in range(out_rows):
            for j in range(out_cols):
                patch = Xp[:, i * s:i * s + kh, j * s:j * s + kw, :]
                Z[:, i, j, :] = np.einsum("nhwc,hwco->no", patch, W) + b
        self.cache["X"] = X
        self.cache["Z"] = Z
        return self.activation.forward(Z)

    def backward(self, dLdY):
        X, Z = self.cache["X"], self.cache["Z"]
        W = self.parameters["W"]
        kh, kw = self.kernel_shape
        s, p = self.stride, self.pad
        dZ = self.activation.backward(Z, dLdY)
        Xp = np.pad(X, ((0, 0), (p, p), (p, p), (0, 0)))
        dXp = np.zeros(Xp.shape)
        dW = np.zeros(W.shape)
        for i in range(dZ.shape[1]):
            for j in range(dZ.shape[2]):
                g = dZ[:, i, j, :]
                here = (slice(None), slice(i * s, i * s + kh), slice(j * s, j * s + kw))
                dW += np.einsum("nhwc,no->hwco", Xp[here], g)
                dXp[here] += np.einsum("no,hwco->nhwc", g, W)
        self.gradients["W"] = dW
        self.gradients["b"] = dZ.sum(axis=(0, 1, 2)).reshape(1, -1)
        return dXp[:, p:p + X.shape[1], p:p + X.shape[2], :]


class CrossEntropy:
    """Y: one-hot labels, Y_hat: probabilities, both (batch, classes)."""

    def __init__(self, name="cross_entropy"):
        self.name = name

    def forward(self, Y, Y_hat):
        return -np.sum(Y * np.log(Y_hat + 1e-9)) / Y.shape[0]

    def backward(self, Y, Y_hat):
        return -Y / (Y_hat + 1e-9) / Y.shape[0]
