"""Losses whose backward takes the prediction and the target again."""

import numpy as np


class MSELoss:
    def forward(self, y_pred, y):
        return np.mean((y_pred - y) ** 2)

    def backward(self, y_pred, y):
        return 2 * (y_pred - y) / y.size


class SoftmaxCrossEntropy:
    def forward(self, y_pred, y):
        shifted = y_pred - y_pred.max(axis=1, keepdims=True)
        logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return -np.mean(logs[np.arange(len(y)), y])

    def backward(self, y_pred, y):
        powers = np.exp(y_pred - y_pred.max(axis=1, keepdims=True))
        grad = powers / powers.sum(axis=1, keepdims=True)
        grad[np.arange(len(y)), y] -= 1
        return grad / len(y)
