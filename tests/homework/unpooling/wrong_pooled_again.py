import numpy as np


def max_unpooling_forward(x, indices, kernel_size):
    n, c, h, w = x.shape
    out = np.zeros((n, c, h * kernel_size, w * kernel_size))
    for i, j, y, z in np.ndindex(n, c, h, w):
        row, col = divmod(indices[i, j, y, z], w * kernel_size)
        out[i, j, row, col] = x[i, j, y, z]
    return out, kernel_size


def max_unpooling_backward(dout, cache):
    k = cache
    n, c, h, w = dout.shape
    return dout.reshape(n, c, h // k, k, w // k, k).max((3, 5))
