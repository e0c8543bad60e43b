import numpy as np


def channel_concat(*xs):
    return np.concatenate(xs, axis=1), [x.shape[1] for x in xs]


def d_channel_concat(dy, sizes):
    return tuple(np.split(dy, sizes[:-1], axis=1))
