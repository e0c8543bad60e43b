import numpy as np


class L2WeightDecay(object):
    """Regularizador L2; devuelve el costo y guarda el gradiente."""

    def __init__(self, lambda_=0.01):
        self.lambda_ = lambda_
        self.w = None

    def forward(self, w):
        self.w = w
        return self.lambda_ * np.linalg.norm(w) ** 2

    def backward(self):
        return 2.0 * self.lambda_ * self.w


def lasso_penalty(w, strength=0.1):
    """Return the penalty together with its subgradient."""
    return strength * np.abs(w).sum(), strength * np.sign(w)
