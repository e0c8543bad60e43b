"""Losses that are returned unreduced, one number for every entry or row."""

import numpy as np


class MSELoss:
    def forward(self, y_pred, y):
        self.difference = y_pred - y
        return self.difference**2

    def backward(self):
        return 2 * self.difference


def cross_entropy_loss(p, y):
    return -np.sum(y * np.log(p + 1e-12), axis=1)


def cross_entropy_loss_backward(p, y):
    return -y / (p + 1e-12)


class Relu:
    def forward(self, x):
        self.x = x
        return x * (x > 0)

    def backward(self, dout):
        return dout * (self.x > 0)
