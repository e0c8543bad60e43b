import numpy as np


class UpSampling2D:
    """Repeats rows and columns, channels first."""

    def __init__(self, scale=2):
        self.scale = scale

    def forward(self, x):
        self.shape = x.shape
        return x.repeat(self.scale, axis=2).repeat(self.scale, axis=3)

    def backward(self, grad):
        n, c, h, w = self.shape
        s = self.scale
        return grad.reshape(n, c, h, s, w, s).sum(axis=(3, 5))
