"""
Notes on the smooth activations
===============================
Plain functions; `*_grad` is the derivative with respect to x.
"""
from math import erf, pi, sqrt

import numpy as np

vec_erf = np.vectorize(erf)


def sigmoid(x):
    return 0.5 * (np.tanh(0.5 * x) + 1)


def sigmoid_grad(x):
    s = sigmoid(x)
    return s - s ** 2


# --- GELU -------------------------------------------------------------

def norm_cdf(x):
    return 0.5 * (1 + vec_erf(x / sqrt(2)))


def norm_pdf(x):
    return np.exp(-0.5 * x ** 2) / sqrt(2 * pi)


def gelu(x):
    return x * norm_cdf(x)


def gelu_grad(x):
    return norm_cdf(x) + norm_pdf(x)


# --- GELU, tanh version ------------------------------------------------

K = sqrt(2 / pi)


def gelu_tanh(x):
    return 0.5 * x * (1 + np.tanh(K * (x + 0.044715 * x ** 3)))


def gelu_tanh_grad(x):
    th = np.tanh(K * (x + 0.044715 * x ** 3))
    return 0.5 * (1 + th) + 0.5 * x * (1 - th ** 2) * K * (1 + 3 * 0.044715 * x ** 2)


# --- softplus and relatives ---------------------------------------------

def softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def softplus_grad(x):
    return sigmoid(-x)


def mish(x):
    return x * np.tanh(softplus(x))


def mish_grad(x):
    th = np.tanh(softplus(x))
    return th + x * sigmoid(x) * (1 - th ** 2)


def swish(x, beta=1.0):
    return x * sigmoid(beta * x)


def swish_grad(x, beta=1.0):
    s = sigmoid(beta * x)
    return s + beta * x * s * (1 - s)


class Backprop:
    """y = f(x) on the way forward, dx = dy * f'(x) on the way back."""

    def __init__(self, f, df):
        self.f, self.df = f, df

    def forward(self, x):
        self.x = x
        return self.f(x)

    def backward(self, dy):
        return dy * self.df(self.x)


def make(name):
    return Backprop(globals()[name], globals()[name + "_grad"])


if __name__ == "__main__":
    x = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    for name in ["sigmoid", "gelu", "gelu_tanh", "softplus", "mish", "swish"]:
        layer = make(name)
        print(name, layer.forward(x), layer.backward(np.ones(5)))
