import numpy as np


def svm_loss_vectorized(W, X, y, reg):
    """The loss of a linear classifier with L2: no loss of scores alone."""
    n = X.shape[0]
    scores = X.dot(W)
    good = scores[np.arange(n), y][:, np.newaxis]
    margins = np.maximum(0, scores - good + 1)
    margins[np.arange(n), y] = 0
    loss = margins.sum() / n + reg * np.sum(W * W)
    mask = (margins > 0).astype(float)
    mask[np.arange(n), y] = -mask.sum(axis=1)
    dW = X.T.dot(mask) / n + 2 * reg * W
    return loss, dW


class BinaryHinge:
    """max(0, 1 - y * score) with labels of -1 and 1."""

    def forward(self, scores, y):
        self.scores, self.y = scores, y
        return np.mean(np.maximum(0, 1 - y * scores))

    def backward(self):
        return np.where(self.y * self.scores < 1, -self.y, 0) / self.y.size
