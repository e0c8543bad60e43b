import numpy as np


class GatedLinearUnit:
    def forward(self, x):
        self.x = x
        a, b = np.split(x, 2, axis=-1)
        return a * (1 / (1 + np.exp(-b)))

    def backward(self, dout):
        a, b = np.split(self.x, 2, axis=-1)
        s = 1 / (1 + np.exp(-b))
        return np.concatenate([dout * a * s * (1 - s), dout * s], axis=-1)
