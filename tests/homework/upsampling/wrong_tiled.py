import numpy as np


class UpSampling2D:
    def forward(self, x):
        self.shape = x.shape
        return np.tile(x, (1, 1, 2, 2))

    def backward(self, grad):
        n, c, h, w = self.shape
        return grad.reshape(n, c, h, 2, w, 2).sum(axis=(3, 5))
