import numpy as np


class UpSampling2D:
    def forward(self, x):
        self.shape = x.shape
        return np.repeat(np.repeat(x, 2, 2), 2, 3)

    def backward(self, g):
        n, c, h, w = self.shape
        return -g.reshape(n, c, h, 2, w, 2).sum((3, 5))
