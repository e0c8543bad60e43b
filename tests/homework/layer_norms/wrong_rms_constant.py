import numpy as np


def rmsnorm_forward(x, weight, eps=1e-6):
    r = np.sqrt((x ** 2).mean(-1, keepdims=True) + eps)
    y = x / r
    return y * weight, (y, r, weight)


def rmsnorm_backward(dout, cache):
    y, r, weight = cache
    dweight = (dout * y).sum(0)
    dx = dout * weight / r
    return dx, dweight
