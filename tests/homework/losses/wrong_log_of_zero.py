import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_bce(z, y):
    """loss and gradient"""
    p = sigmoid(z)
    loss = -(y * np.log(p) + (1 - y) * np.log(1 - p)).mean()
    return loss, (p - y) / y.size


def nll_loss(logp, y):
    """loss and gradient"""
    grad = np.exp(logp)
    grad[np.arange(len(y)), y] -= 1
    return -logp[np.arange(len(y)), y].mean(), grad / len(y)
