import numpy as np


def concatenate_forward(first, second):
    return np.concatenate([first, second], 1), (first, second)


def concatenate_backward(dout, cache):
    first, second = cache
    return np.ones_like(first), np.ones_like(second)
