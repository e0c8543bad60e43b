import numpy as np


def dropout(x, rate=0.5, training=True):
    if not training:
        return x, lambda dy: dy
    keep = 1 - rate
    mask = (np.random.random(x.shape) < keep) / keep

    def backward(dy):
        return dy * mask / keep

    return x * mask, backward
