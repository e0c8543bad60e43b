import numpy as np


def mse_loss(pred, target):
    return ((pred - target) ** 2).mean()


def mse_loss_backward(pred, target):
    return 2 * (pred - target) / target.size


def binary_cross_entropy(p, t, eps=1e-12):
    p = np.clip(p, eps, 1 - eps)
    return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))


def binary_cross_entropy_backward(p, t, eps=1e-12):
    p = np.clip(p, eps, 1 - eps)
    return (p - t) / (p * (1 - p)) / p.size


def cross_entropy(logits, labels):
    shifted = logits - logits.max(axis=1, keepdims=True)
    total = np.log(np.exp(shifted).sum(axis=1))
    return np.mean(total - shifted[np.arange(len(labels)), labels])


def cross_entropy_backward(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    grad = e / e.sum(axis=1, keepdims=True)
    grad[np.arange(len(labels)), labels] -= 1
    return grad / len(labels)
