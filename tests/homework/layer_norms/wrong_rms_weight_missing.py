import numpy as np
class RMSNorm:
    def __init__(self, dim, eps=1e-6):
        self.eps = eps
        self.weight = np.ones(dim)
    def forward(self, x):
        self.x = x
        self.r = np.sqrt((x * x).mean(-1, keepdims=True) + self.eps)
        return self.weight * x / self.r
    def backward(self, g):
        xh = self.x / self.r
        self.dweight = (g * xh).sum(0)
        return (g - xh * (g * xh).mean(-1, keepdims=True)) / self.r
