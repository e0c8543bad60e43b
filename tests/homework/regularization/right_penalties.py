"""Weight penalties that a training loop adds to its loss."""

import numpy as np


class L2Regularization:
    """lam / 2 * ||w||^2"""

    def __init__(self, alpha):
        self.alpha = alpha

    def __call__(self, w):
        return 0.5 * self.alpha * np.sum(w**2)

    def grad(self, w):
        return self.alpha * w


class L1Regularization:
    """lam * |w|"""

    def __init__(self, alpha):
        self.alpha = alpha

    def __call__(self, w):
        return self.alpha * np.sum(np.abs(w))

    def grad(self, w):
        return self.alpha * np.sign(w)
