import numpy as np


class L2Regularizer:
    def __init__(self, lam=1e-2):
        self.lam = lam

    def forward(self, weights):
        return self.lam / 2 * np.sum(weights**2)

    def backward(self, weights):
        return 2 * self.lam * weights
