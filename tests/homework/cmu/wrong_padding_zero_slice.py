# 11-785 Introduction to Deep Learning, HW2P1
import numpy as np
from resampling import *


class Conv2D():
    def __init__(self, in_channel, out_channel, kernel_size, stride, padding=0,
                 weight_init_fn=None, bias_init_fn=None):
        self.in_channel = in_channel
        self.out_channel = out_channel
        self.kernel_size = kernel_size
        self.stride = stride
        self.padding = padding
        if weight_init_fn is None:
            self.W = np.random.normal(0, 1.0, (out_channel, in_channel, kernel_size, kernel_size))
        else:
            self.W = weight_init_fn(out_channel, in_channel, kernel_size, kernel_size)
        self.b = np.zeros(out_channel) if bias_init_fn is None else bias_init_fn(out_channel)
        self.zero_grad()

    def zero_grad(self):
        self.dW = np.zeros(self.W.shape)
        self.db = np.zeros(self.b.shape)

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        p, k, s = self.padding, self.kernel_size, self.stride
        self.x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), 'constant')
        batch_size, _, h, w = self.x.shape
        self.out_h, self.out_w = (h - k) // s + 1, (w - k) // s + 1
        out = np.zeros((batch_size, self.out_channel, self.out_h, self.out_w))
        for b in range(batch_size):
            for o in range(self.out_channel):
                for i in range(self.out_h):
                    for j in range(self.out_w):
                        out[b, o, i, j] = np.sum(self.x[b, :, i*s:i*s+k, j*s:j*s+k] * self.W[o]) + self.b[o]
        return out

    def backward(self, delta):
        p, k, s = self.padding, self.kernel_size, self.stride
        dx = np.zeros(self.x.shape)
        for b in range(delta.shape[0]):
            for o in range(self.out_channel):
                for i in range(self.out_h):
                    for j in range(self.out_w):
                        self.dW[o] += self.x[b, :, i*s:i*s+k, j*s:j*s+k] * delta[b, o, i, j]
                        dx[b, :, i*s:i*s+k, j*s:j*s+k] += self.W[o] * delta[b, o, i, j]
        self.db += delta.sum(axis=(0, 2, 3))
        return dx[:, :, p:-p, p:-p]


class MaxPool2d:
    def __init__(self, kernel, stride):
        self.kernel = kernel
        self.stride = stride

    def forward(self, A):
        self.A = A
        k, s = self.kernel, self.stride
        N, C, H, W = A.shape
        out_h, out_w = (H - k) // s + 1, (W - k) // s + 1
        Z = np.zeros((N, C, out_h, out_w))
        self.where = {}
        for n in range(N):
            for c in range(C):
                for i in range(out_h):
                    for j in range(out_w):
                        window = A[n, c, i * s:i * s + k, j * s:j * s + k]
                        a, b = divmod(int(np.argmax(window)), k)
                        self.where[n, c, i, j] = (i * s + a, j * s + b)
                        Z[n, c, i, j] = window[a, b]
        return Z

    def backward(self, dLdZ):
        dLdA = np.zeros(self.A.shape)
        for (n, c, i, j), (row, col) in self.where.items():
            dLdA[n, c, row, col] += dLdZ[n, c, i, j]
        return dLdA
