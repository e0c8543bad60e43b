"""The loss has any margin, its gradient that of 1."""
import numpy as np


def multiclass_hinge(scores, y, margin=1.0):
    n = len(y)
    behind = np.maximum(0, scores - scores[range(n), y][:, None] + margin)
    behind[range(n), y] = 0
    return behind.sum() / n


def multiclass_hinge_grad(scores, y, margin=1.0):
    n = len(y)
    behind = scores - scores[range(n), y][:, None] + 1.0 > 0
    grad = behind.astype(float)
    grad[range(n), y] = 0
    grad[range(n), y] = -grad.sum(axis=1)
    return grad / n
