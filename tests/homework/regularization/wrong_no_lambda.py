import numpy as np


class RidgePenalty:
    """L2 penalty."""

    def __init__(self, alpha=0.1):
        self.alpha = alpha

    def loss(self, w):
        return 0.5 * self.alpha * np.sum(w * w)

    def gradient(self, w):
        return w


class L2Penalty:
    def __init__(self, alpha=0.1):
        self.alpha = alpha

    def loss(self, w):
        return 0.5 * self.alpha * np.sum(w * w)

    def gradient(self, w):
        return w
