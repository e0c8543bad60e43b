import numpy as np


class NLLLoss:
    def __init__(self, reduction='mean'):
        self.reduction = reduction

    def forward(self, log_p, target):
        self.shape, self.target = log_p.shape, target
        picked = np.take_along_axis(log_p, target[:, None], axis=1)[:, 0]
        return -picked.mean() if self.reduction == 'mean' else -picked.sum()

    def backward(self):
        rows, classes = self.shape
        out = -np.equal.outer(self.target, np.arange(classes)).astype(float)
        return out / rows if self.reduction == 'mean' else out


class BCEWithLogitsLoss:
    def __init__(self, reduction='mean'):
        self.reduction = reduction

    @staticmethod
    def sigmoid(z):
        return .5 + .5 * np.tanh(.5 * z)

    def forward(self, logits, target):
        self.logits, self.target = logits, target
        each = np.where(logits > 0, logits, 0) - logits * target + np.log1p(np.exp(-abs(logits)))
        return each.mean() if self.reduction == 'mean' else each.sum()

    def backward(self):
        out = self.sigmoid(self.logits) - self.target
        return out / out.size if self.reduction == 'mean' else out
