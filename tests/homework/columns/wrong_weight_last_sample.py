import numpy as np


class Dense:
    """Columns: A (n, m), W (n_out, n_in), b (n_out, 1)."""

    def __init__(self, n_in, n_out):
        self.W = np.random.randn(n_out, n_in) * 0.01
        self.b = np.zeros((n_out, 1))

    def forward(self, A):
        self.A = A
        return self.W @ A + self.b

    def backward(self, dZ):
        m = dZ.shape[1]
        self.dW = dZ[:, -1:] @ self.A[:, -1:].T
        self.db = dZ.sum(axis=1, keepdims=True)
        return self.W.T @ dZ


class Tanh:
    def forward(self, Z):
        self.A = np.tanh(Z)
        return self.A

    def backward(self, dA):
        return dA * (1 - self.A ** 2)
