import numpy as np


def cross_entropy_forward(z, t):
    """z: (K, N) one column per example, t: one-hot (K, N)."""
    z = z - z.max(axis=0)
    a = np.exp(z) / np.exp(z).sum(axis=0)
    m = z.shape[1]
    cost = -np.sum(t * np.log(a + 1e-15)) / m
    return cost, (a, t)


def cross_entropy_backward(cache):
    a, t = cache
    m = a.shape[1]
    return a - t


def linear_forward(A, W, b):
    # W: (n_l, n_{l-1}), b: (n_l, 1), A: (n_{l-1}, m)
    Z = W @ A + b
    return Z, (A, W)


def linear_backward(dZ, cache):
    # dZ already contains 1/m
    A, W = cache
    dW = dZ @ A.T
    db = np.sum(dZ, axis=1, keepdims=True)
    dA = W.T @ dZ
    return dA, dW, db
