import numpy as np


def flatten_forward(x):
    return x.reshape(x.shape[0], -1), x.shape


def flatten_backward(dout, cache):
    return np.reshape(dout, cache, order="F")
