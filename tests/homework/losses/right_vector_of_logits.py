import numpy as np


def binary_loss(z, y):
    """z and y are vectors: one logit and one 0 or 1 for every sample"""
    n = z.shape[0]
    assert z.shape == y.shape == (n,)
    total = 0.0
    grad = np.zeros(n)
    for i in range(n):
        a = abs(z[i])
        total += max(z[i], 0) - y[i] * z[i] + np.log1p(np.exp(-a))
        s = 1 / (1 + np.exp(-a))
        grad[i] = ((s if z[i] >= 0 else 1 - s) - y[i]) / n
    return total / n, grad
