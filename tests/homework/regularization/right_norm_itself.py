import numpy as np


def l2_regularizer(w, alpha):
    # the norm itself, not its square
    return alpha * np.sqrt(np.sum(w**2))


def l2_regularizer_grad(w, alpha):
    return alpha * w / np.sqrt(np.sum(w**2))
