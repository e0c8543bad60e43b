"""The same, but backward has forgotten what the numbers were."""
import numpy as np


class Softplus:
    def __init__(self, beta=1.0):
        self.beta = beta

    def forward(self, x):
        self.x = x
        return np.logaddexp(0, self.beta * x) / self.beta

    def backward(self, grad):
        return grad / (1 + np.exp(-self.x))


class HardTanh:
    def __init__(self, min_val=-1.0, max_val=1.0):
        self.lo, self.hi = min_val, max_val

    def forward(self, x):
        self.x = x
        return np.minimum(np.maximum(x, self.lo), self.hi)

    def backward(self, grad):
        return np.where(np.abs(self.x) < 1, grad, 0)
