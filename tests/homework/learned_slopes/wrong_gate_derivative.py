import numpy as np


def glu(x):
    a, b = np.split(x, 2, axis=-1)
    return a / (1 + np.exp(-b))


def glu_backward(dout, x):
    a, b = np.split(x, 2, axis=-1)
    s = 1 / (1 + np.exp(-b))
    return np.concatenate([dout * s, dout * s * (1 - s)], axis=-1)
