import numpy as np


class LayerNorm:
    def __init__(self, d, eps=1e-5):
        self.g = np.ones(d)
        self.b = np.zeros(d)
        self.eps = eps

    def forward(self, x):
        # x: (batch, time, d)
        mean = x.mean(axis=1, keepdims=True)
        var = ((x - mean) ** 2).mean(axis=-1, keepdims=True)
        self.rstd = 1.0 / np.sqrt(var + self.eps)
        self.xhat = (x - mean) * self.rstd
        return self.g * self.xhat + self.b

    def backward(self, dy):
        self.dg = np.sum(dy * self.xhat, axis=(0, 1))
        self.db = np.sum(dy, axis=(0, 1))
        h = dy * self.g
        m1 = h.mean(axis=-1, keepdims=True)
        m2 = (h * self.xhat).mean(axis=-1, keepdims=True)
        return self.rstd * (h - m1 - self.xhat * m2)
