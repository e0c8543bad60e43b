import numpy as np


def dropout(x, rate=0.5, training=True, rng=np.random.default_rng(42)):
    if not training:
        return x, lambda dy: dy
    keep = 1 - rate
    mask = rng.random(x.shape) < keep

    def backward(dy):
        return dy * mask / keep

    return x * mask / keep, backward
