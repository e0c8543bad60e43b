import numpy as np


class L1Loss:
    def forward(self, pred, target):
        self.diff = pred - target
        return np.abs(self.diff).mean()

    def backward(self):
        return np.where(self.diff > 0, 1.0, -1.0) / self.diff.size


class SmoothL1Loss:
    def forward(self, pred, target):
        self.diff = pred - target
        a = np.abs(self.diff)
        return np.where(a < 1, 0.5 * a * a, a - 0.5).mean()

    def backward(self):
        return np.clip(self.diff, -1, 1) / self.diff.size


class HuberLoss:
    def __init__(self, delta=1.0):
        self.delta = delta

    def forward(self, pred, target):
        self.diff = pred - target
        a = np.abs(self.diff)
        small = 0.5 * a**2
        large = self.delta * (a - 0.5 * self.delta)
        return np.mean(np.where(a <= self.delta, small, large))

    def backward(self):
        inner = np.abs(self.diff) <= self.delta
        grad = np.where(inner, self.diff, self.delta * np.sign(self.diff))
        return grad / self.diff.size
