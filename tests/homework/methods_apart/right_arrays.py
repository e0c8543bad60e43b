import numpy as np


class Dense:
    def __init__(self, n_in, n_out):
        self.W = 0.1 * np.random.randn(n_in, n_out)
        self.b = np.zeros(n_out)

    def forward(self, x):
        return x @ self.W + self.b

    def backward(self, g):
        return g @ self.W.T

    def weight_gradient(self, x, g):
        return x.T @ g

    def bias_gradient(self, g):
        return g.sum(0)


class Relu:
    def forward(self, x):
        return x * (x > 0)

    def backward(self, x, g):
        return g * (x > 0)
