import numpy as np


class Unpooling:
    """The places are counted through the whole batch."""

    def __init__(self, k):
        self.k = k

    def forward(self, x, places):
        n, c, h, w = x.shape
        self.places = places
        out = np.zeros((n, c, h * self.k, w * self.k))
        out.ravel()[places] = x
        return out

    def backward(self, dout):
        return dout.ravel()[self.places]
