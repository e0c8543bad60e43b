import numpy as np


class NearestUpsample2D:
    def __init__(self, scale=2):
        self.scale = scale

    def forward(self, x):
        self.x = x
        return x.repeat(self.scale, 2).repeat(self.scale, 3)

    def backward(self, grad):
        return np.ones_like(self.x) * self.scale * self.scale
