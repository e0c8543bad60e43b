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
        return 1.0 / (1.0 + np.exp(Z))

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
        self.gradients["W"] = self.cache["X"].T @ dZ
        self.gradients["b"] = dZ.sum(axis=0, keepdims=True)
        return dZ @ self.parameters["W"].T
