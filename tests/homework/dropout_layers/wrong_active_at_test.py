import numpy as np


class Dropout:
    def __init__(self, p=0.5):
        self.p = p
        self.training = True

    def train(self):
        self.training = True

    def eval(self):
        self.training = False

    def forward(self, x):
        self.mask = np.random.rand(*x.shape) >= self.p
        if self.training:
            return x * self.mask / (1 - self.p)
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask / (1 - self.p)
