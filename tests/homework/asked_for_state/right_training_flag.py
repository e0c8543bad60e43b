"""Layers that store what backward needs in training only; the default is inference."""

import numpy as np


class Sigmoid:
    def forward(self, inputs, training=False):
        out = 1 / (1 + np.exp(-inputs))
        if training:
            self.saved = out
        return out

    def backward(self, grad):
        return grad * self.saved * (1 - self.saved)


class MaxPool2d:
    def __init__(self, kernel_size, stride):
        self.k, self.s = kernel_size, stride

    def forward(self, inputs, training=False):
        n, c, h, w = inputs.shape
        k, s = self.k, self.s
        ho, wo = (h - k) // s + 1, (w - k) // s + 1
        out = np.zeros((n, c, ho, wo))
        for i in range(ho):
            for j in range(wo):
                out[:, :, i, j] = inputs[:, :, i * s : i * s + k, j * s : j * s + k].max((2, 3))
        if training:
            self.saved = inputs
        return out

    def backward(self, grad):
        x = self.saved
        k, s = self.k, self.s
        dx = np.zeros(x.shape)
        n, c, ho, wo = grad.shape
        for a in range(n):
            for b in range(c):
                for i in range(ho):
                    for j in range(wo):
                        window = x[a, b, i * s : i * s + k, j * s : j * s + k]
                        p, q = divmod(int(window.argmax()), window.shape[1])
                        dx[a, b, i * s + p, j * s + q] += grad[a, b, i, j]
        return dx
