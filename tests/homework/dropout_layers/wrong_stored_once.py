import numpy as np


class Dropout:
    def __init__(self, p=0.5):
        self.p = p
        self.mask = None

    def forward(self, x, train=True):
        if not train:
            return x
        mask = (np.random.rand(*x.shape) >= self.p) / (1 - self.p)
        if self.mask is None:
            self.mask = mask
        return x * mask

    def backward(self, dout):
        return dout * self.mask
