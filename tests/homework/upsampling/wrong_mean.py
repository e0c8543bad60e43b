import numpy as np


class UpSampling2D:
    def __init__(self, size=2):
        self.size = size

    def forward(self, x):
        return np.kron(x, np.ones((1, 1, self.size, self.size)))

    def backward(self, dout):
        n, c, h, w = dout.shape
        s = self.size
        return dout.reshape(n, c, h // s, s, w // s, s).mean(axis=(3, 5))
