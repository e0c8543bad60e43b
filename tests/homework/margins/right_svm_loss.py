import numpy as np


def svm_loss(x, y):
    """Multiclass SVM loss. x: scores (N, C), y: labels (N,). Returns loss and gradient on x."""
    num = x.shape[0]
    rows = np.arange(num)
    correct = x[rows, y].reshape(num, 1)
    margins = np.maximum(0.0, x - correct + 1.0)
    margins[rows, y] = 0.0
    loss = margins.sum() / num
    dx = np.zeros_like(x)
    dx[margins > 0] = 1.0
    dx[rows, y] = -(margins > 0).sum(axis=1)
    return loss, dx / num
