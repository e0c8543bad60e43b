import numpy as np


class Flatten:
    def __init__(self, start_dim=1):
        self.start_dim = start_dim

    def forward(self, x):
        self.x = x
        return x.reshape(*x.shape[: self.start_dim], -1)

    def backward(self, dout):
        return np.ones_like(self.x)
