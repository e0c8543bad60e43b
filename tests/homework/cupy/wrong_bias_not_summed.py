import numpy as np

try:
    import cupy as cp
    gpu = cp.cuda.is_available()
except ImportError:
    cp = None
    gpu = False

xp = cp if gpu else np


def to_cpu(a):
    return cp.asnumpy(a) if cp is not None else a


class Dense:
    def __init__(self, n_in, n_out):
        self.W = xp.random.randn(n_in, n_out) * 0.01
        self.b = xp.zeros((1, n_out))

    def forward(self, x):
        self.x = x
        return xp.matmul(x, self.W) + self.b

    def backward(self, dout):
        self.dW = xp.matmul(self.x.T, dout)
        self.db = dout[:1]
        return xp.matmul(dout, self.W.T)


class Sigmoid:
    def forward(self, x):
        self.out = to_cpu(1 / (1 + xp.exp(-x)))
        return self.out

    def backward(self, dout):
        return dout * self.out * (1 - self.out)


class AvgPool:
    def __init__(self, size, stride):
        self.size, self.stride = size, stride

    def forward(self, x):
        n, c, h, w = x.shape
        k, s = self.size, self.stride
        self.x_shape = x.shape
        oh, ow = (h - k) // s + 1, (w - k) // s + 1
        out = xp.zeros((n, c, oh, ow))
        for i in range(oh):
            for j in range(ow):
                out[:, :, i, j] = x[:, :, i * s:i * s + k, j * s:j * s + k].mean(axis=(2, 3))
        return out

    def backward(self, dout):
        k, s = self.size, self.stride
        dx = xp.zeros(self.x_shape)
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                share = dout[:, :, i, j][:, :, None, None] / (k * k)
                dx[:, :, i * s:i * s + k, j * s:j * s + k] += share
        return dx


def mse(pred, target):
    module = cp.get_array_module(pred) if cp is not None else np
    return module.mean((pred - target) ** 2)


def mse_backward(pred, target):
    module = cp.get_array_module(pred) if cp is not None else np
    return 2 * (pred - target) / module.size(pred)
