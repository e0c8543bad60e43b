import numpy as np


def svm_loss(x, y):
    n = x.shape[0]
    correct_scores = x[np.arange(n), y]
    margins = np.maximum(0, x - correct_scores[:, np.newaxis] + 1.0)
    loss = np.sum(margins) / n
    margins[np.arange(n), y] = 0
    num_pos = np.sum(margins > 0, axis=1)
    dx = np.zeros_like(x)
    dx[margins > 0] = 1
    dx[np.arange(n), y] -= num_pos
    dx /= n
    return loss, dx
