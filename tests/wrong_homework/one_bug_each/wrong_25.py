import numpy as np


class AvgPool2D:
    """Non-overlapping average pooling with reshape; NCHW, H and W divisible by k."""

    def __init__(self, k):
        self.k = k

    def forward(self, x):
        N, C, H, W = x.shape
        k = self.k
        return x.reshape(N, C, H // k, k, W // k, k).mean(axis=(3, 5))

    def backward(self, dout):
        k = self.k
        up = np.tile(dout, (1, 1, k, k))
        return up / k ** 2


class GlobalAvgPool:
    def forward(self, x):
        self.hw = x.shape[2:]
        return x.mean(axis=(2, 3))

    def backward(self, dout):
        h, w = self.hw
        return np.ones((1, 1, h, w)) * dout[:, :, None, None] / (h * w)
