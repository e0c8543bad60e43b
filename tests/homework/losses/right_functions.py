import numpy as np


def nll(log_probs, y):
    """negative log-likelihood of log-probabilities"""
    n = len(y)
    return -np.sum(log_probs[np.arange(n), y]) / n


def nll_backward(log_probs, y):
    n = len(y)
    dlog = np.zeros(log_probs.shape)
    for i in range(n):
        dlog[i, y[i]] = -1.0 / n
    return dlog


def bce_with_logits(z, t):
    return np.mean(np.logaddexp(0, z) - t * z)


def bce_with_logits_backward(z, t):
    p = np.where(z >= 0, 1 / (1 + np.exp(-np.abs(z))), np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))))
    return (p - t) / t.size
