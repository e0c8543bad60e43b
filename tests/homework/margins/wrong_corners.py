"""Where their corner is comes into the losses, and into one half of their gradients."""
import numpy as np


class HuberLoss:
    def __init__(self, delta=1.0):
        self.delta = delta

    def forward(self, y_pred, y_true):
        self.d = y_pred - y_true
        far = np.abs(self.d)
        return np.where(
            far <= self.delta, 0.5 * far**2, self.delta * (far - 0.5 * self.delta)
        ).mean()

    def backward(self):
        inside = np.abs(self.d) <= self.delta
        return np.where(inside, self.d, np.sign(self.d)) / self.d.size


def smooth_l1(pred, target, beta):
    d = pred - target
    far = np.abs(d)
    return np.where(far < beta, 0.5 * far**2 / beta, far - 0.5 * beta).mean()


def smooth_l1_backward(pred, target, beta):
    d = pred - target
    return np.where(np.abs(d) < beta, d, np.sign(d)) / d.size
