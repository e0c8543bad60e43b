import numpy as np


class FullyConnected:
    """Made without a size of its input, which `build` is told."""

    def __init__(self, n_units):
        self.n_units = n_units
        self.W = self.b = None

    def build(self, input_size):
        self.W = np.random.uniform(-0.5, 0.5, (self.n_units, input_size))
        self.b = np.zeros(self.n_units)

    def forward(self, X):
        self.X = X
        return X @ self.W.T + self.b

    def backward(self, dout):
        self.dW = dout.T @ self.X
        self.db = dout.sum(0)
        return dout @ self.W


class LeakyReLU:
    def __init__(self, alpha=0.1):
        self.alpha = alpha

    def build(self, input_shape):
        self.output_shape = input_shape

    def forward(self, X):
        self.X = X
        return np.where(X > 0, X, self.alpha * X)

    def backward(self, dout):
        return np.where(self.X > 0, dout, self.alpha * dout)
