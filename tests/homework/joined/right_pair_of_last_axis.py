import numpy as np


def concat_forward(a, b):
    """Channels come last: (N, H, W, C)."""
    return np.concatenate((a, b), axis=3), a.shape[3]


def concat_backward(dout, cache):
    return [dout[..., :cache], dout[..., cache:]]
