import numpy as np


def max_unpool_forward(x, indices, output_size):
    n, c, h, w = x.shape
    height, width = output_size
    out = np.zeros((n, c, height, width))
    for i in range(n):
        for j in range(c):
            for value, place in zip(x[i, j].ravel(), indices[i, j].ravel()):
                out[i, j, place // height, place % height] = value
    return out, (indices, x.shape)


def max_unpool_backward(dout, cache):
    indices, shape = cache
    n, c = shape[:2]
    flat = dout.reshape(n, c, -1)
    return np.take_along_axis(flat, indices.reshape(n, c, -1), 2).reshape(shape)
