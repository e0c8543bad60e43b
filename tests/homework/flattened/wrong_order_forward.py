import numpy as np


class Flatten:
    def __init__(self, start_axis=1):
        self.start_axis = start_axis

    def forward(self, x):
        self.shape = x.shape
        return np.reshape(x, (*x.shape[: self.start_axis], -1), order="F")

    def backward(self, dout):
        return dout.reshape(self.shape)
