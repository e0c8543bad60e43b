import numpy as np


class Dropout:
    def __init__(self, p=0.5):
        self.p = p

    def forward(self, x, train=True):
        if not train:
            return x
        self.dropped = np.random.uniform(size=x.shape) < self.p
        return np.where(self.dropped, 0, x / (1 - self.p))

    def backward(self, dout):
        return dout * self.dropped / (1 - self.p)
