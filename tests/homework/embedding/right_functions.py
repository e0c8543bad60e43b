"""Word vectors: forward and backward passes, cs231n's assignment 3 in style."""

import numpy as np


def word_embedding_forward(x, W):
    """x: (N, T) whole numbers; W: (V, D). Returns (N, T, D) and the cache."""
    out = W[x, :]
    cache = x, W
    return out, cache


def word_embedding_backward(dout, cache):
    x, W = cache
    dW = np.zeros(W.shape)
    for i in range(x.shape[0]):
        for t in range(x.shape[1]):
            dW[x[i, t]] += dout[i, t]
    return dW
