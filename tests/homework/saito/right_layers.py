# coding: utf-8
import sys, os
sys.path.append(os.pardir)
import numpy as np
from collections import OrderedDict
from dataset.mnist import load_mnist
from common.optimizer import SGD


class Affine:
    def __init__(self, W, b):
        self.W = W
        self.b = b
        self.x = None
        self.original_x_shape = None
        self.dW = None
        self.db = None

    def forward(self, x):
        self.original_x_shape = x.shape
        x = x.reshape(x.shape[0], -1)
        self.x = x
        out = np.dot(self.x, self.W) + self.b
        return out

    def backward(self, dout):
        dx = np.dot(dout, self.W.T)
        self.dW = np.dot(self.x.T, dout)
        self.db = np.sum(dout, axis=0)
        dx = dx.reshape(*self.original_x_shape)
        return dx


class Relu:
    def __init__(self):
        self.mask = None

    def forward(self, x):
        self.mask = (x <= 0)
        out = x.copy()
        out[self.mask] = 0
        return out

    def backward(self, dout):
        dx = dout.copy()
        dx[self.mask] = 0
        return dx


class Sigmoid:
    def __init__(self):
        self.out = None

    def forward(self, x):
        self.out = np.where(x >= 0, 1 / (1 + np.exp(-np.abs(x))), 1 - 1 / (1 + np.exp(-np.abs(x))))
        return self.out

    def backward(self, dout):
        return dout * (1.0 - self.out) * self.out


class SoftmaxWithLoss:
    def __init__(self):
        self.loss = None
        self.y = None
        self.t = None

    def forward(self, x, t):
        e = np.exp(x - np.max(x, axis=1, keepdims=True))
        self.y = e / np.sum(e, axis=1, keepdims=True)
        self.t = t
        batch_size = x.shape[0]
        labels = t.argmax(axis=1) if t.size == self.y.size else t
        self.loss = -np.sum(np.log(self.y[np.arange(batch_size), labels] + 1e-7)) / batch_size
        return self.loss

    def backward(self, dout=1):
        batch_size = self.y.shape[0]
        if self.t.size == self.y.size:
            dx = (self.y - self.t) / batch_size
        else:
            dx = self.y.copy()
            dx[np.arange(batch_size), self.t] -= 1
            dx = dx / batch_size
        return dx * dout


class Pooling:
    def __init__(self, pool_h, pool_w, stride=2):
        self.pool_h, self.pool_w = pool_h, pool_w
        self.stride = stride
        self.mask = {}

    def forward(self, x):
        N, C, H, W = x.shape
        s = self.stride
        out_h = (H - self.pool_h) // s + 1
        out_w = (W - self.pool_w) // s + 1
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
