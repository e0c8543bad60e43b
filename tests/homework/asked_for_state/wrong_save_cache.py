"""Layers that remember their input only when they are asked to."""

import numpy as np


class Dense:
    def __init__(self, n_in, n_out):
        self.W = np.random.randn(n_in, n_out) * 0.1
        self.b = np.zeros(n_out)
        self.cache = None

    def forward(self, x, save_cache=False):
        if save_cache:
            self.cache = x
        return x @ self.W + self.b

    def backward(self, dout):
        x = self.cache
        self.dW = x.T @ dout
        self.db = dout.mean(axis=0)
        return dout @ self.W.T


class ReLU:
    def __init__(self):
        self.cache = None

    def forward(self, x, save_cache=False):
        if save_cache:
            self.cache = x > 0
        return np.maximum(x, 0)

    def backward(self, dout):
        return np.maximum(dout, 0)
