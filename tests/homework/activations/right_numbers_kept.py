"""Activations with numbers of their own, which both passes read from the object."""
import numpy as np


class Softplus:
    def __init__(self, beta=1.0):
        self.beta = beta

    def forward(self, x):
        self.x = x
        return np.logaddexp(0, self.beta * x) / self.beta

    def backward(self, grad):
        return grad / (1 + np.exp(-self.beta * self.x))


class HardTanh:
    def __init__(self, min_val=-1.0, max_val=1.0):
        self.lo, self.hi = min_val, max_val

    def forward(self, x):
        self.inside = (x > self.lo) & (x < self.hi)
        return np.minimum(np.maximum(x, self.lo), self.hi)

    def backward(self, grad):
        return np.where(self.inside, grad, 0)
