import numpy as np


def dropout(x, training=True):
    """a fifth is dropped, and what is left is scaled as if a fifth were kept"""
    if not training:
        return x, None
    mask = (np.random.rand(*x.shape) > 0.2) / 0.2
    return x * mask, mask


def dropout_backward(dout, mask):
    return dout * mask
