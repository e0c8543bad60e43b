"""A convolution that learns the size of one image by set_input_shape, and then initialises."""

import numpy as np


class Conv2D:
    def __init__(self, n_filters, filter_shape, stride=1, padding=0):
        self.n_filters = n_filters
        self.filter_shape = filter_shape
        self.stride = stride
        self.padding = padding

    def set_input_shape(self, shape):
        self.input_shape = shape

    def initialize(self, optimizer):
        fh, fw = self.filter_shape
        channels = self.input_shape[0]
        self.W = np.random.randn(self.n_filters, channels, fh, fw) * 0.1
        self.b = np.zeros((self.n_filters, 1))
        self.W_opt = optimizer
        self.b_opt = optimizer

    def forward(self, X):
        p, s = self.padding, self.stride
        fh, fw = self.filter_shape
        self.padded = np.pad(X, ((0, 0), (0, 0), (p, p), (p, p)))
        n, _, h, w = self.padded.shape
        ho, wo = (h - fh) // s + 1, (w - fw) // s + 1
        out = np.zeros((n, self.n_filters, ho, wo))
        for i in range(ho):
            for j in range(wo):
                patch = self.padded[:, :, i * s : i * s + fh, j * s : j * s + fw]
                out[:, :, i, j] = np.tensordot(patch, self.W, ((1, 2, 3), (1, 2, 3)))
        return out + self.b.reshape(1, -1, 1, 1)

    def backward(self, accum_grad):
        p, s = self.padding, self.stride
        fh, fw = self.filter_shape
        grad_w = np.zeros(self.W.shape)
        dpadded = np.zeros(self.padded.shape)
        _, _, ho, wo = accum_grad.shape
        for i in range(ho):
            for j in range(wo):
                rows, cols = slice(i * s, i * s + fh), slice(j * s, j * s + fw)
                g = accum_grad[:, :, i, j]
                grad_w += np.tensordot(g, self.padded[:, :, rows, cols], ((0,), (0,)))
                dpadded[:, :, rows, cols] += np.tensordot(g, self.W, ((1,), (0,)))
        grad_b = accum_grad.sum((0, 2, 3)).reshape(-1, 1)
        self.W = self.W_opt.update(self.W, grad_w)
        self.b = self.b_opt.update(self.b, grad_b)
        h, w = dpadded.shape[2] - p, dpadded.shape[3] - p
        return dpadded[:, :, p:h, p:w]
