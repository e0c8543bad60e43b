"""Windows of images."""

import numpy as np


def pad(x, p):
    return np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))


def patches(x, k, s):
    """(n, c, h, w) -> (n, rows, columns, c, k, k)"""
    n, c, h, w = x.shape
    rows, columns = (h - k) // s + 1, (w - k) // s + 1
    out = np.empty((n, rows, columns, c, k, k), dtype=x.dtype)
    for i in range(rows):
        for j in range(columns):
            out[:, i, j] = x[:, :, i * s : i * s + k, j * s : j * s + k]
    return out
