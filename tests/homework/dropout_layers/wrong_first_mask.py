import numpy as np


class Dropout:
    """the mask is made when the shape is known, that is in the first call"""

    def __init__(self, p):
        self.p = p
        self.mask = None

    def forward(self, x, training=True):
        if not training:
            return x
        if self.mask is None or self.mask.shape != x.shape:
            self.mask = (np.random.rand(*x.shape) > self.p) / (1 - self.p)
        return x * self.mask

    def backward(self, grad):
        return grad * self.mask
