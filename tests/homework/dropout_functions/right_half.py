import numpy as np

rng = np.random.RandomState(1)


def dropout_forward(x, inference=False):
    """always one half"""
    if inference:
        return x, None
    mask = rng.randint(0, 2, size=x.shape) * 2.0
    return x * mask, mask


def dropout_backward(dout, mask):
    return dout * mask
