import numpy as np

def average_pooling_1d(x, k, stride=2):
    n, c, length = x.shape
    out_len = (length - k) // stride + 1
    out = np.zeros((n, c, out_len))
    for i in range(out_len):
        out[:, :, i] = np.mean(x[:, :, i*stride:i*stride+k], axis=2)
    cache = (x.shape, k, stride)
    return out, cache

def average_pooling_1d_backward(dout, cache):
    shape, k, stride = cache
    dx = np.zeros(shape)
    for i in range(dout.shape[2]):
        dx[:, :, i*stride:i*stride+k] += dout[:, :, i, None]
    return dx
