import numpy as np


class L2_Regularization:
    def __init__(self, lmbda):
        self.lmbda = lmbda

    def forward(self, w):
        return 0.5 * self.lmbda * (w**2).sum()

    def backward(self, w):
        return -self.lmbda * w


class L1_Regularization:
    def __init__(self, lmbda):
        self.lmbda = lmbda

    def forward(self, w):
        return self.lmbda * np.abs(w).sum()

    def backward(self, w):
        return -self.lmbda * np.sign(w)
