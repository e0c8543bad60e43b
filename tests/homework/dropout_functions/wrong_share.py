import numpy as np


def dropout_forward(A, keep_prob):
    # a left-over of the first try
    D = np.random.rand(A.shape[0], A.shape[1])
    D = (D < 0.5).astype(int)
    A = A * D / keep_prob
    return A, D


def dropout_backward(dA, D, keep_prob):
    return dA * D / keep_prob
