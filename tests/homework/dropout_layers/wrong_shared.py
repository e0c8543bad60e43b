import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return dout @ self.W.T


class Dropout:
    def __init__(self, rate=0.5):
        self.rate = rate

    def forward(self, x, training=True):
        self.training = training
        if training:
            # one number for every feature
            self.mask = (np.random.rand(x.shape[-1]) >= self.rate) / (1 - self.rate)
            return x * self.mask
        return x

    def backward(self, dout):
        return dout * self.mask if self.training else dout
