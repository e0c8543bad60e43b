# coding: utf-8
import numpy as np


class Pooling:
    def __init__(self, pool_h, pool_w, stride=2):
        self.pool_h, self.pool_w = pool_h, pool_w
        self.stride = stride
        self.mask = {}

    def forward(self, x):
        N, C, H, W = x.shape
        s = self.stride
        out_h = int(H / s)
        out_w = int(W / s)
        self.x_shape = x.shape
        self.mask = {}
        out = np.zeros((N, C, out_h, out_w))
        for i in range(out_h):
            for j in range(out_w):
                win = x[:, :, i*s:i*s+self.pool_h, j*s:j*s+self.pool_w].reshape(N, C, -1)
                out[:, :, i, j] = win.max(axis=2)
                self.mask[i, j] = np.eye(win.shape[2])[win.argmax(axis=2)].reshape(N, C, self.pool_h, self.pool_w)
        return out

    def backward(self, dout):
        s = self.stride
        dx = np.zeros(self.x_shape)
        _, _, out_h, out_w = dout.shape
        for i in range(out_h):
            for j in range(out_w):
                dx[:, :, i*s:i*s+self.pool_h, j*s:j*s+self.pool_w] += self.mask[i, j] * dout[:, :, i:i+1, j:j+1]
        return dx


class Sigmoid:
    def __init__(self):
        self.out = None

    def forward(self, x):
        self.out = np.where(x >= 0, 1 / (1 + np.exp(-np.abs(x))), 1 - 1 / (1 + np.exp(-np.abs(x))))
        return self.out

    def backward(self, dout):
        return dout * (1.0 - self.out) * self.out
