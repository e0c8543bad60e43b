import numpy as np


class Concatenate:
    def __init__(self, axis=1):
        self.axis = axis

    def forward(self, inputs):
        lengths = [one.shape[self.axis] for one in inputs]
        self.ends = np.cumsum(lengths)
        return np.concatenate(inputs, axis=self.axis)

    def backward(self, dout):
        return np.split(dout, self.ends[:-1], axis=self.axis)
