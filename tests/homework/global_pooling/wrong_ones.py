import numpy as np


class GlobalAvgPooling2D:
    def __init__(self):
        self.cache = None

    def forward_pass(self, x):
        self.cache = x
        return np.average(x, axis=(-2, -1))

    def backward_pass(self, dout):
        x = self.cache
        return np.ones(x.shape) / (x.shape[-1] * x.shape[-2])
