import numpy as np


class GlobalAvgPool:
    def forward(self, x):
        self.shape = x.shape
        return x.mean(axis=(2, 3))

    def backward(self, dout):
        n, c, h, w = self.shape
        return np.repeat(np.repeat(dout[:, :, None, None], h, axis=2), w, axis=3)
