import numpy as np


def softmax_loss(scores, y):
    """loss and gradient"""
    scores = scores - scores.max(1, keepdims=True)
    log_p = scores - np.log(np.exp(scores).sum(1, keepdims=True))
    rows = np.arange(len(y))
    grad = np.exp(log_p)
    grad[rows, y - 1] -= 1
    return -log_p[rows, y].mean(), grad / len(y)
