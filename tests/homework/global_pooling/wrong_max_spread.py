import numpy as np


def globalMaxPoolForward(A_prev):
    A = np.amax(A_prev, axis=(2, 3))
    return A, A_prev


def globalMaxPoolBackward(dA, cache):
    A_prev = cache
    m, n_C, n_H, n_W = A_prev.shape
    dA_prev = np.zeros(A_prev.shape)
    for i in range(m):
        for c in range(n_C):
            dA_prev[i, c] += dA[i, c] / (n_H * n_W)
    return dA_prev
