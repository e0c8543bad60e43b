import numpy as np


def svm_loss(x, y):
    rows = np.arange(len(x))
    margins = np.maximum(0, x - x[rows, y][:, None] + 1)
    margins[rows, y] = 0
    loss = margins.sum() / len(x)
    grad = (margins > 0).astype(float)
    grad[rows, y] = -grad.sum(axis=1)
    return loss, grad
