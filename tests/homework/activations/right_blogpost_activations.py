# Code for the post "Twelve activation functions and their slopes"
# Every function has the same shape: f(x, derivative=False)

import numpy as np


def relu(x, derivative=False):
    if derivative:
        return np.heaviside(x, 0)
    return np.maximum(x, 0)


def tanh(x, derivative=False):
    t = np.tanh(x)
    if derivative:
        return 1 - t * t
    return t


def elu(x, alpha=1.0, derivative=False):
    if derivative:
        return np.piecewise(x, [x < 0, x >= 0], [lambda t: alpha * np.exp(t), 1])
    return np.piecewise(x, [x < 0, x >= 0], [lambda t: alpha * (np.exp(t) - 1), lambda t: t])


def celu(x, alpha=1.0, derivative=False):
    if derivative:
        return np.piecewise(x, [x < 0, x >= 0], [lambda t: np.exp(t / alpha), 1])
    return np.piecewise(x, [x < 0], [lambda t: alpha * (np.exp(t / alpha) - 1), lambda t: t])


def hard_tanh(x, derivative=False):
    if derivative:
        return np.piecewise(x, [x < -1, (x >= -1) & (x <= 1), x > 1], [0, 1, 0])
    return np.piecewise(x, [x < -1, (x >= -1) & (x <= 1), x > 1], [-1, lambda t: t, 1])


def relu6(x, derivative=False):
    if derivative:
        return np.piecewise(x, [x <= 0, (x > 0) & (x < 6), x >= 6], [0, 1, 0])
    return np.minimum(np.maximum(x, 0), 6)


def hard_swish(x, derivative=False):
    gate = relu6(x + 3) / 6
    if derivative:
        return gate + x * relu6(x + 3, derivative=True) / 6
    return x * gate


def soft_plus(x, derivative=False):
    if derivative:
        return 0.5 + 0.5 * np.tanh(x / 2)
    return np.logaddexp(x, 0)


def log_sigmoid(x, derivative=False):
    if derivative:
        return 0.5 - 0.5 * np.tanh(x / 2)
    return x - np.logaddexp(x, 0)


def gelu(x, derivative=False):
    c = np.sqrt(2 / np.pi)
    u = c * (x + 0.044715 * np.power(x, 3))
    if derivative:
        t = np.tanh(u)
        return 0.5 * (1 + t + x * (1 - t ** 2) * c * (1 + 0.134145 * np.power(x, 2)))
    return 0.5 * x * (1 + np.tanh(u))


class ActivationLayer:
    """Wraps any of the functions above for use between two dense layers."""

    def __init__(self, fn, **kwargs):
        self.fn = fn
        self.kwargs = kwargs

    def forward(self, x):
        self.last_x = x
        return self.fn(x, **self.kwargs)

    def backward(self, grad):
        return grad * self.fn(self.last_x, derivative=True, **self.kwargs)


if __name__ == "__main__":
    grid = np.linspace(-4.05, 4.05, 10)
    for fn in (relu, tanh, elu, celu, hard_tanh, relu6, hard_swish, soft_plus, log_sigmoid, gelu):
        print(fn.__name__, fn(grid).round(2), fn(grid, derivative=True).round(2), sep="\n  ")
