import numpy as np


def unpool_forward(maxima, argmax, hw):
    """`hw` is the size before pooling, `argmax` flat in each plane."""
    n, c = maxima.shape[:2]
    planes = np.zeros((n * c, hw[0] * hw[1]))
    for plane, values, places in zip(
        planes, maxima.reshape(n * c, -1), argmax.reshape(n * c, -1)
    ):
        plane[places] = values
    return planes.reshape(n, c, *hw), argmax


def unpool_backward(dout, cache):
    n, c, h, w = cache.shape
    planes = dout.reshape(n * c, -1)
    found = [plane[places] for plane, places in zip(planes, cache.reshape(n * c, -1))]
    return np.array(found).reshape(n, c, h, w)
