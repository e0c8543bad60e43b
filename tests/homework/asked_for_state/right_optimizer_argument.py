"""A layer whose constructor takes an optimizer."""

import numpy as np


class Dense:
    def __init__(self, n_in, n_out, optimizer):
        self.optimizer = optimizer
        self.W = np.random.randn(n_in, n_out) * 0.1
        self.B = np.zeros(n_out)

    def forward(self, X):
        self.X = X
        return X @ self.W + self.B

    def backward(self, dA):
        self.dB = np.sum(dA, axis=0)
        self.dW = self.X.T @ dA
        dZ = dA @ self.W.T
        self.optimizer.update(self)
        return dZ
