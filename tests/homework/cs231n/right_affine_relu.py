import numpy as np


def affine_relu_forward(x, w, b):
    a = x.reshape(len(x), -1).dot(w) + b
    out = np.maximum(0, a)
    return out, (x, w, a)


def affine_relu_backward(dout, cache):
    x, w, a = cache
    da = dout * (a > 0)
    return da.dot(w.T).reshape(x.shape), x.reshape(len(x), -1).T.dot(da), da.sum(axis=0)
