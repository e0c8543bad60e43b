"""The mean and the variance are taken for constants."""
import numpy as np


class Module:
    def __init__(self):
        self.training = True

    def train(self):
        self.training = True

    def evaluate(self):
        self.training = False


class BatchNorm(Module):
    EPS = 1e-3

    def __init__(self, alpha=0.1):
        super().__init__()
        self.alpha = alpha
        self.moving_mean, self.moving_variance = 0.0, 1.0

    def forward(self, inputs):
        if self.training:
            self.mean = inputs.mean(axis=0)
            self.variance = inputs.var(axis=0)
            self.moving_mean = (1 - self.alpha) * self.moving_mean + self.alpha * self.mean
            self.moving_variance = (1 - self.alpha) * self.moving_variance + self.alpha * self.variance
        else:
            self.mean, self.variance = self.moving_mean, self.moving_variance
        self.normed = (inputs - self.mean) / np.sqrt(self.variance + self.EPS)
        return self.normed

    def backward(self, grad_output):
        return grad_output / np.sqrt(self.variance + self.EPS)
