"""backward(lr) updates; calc_gradient(error) returns the gradient of the input."""

import numpy as np


class FullyConnect:
    def __init__(self, n_in, n_out):
        self.weights = np.random.standard_normal((n_in, n_out)) / 10
        self.bias = np.zeros(n_out)
        self.w_gradient = np.zeros(self.weights.shape)
        self.b_gradient = np.zeros(self.bias.shape)

    def forward(self, x):
        self.x = x
        return np.dot(x, self.weights) + self.bias

    def calc_gradient(self, error):
        self.w_gradient = np.dot(self.x.T, error)
        self.b_gradient = error.sum(axis=0)
        return np.dot(error, self.weights.T)

    def backward(self, lr):
        self.weights = self.weights - lr * self.w_gradient
        self.bias = self.bias - lr * self.b_gradient


class Relu:
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def SGD(self, error):
        return np.where(self.x > 0, error, 0.0)

    def backward(self, lr):
        pass
