# Zadanie 6: normalizacja wsadowa dla warstw splotowych (N, C, H, W)
import numpy as np


def batchnorm2d_forward(x, gamma, beta, stan, tryb="train", eps=1e-5, m=0.1):
    """stan: slownik z kluczami 'srednia' i 'wariancja' (statystyki biegnace)"""
    g = gamma.reshape(1, -1, 1, 1)
    b = beta.reshape(1, -1, 1, 1)
    if tryb == "train":
        mu = x.mean(axis=(0, 2, 3), keepdims=True)
        var = x.var(axis=(0, 2, 3), keepdims=True)
        stan["srednia"] = (1 - m) * stan["srednia"] + m * mu.ravel()
        stan["wariancja"] = (1 - m) * stan["wariancja"] + m * var.ravel()
        odch = np.sqrt(var + eps)
        xn = (x - mu) / odch
        return g * xn + b, (xn, odch, gamma)
    mu = stan["srednia"].reshape(1, -1, 1, 1)
    odch = (stan["wariancja"] + eps).reshape(1, -1, 1, 1)
    xn = (x - mu) / odch
    return g * xn + b, None


def batchnorm2d_backward(dout, cache):
    xn, odch, gamma = cache
    osie = (0, 2, 3)
    dgamma = (dout * xn).sum(axis=osie)
    dbeta = dout.sum(axis=osie)
    dxn = dout * gamma.reshape(1, -1, 1, 1)
    dx = (dxn - dxn.mean(axis=osie, keepdims=True)
          - xn * (dxn * xn).mean(axis=osie, keepdims=True)) / odch
    return dx, dgamma, dbeta


def sigmoid_forward(x):
    out = 1 / (1 + np.exp(-x))
    return out, out


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
