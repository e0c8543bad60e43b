import numpy as np


def sigmoid_fwd(x):
    s = 1.0 / (1.0 + np.exp(-x))
    return s, (x, s)


def sigmoid_bwd(ds, cache):
    x, s = cache
    return ds * x * (1.0 - x)


def dense_fwd(x, params):
    y = x @ params["W"] + params["b"]
    return y, (x, params)


def dense_bwd(dy, cache):
    x, params = cache
    grads = {"W": x.T @ dy, "b": dy.sum(0)}
    dx = dy @ params["W"].T
    return dx, grads
