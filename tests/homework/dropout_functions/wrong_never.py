import numpy as np


def dropout_forward(x, p=0.5, training=True):
    mask = np.random.rand(*x.shape) > p
    if training:
        # a copy, of which nobody hears again
        out = x.copy()
        out * mask / (1 - p)
        return out, mask
    return x, None


def dropout_backward(dout, mask):
    return dout
