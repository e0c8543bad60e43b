import numpy as np


def avgpool_forward(x, pool=2, stride=2):
    """x: one image of shape (C, H, W)"""
    C, H, W = x.shape
    oh = 1 + (H - pool) // stride
    ow = 1 + (W - pool) // stride
    y = np.zeros((C, oh, ow))
    for c in range(C):
        for r in range(oh):
            for q in range(ow):
                y[c, r, q] = x[c, r*stride:r*stride+pool, q*stride:q*stride+pool].mean()
    return y, (x.shape, pool, stride)


def avgpool_backward(dy, cache):
    shape, pool, stride = cache
    dx = np.zeros(shape)
    C, oh, ow = dy.shape
    for c in range(C):
        for r in range(oh):
            for q in range(ow):
                share = dy[c, r, q] / pool
                dx[c, r*stride:r*stride+pool, q*stride:q*stride+pool] += share
    return dx


def flatten_forward(x):
    return x.reshape(-1), x.shape


def flatten_backward(dy, cache):
    return dy.reshape(cache)
