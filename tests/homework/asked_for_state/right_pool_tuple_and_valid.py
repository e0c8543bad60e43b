"""A pooling that unpacks its size, and names its padding."""

import numpy as np


class MaxPool:
    def __init__(self, pool_size, stride=2, padding="valid"):
        self.h = pool_size[0]
        self.w = pool_size[1]
        self.stride = stride
        self.padding = padding

    def forward(self, x):
        if self.padding != "valid":
            raise ValueError(self.padding)
        self.x = x
        s = self.stride
        ho = (x.shape[2] - self.h) // s + 1
        wo = (x.shape[3] - self.w) // s + 1
        out = np.zeros((x.shape[0], x.shape[1], ho, wo))
        for i in range(ho):
            for j in range(wo):
                out[:, :, i, j] = x[:, :, i * s : i * s + self.h, j * s : j * s + self.w].max((2, 3))
        return out

    def backward(self, dout):
        dx = np.zeros(self.x.shape)
        s = self.stride
        for n, c, i, j in np.ndindex(dout.shape):
            window = self.x[n, c, i * s : i * s + self.h, j * s : j * s + self.w]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[n, c, i * s + a, j * s + b] += dout[n, c, i, j]
        return dx
