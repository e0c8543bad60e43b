import numpy as np


class L1Loss_Regularizer:
    def __init__(self, strength):
        self.strength = strength

    def __call__(self, W):
        return self.strength * np.sum(W)

    def grad(self, W):
        return self.strength * np.sign(W)
