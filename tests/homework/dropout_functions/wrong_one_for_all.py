import numpy as np


def dropout_forward(x, drop_prob, train):
    if not train:
        return x, None
    # samples are rows: every feature gets one number
    mask = np.random.binomial(1, 1 - drop_prob, x.shape[1:]) / (1 - drop_prob)
    return x * mask, mask


def dropout_backward(dout, mask):
    return dout * mask
