import numpy as np


class Dropout:
    def __init__(self, p=0.5):
        self.p = p

    def forward(self, x, train=True):
        if not train:
            return x
        self.mask = np.random.rand(*x.shape) >= self.p
        x *= self.mask
        x /= 1 - self.p
        return x

    def backward(self, dout):
        # the scale is forgotten
        return dout * self.mask
