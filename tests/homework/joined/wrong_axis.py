import numpy as np


class Concat:
    def __init__(self, axis=1):
        self.axis = axis

    def forward(self, a, b):
        self.size = a.shape[self.axis]
        return np.concatenate([a, b], self.axis)

    def backward(self, dout):
        return dout[:, : self.size], dout[:, self.size :]
