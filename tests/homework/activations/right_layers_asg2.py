import numpy as np

"""
Layer functions for assignment 2. Every forward function returns (out, cache);
the matching backward function receives (dout, cache) and returns dx.
"""


def affine_forward(x, w, b):
    """x: (N, d_1, ..., d_k), w: (D, M), b: (M,)"""
    out = x.reshape(x.shape[0], -1).dot(w) + b
    cache = (x, w, b)
    return out, cache


def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db


def relu_forward(x):
    out = np.maximum(0, x)
    cache = x
    return out, cache


def relu_backward(dout, cache):
    x = cache
    return dout * (x > 0)


def elu_forward(x, alpha=1.0):
    neg = x <= 0
    out = x.copy()
    out[neg] = alpha * (np.exp(x[neg]) - 1)
    cache = (x, alpha)
    return out, cache


def elu_backward(dout, cache):
    x, alpha = cache
    dx = dout.copy()
    neg = x <= 0
    dx[neg] = dout[neg] * alpha * np.exp(x[neg])
    return dx


def gelu_forward(x):
    """tanh approximation, as used by GPT-2"""
    c = np.sqrt(2 / np.pi)
    t = np.tanh(c * (x + 0.044715 * x**3))
    out = 0.5 * x * (1 + t)
    cache = (x, t)
    return out, cache


def gelu_backward(dout, cache):
    x, t = cache
    c = np.sqrt(2 / np.pi)
    du = c * (1 + 3 * 0.044715 * x**2)
    dx = dout * (0.5 * (1 + t) + 0.5 * x * (1 - t**2) * du)
    return dx


def softplus_forward(x, beta=1.0):
    out = np.maximum(x, 0) + np.log1p(np.exp(-beta * np.abs(x))) / beta
    cache = (x, beta)
    return out, cache


def softplus_backward(dout, cache):
    x, beta = cache
    return dout / (1 + np.exp(-beta * x))


def hardswish_forward(x):
    out = x * np.clip(x + 3, 0, 6) / 6
    cache = x
    return out, cache


def hardswish_backward(dout, cache):
    x = cache
    dx = np.zeros_like(dout)
    mid = (x > -3) & (x < 3)
    top = x >= 3
    dx[mid] = dout[mid] * (2 * x[mid] + 3) / 6
    dx[top] = dout[top]
    return dx
