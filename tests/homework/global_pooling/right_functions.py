import numpy as np


def global_avg_pool_forward(x):
    """x: (N, C, H, W); out: (N, C, 1, 1)"""
    out = x.mean(axis=(2, 3), keepdims=True)
    cache = x.shape
    return out, cache


def global_avg_pool_backward(dout, cache):
    N, C, H, W = cache
    return np.broadcast_to(dout / (H * W), (N, C, H, W)).copy()


def global_max_pool_forward(x):
    N, C, H, W = x.shape
    out = x.reshape(N, C, -1).max(axis=2).reshape(N, C, 1, 1)
    return out, x


def global_max_pool_backward(dout, x):
    N, C, H, W = x.shape
    dx = np.zeros_like(x)
    for n in range(N):
        for c in range(C):
            i, j = np.unravel_index(np.argmax(x[n, c]), (H, W))
            dx[n, c, i, j] = dout[n, c, 0, 0]
    return dx
