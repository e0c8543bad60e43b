import numpy as np


class RMSNorm:
    def __init__(self, dim):
        self.scale = np.ones(dim)
        self.eps = 1e-6

    def forward(self, x):
        self.norm = np.sqrt(np.sum(x ** 2, axis=-1, keepdims=True) + self.eps)
        self.unit = x / self.norm
        return self.scale * self.unit

    def backward(self, dy):
        self.dscale = (dy * self.unit).sum(axis=0)
        d = dy * self.scale
        return (d - self.unit * (d * self.unit).sum(axis=-1, keepdims=True)) / self.norm
