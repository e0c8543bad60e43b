"""A convolution whose dilation counts the holes between the entries of a kernel: 0 is none."""

import numpy as np


class Conv2D:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=0):
        fh, fw = kernel_size
        self.W = np.random.randn(out_channels, in_channels, fh, fw) * 0.1
        self.b = np.zeros(out_channels)
        self.stride, self.padding, self.step = stride, padding, dilation + 1

    def windows(self, shape):
        fh, fw = self.W.shape[2:]
        s, d = self.stride, self.step
        ho = (shape[2] - d * (fh - 1) - 1) // s + 1
        wo = (shape[3] - d * (fw - 1) - 1) // s + 1
        for i in range(ho):
            for j in range(wo):
                rows = slice(i * s, i * s + d * (fh - 1) + 1, d)
                cols = slice(j * s, j * s + d * (fw - 1) + 1, d)
                yield i, j, rows, cols

    def forward(self, x):
        p = self.padding
        self.x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        found = list(self.windows(self.x.shape))
        ho, wo = found[-1][0] + 1, found[-1][1] + 1
        out = np.zeros((len(x), len(self.W), ho, wo))
        for i, j, rows, cols in found:
            patch = self.x[:, :, rows, cols]
            out[:, :, i, j] = np.tensordot(patch, self.W, ((1, 2, 3), (1, 2, 3))) + self.b
        return out

    def backward(self, dout):
        p = self.padding
        dx = np.zeros(self.x.shape)
        self.dW = np.zeros(self.W.shape)
        self.db = dout.sum((0, 2, 3))
        for i, j, rows, cols in self.windows(self.x.shape):
            g = dout[:, :, i, j]
            self.dW += np.tensordot(g, self.x[:, :, rows, cols], ((0,), (0,)))
            dx[:, :, rows, cols] += np.tensordot(g, self.W, ((1,), (0,)))
        return dx[:, :, p : dx.shape[2] - p, p : dx.shape[3] - p]
