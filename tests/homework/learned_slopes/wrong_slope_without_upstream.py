import numpy as np


class PReLULayer:
    def __init__(self, channels):
        self.a = 0.25 * np.ones(channels)

    def forward(self, x):
        self.x = x
        return np.maximum(x, 0) + self.a[None, :, None, None] * np.minimum(x, 0)

    def backward(self, dy):
        self.da = np.minimum(self.x, 0).sum(axis=(0, 2, 3))
        return dy * np.where(self.x > 0, 1, self.a[None, :, None, None])
