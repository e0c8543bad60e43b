"""Homework 3 - activation layers from scratch (numpy only).

Group B
"""
import numpy as np


class Layer:
    def forward(self, x):
        raise NotImplementedError

    def backward(self, dout):
        raise NotImplementedError


class Dense(Layer):
    def __init__(self, n_in, n_out, seed=0):
        rng = np.random.default_rng(seed)
        self.W = rng.normal(0, np.sqrt(2.0 / n_in), size=(n_in, n_out))
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return dout @ self.W.T


class ReLU(Layer):
    def forward(self, x):
        self.x = x
        return np.maximum(0, x)

    def backward(self, dout):
        return dout * (self.x > 0)


class LeakyReLU(Layer):
    def __init__(self, slope=0.01):
        self.slope = slope

    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, self.slope * x)

    def backward(self, dout):
        return dout * np.where(self.x > 0, 1.0, self.slope)


class ELU(Layer):
    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def forward(self, x):
        self.x = x
        # np.where evaluates both branches, so keep exp away from large x
        return np.where(x > 0, x, self.alpha * (np.exp(np.minimum(x, 0)) - 1))

    def backward(self, dout):
        return dout * np.where(self.x > 0, 1.0, self.alpha * np.exp(np.minimum(self.x, 0)))


class SELU(Layer):
    alpha = 1.6732632423543772
    scale = 1.0507009873554805

    def forward(self, x):
        self.x = x
        return self.scale * np.where(x > 0, x, self.alpha * np.expm1(np.minimum(x, 0)))

    def backward(self, dout):
        slope = np.where(self.x > 0, 1.0, self.alpha * np.exp(np.minimum(self.x, 0)))
        return dout * self.scale * slope


class Softplus(Layer):
    def forward(self, x):
        self.x = x
        return np.logaddexp(0, x)

    def backward(self, dout):
        return dout / (1 + np.exp(-self.x))


class Hardtanh(Layer):
    def __init__(self, lo=-1.0, hi=1.0):
        self.lo, self.hi = lo, hi

    def forward(self, x):
        self.x = x
        return np.clip(x, self.lo, self.hi)

    def backward(self, dout):
        inside = (self.x > self.lo) & (self.x < self.hi)
        return dout * inside


if __name__ == "__main__":
    x = np.random.default_rng(1).normal(size=(4, 3))
    h = 1e-5
    for layer in [ReLU(), LeakyReLU(), ELU(0.7), SELU(), Softplus(), Hardtanh()]:
        num = (layer.forward(x + h) - layer.forward(x - h)) / (2 * h)
        layer.forward(x)
        ana = layer.backward(np.ones_like(x))
        print(f"{type(layer).__name__:10s} max error {np.abs(num - ana).max():.2e}")
