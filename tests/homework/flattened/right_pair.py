import numpy as np


def flatten_forward(x, start_axis=1):
    rest = int(np.prod(x.shape[start_axis:]))
    return x.reshape(x.shape[:start_axis] + (rest,)), x.shape


def flatten_backward(dout, cache):
    return np.reshape(dout, cache)
