import numpy as np

# HW2 - fully connected network pieces


def affine_forward(x, w, b):
    """x: (N, d1, ..., dk), w: (D, M), b: (M,)"""
    out = x.reshape(x.shape[0], -1).dot(w) + b
    cache = (x, w, b)
    return out, cache


def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = dout.sum(axis=0)
    return dx, dw, db


def relu_forward(x):
    out = np.maximum(0, x)
    cache = x
    return out, cache


def relu_backward(dout, cache):
    x = cache
    dx = dout * (x > 0)
    return dx


def mse_loss(pred, target):
    """Mean over all the elements. Returns loss and gradient wrt pred."""
    diff = pred - target
    loss = np.mean(diff ** 2)
    dpred = 2.0 * diff / diff.shape[0]
    return loss, dpred
