import numpy as np
from itertools import product

class MaxPool3D:
    def __init__(self, pool_size, stride=None):
        self.k = pool_size
        self.s = stride if stride is not None else pool_size
    def forward(self, x):
        self.x = x
        k, s = self.k, self.s
        n, c = x.shape[:2]
        D, H, W = [(side - k) // s + 1 for side in x.shape[2:]]
        out = np.zeros((n, c, D, H, W))
        self.arg = np.zeros((n, c, D, H, W), dtype=np.int64)
        for d, i, j in product(range(D), range(H), range(W)):
            block = x[:, :, d*s:d*s+k, i*s:i*s+k, j*s:j*s+k].reshape(n, c, -1)
            self.arg[:, :, d, i, j] = block.argmax(-1)
            out[:, :, d, i, j] = block.max(-1)
        return out
    def backward(self, dout):
        k, s = self.k, self.s
        dx = np.zeros_like(self.x)
        for n, c, d, i, j in np.ndindex(*dout.shape):
            a, b, e = np.unravel_index(self.arg[n, c, d, i, j], (k, k, k))
            dx[n, c, d*s+a, i*s+b, j*s+e] += dout[n, c, d, i, j]
        return dx

class AvgPool3D:
    def __init__(self, pool_size, stride=None):
        self.k = pool_size
        self.s = stride if stride is not None else pool_size
    def forward(self, x):
        self.x = x
        k, s = self.k, self.s
        v = np.lib.stride_tricks.sliding_window_view(x, (k, k, k), axis=(2, 3, 4))
        return v[:, :, ::s, ::s, ::s].mean((-3, -2, -1))
    def backward(self, dout):
        k, s = self.k, self.s
        dx = np.zeros_like(self.x)
        for d, i, j in np.ndindex(*dout.shape[2:]):
            dx[:, :, d*s:d*s+k, i*s:i*s+k, j*s:j*s+k] += dout[:, :, d, i, j, None, None, None] / k**3
        return dx
