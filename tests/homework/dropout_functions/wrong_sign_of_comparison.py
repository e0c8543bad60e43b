import numpy as np


def dropout_forward(A, keep_prob):
    D = np.random.rand(A.shape[0], A.shape[1])
    D = (D > keep_prob).astype(int)
    A = A * D
    A = A / keep_prob
    return A, D


def dropout_backward(dA, D, keep_prob):
    dA = dA * D
    dA = dA / keep_prob
    return dA
