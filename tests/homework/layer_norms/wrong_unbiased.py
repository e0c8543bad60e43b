import numpy as np


class LayerNorm:
    def __init__(self, d, eps=1e-6):
        self.a = np.ones(d)
        self.b = np.zeros(d)
        self.eps = eps

    def forward(self, x):
        mean = x.mean(-1, keepdims=True)
        var = x.var(-1, ddof=1, keepdims=True)
        return self.a * (x - mean) / np.sqrt(var + self.eps) + self.b
