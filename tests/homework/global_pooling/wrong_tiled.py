import numpy as np


class GlobalAveragePool2d:
    def __call__(self, x):
        self.x_shape = x.shape
        N, C, H, W = x.shape
        return x.reshape(N, C, H * W).mean(-1)

    def backward(self, g):
        N, C, H, W = self.x_shape
        # one copy of the gradient for every pixel
        return np.tile(g.ravel(), H * W).reshape(N, C, H, W) / (H * W)
