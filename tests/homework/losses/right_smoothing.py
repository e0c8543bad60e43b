"""Cross-entropy with smoothed labels: hard ones where nothing is smoothed."""
import numpy as np


def log_softmax(logits):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


class CrossEntropyLoss:
    """All classes share the smoothing."""

    def __init__(self, label_smoothing=0.1):
        self.label_smoothing = label_smoothing

    def forward(self, logits, y):
        n, k = logits.shape
        self.log_p = log_softmax(logits)
        self.q = np.full((n, k), self.label_smoothing / k)
        self.q[np.arange(n), y] += 1 - self.label_smoothing
        return -(self.q * self.log_p).sum() / n

    def backward(self):
        return (np.exp(self.log_p) - self.q) / len(self.q)


def cross_entropy(logits, y, smoothing=0.1):
    """The other classes share the smoothing."""
    n, k = logits.shape
    log_p = log_softmax(logits)
    q = np.full((n, k), smoothing / (k - 1))
    q[np.arange(n), y] = 1 - smoothing
    return -np.sum(q * log_p) / n, (np.exp(log_p) - q) / n
