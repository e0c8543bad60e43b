import numpy as np


class MulticlassSVMLoss:
    """sum over j != y of max(0, s_j - s_y + margin), averaged over the batch."""

    def __init__(self, margin=1.0):
        self.margin = margin

    def forward(self, scores, labels):
        self.labels = labels
        self.n = len(scores)
        idx = np.arange(self.n)
        diff = scores - scores[idx, labels][:, None] + self.margin
        diff[idx, labels] = 0
        self.active = diff > 0
        return (diff * self.active).sum() / self.n

    def backward(self):
        grad = self.active.astype(float)
        grad[np.arange(self.n), self.labels] -= self.active.sum(axis=1)
        return grad / self.n
