import numpy as np


def l1_regularization(W, lam):
    return lam * np.sum(np.abs(W))


def l1_regularization_gradient(W, lam):
    return lam * np.abs(W)
