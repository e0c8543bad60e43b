import numpy as np


class Dropout:
    def __init__(self, p=0.5):
        self.p = p
        self.mode = "train"

    def forward(self, x):
        if self.mode == "test":
            return x
        keep = np.random.uniform(size=x.shape) >= self.p
        return np.where(keep, x / (1 - self.p), 0)

    def backward(self, dout):
        return dout


class SpatialDropout:
    def __init__(self, p=0.5):
        self.p = p
        self.mode = "train"

    def forward(self, x):
        if self.mode == "test":
            return x
        self.keep = (np.random.uniform(size=x.shape) >= self.p) / (1 - self.p)
        return x * self.keep

    def backward(self, dout):
        return dout * self.keep
