import math

import numpy as np


class Module:
    def __call__(self, x):
        return self.forward(x)


class AdaptiveAvgPool2d(Module):
    def __init__(self, output_size):
        if isinstance(output_size, int):
            output_size = (output_size, output_size)
        self.oh, self.ow = output_size

    def _edges(self, size, count, i):
        return (i * size) // count, math.ceil((i + 1) * size / count)

    def forward(self, x):
        self.x = x
        N, C, H, W = x.shape
        y = np.empty((N, C, self.oh, self.ow))
        for i in range(self.oh):
            top, bottom = self._edges(H, self.oh, i)
            for j in range(self.ow):
                left, right = self._edges(W, self.ow, j)
                y[:, :, i, j] = x[:, :, top:bottom, left:right].mean(axis=(2, 3))
        return y

    def backward(self, dy):
        N, C, H, W = self.x.shape
        dx = np.zeros_like(self.x)
        for i in range(self.oh):
            top, bottom = self._edges(H, self.oh, i)
            for j in range(self.ow):
                left, right = self._edges(W, self.ow, j)
                area = (bottom - top) * (right - left)
                dx[:, :, top:bottom, left:right] += dy[:, :, i, j][:, :, None, None] / area
        return dx
