import numpy as np


class ZeroPadding2D:
    def __init__(self, pad):
        self.pad = pad

    def forward(self, x):
        p = self.pad
        return np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), mode="constant")

    def backward(self, dout):
        return dout
