"""gradient(eta) returns the gradient; backward(alpha) updates."""

import numpy as np


class Dense:
    def __init__(self, n_in, n_out):
        self.W = np.random.randn(n_out, n_in) * 0.1
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.W.T + self.b

    def gradient(self, eta):
        self.dW = eta.T @ self.x
        self.db = eta.sum(axis=0)
        return eta @ self.W

    def backward(self, alpha=0.01):
        self.W -= alpha * self.dW
        self.b -= alpha * self.db


class Sigmoid:
    def forward(self, x):
        self.y = 1 / (1 + np.exp(-x))
        return self.y

    def gradient(self, eta):
        return eta * self.y * (1 - self.y)
