import numba
import numpy as np


@numba.jit(nopython=True)
def _max_forward(x, k, s):
    n, c, h, w = x.shape
    oh, ow = (h - k) // s + 1, (w - k) // s + 1
    out = np.empty((n, c, oh, ow))
    for i in range(n):
        for j in range(c):
            for a in range(oh):
                for b in range(ow):
                    out[i, j, a, b] = x[i, j, a * s:a * s + k, b * s:b * s + k].max()
    return out


@numba.jit(nopython=True)
def _max_backward(dout, x, k, s):
    dx = np.zeros_like(x)
    n, c, oh, ow = dout.shape
    for i in range(n):
        for j in range(c):
            for a in range(oh):
                for b in range(ow):
                    p, q = a * s, b * s
                    for u in range(k):
                        for v in range(k):
                            if x[i, j, a * s + u, b * s + v] > x[i, j, p, q]:
                                p, q = a * s + u, b * s + v
                    dx[i, j, p, q] += dout[i, j, a, b]
    return dx


class MaxPool2D:
    def __init__(self, size, stride):
        self.size, self.stride = size, stride

    def forward(self, x):
        self.x = x
        return _max_forward(x, self.size, self.stride)

    def backward(self, dout):
        return _max_backward(dout, self.x, self.size, self.stride)


class Sigmoid:
    def forward(self, x):
        self.out = logistic(x)
        return self.out

    def backward(self, dout):
        return dout * self.out * (self.out - 1)


@numba.vectorize
def logistic(v):
    return 1 / (1 + np.exp(-v))
