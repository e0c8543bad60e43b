import numpy as np
import matplotlib.pyplot as plt
from tensorflow.keras.datasets import mnist

np.random.seed(1024)


def im2col(x, k, s):
    N, C, H, W = x.shape
    oh, ow = (H - k) // s + 1, (W - k) // s + 1
    cols = np.zeros((N, C, k, k, oh, ow))
    for a in range(k):
        for b in range(k):
            cols[:, :, a, b] = x[:, :, a:a + s * (oh - 1) + 1:s, b:b + s * (ow - 1) + 1:s]
    return cols.reshape(N * oh * ow, C * k * k), oh, ow


class Conv2D:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0):
        self.k, self.stride, self.padding = kernel_size, stride, padding
        fan_in = in_channels * kernel_size ** 2
        self.weight = np.random.randn(out_channels, in_channels, kernel_size, kernel_size) / np.sqrt(fan_in)
        self.bias = np.zeros((out_channels,))
        self.dx, self.dw, self.db = None, None, None

    def forward(self, x):
        p = self.padding
        padded = np.pad(x, [(0, 0), (0, 0), (p, p), (p, p)], mode="constant")
        cols, oh, ow = im2col(padded, self.k, self.stride)
        W = self.weight.reshape(len(self.weight), -1)
        out = cols @ W.T + self.bias
        self.cache = (x.shape, padded.shape, cols)
        return out.reshape(x.shape[0], oh, ow, -1).transpose(0, 3, 1, 2)

    def backward(self, dout):
        shape, padded_shape, cols = self.cache
        k, s, p = self.k, self.stride, self.padding
        N, F, oh, ow = dout.shape
        flat = dout.transpose(0, 2, 3, 1).reshape(-1, F)
        self.dw = (flat.T @ cols).reshape(self.weight.shape)
        self.db = flat.sum(axis=0)
        dcols = (flat @ self.weight.reshape(F, -1)).reshape(N, oh, ow, shape[1], k, k)
        dpadded = np.zeros(padded_shape)
        for r in range(oh):
            for c in range(ow):
                dpadded[:, :, r * s:r * s + k, c * s:c * s + k] += dcols[:, r, c]
        self.dx = dpadded[:, :, p:p + shape[2], p:p + shape[3]]


class Linear:
    def __init__(self, in_dim, out_dim):
        self.in_dim, self.out_dim = in_dim, out_dim
        self.weight = 1e-3 * np.random.randn(in_dim, out_dim)
        self.bias = np.zeros(out_dim)
        self.dx = None
        self.dw = None
        self.db = None

    def forward(self, x):
        flat = x.reshape(x.shape[0], -1)
        self.cache = x
        return flat.dot(self.weight) + self.bias

    def backward(self, dout):
        x = self.cache
        flat = x.reshape(x.shape[0], -1)
        self.dx = dout.dot(self.weight.T).reshape(x.shape)
        self.dw = flat.T.dot(dout)
        self.db = np.sum(dout, axis=0)


class SoftmaxCrossEntropy:
    """forward(x, y) gives the probabilities and the mean loss; y holds integer labels."""

    def __init__(self):
        self.dx = None
        self.cache = None

    def forward(self, x, y):
        shifted = x - x.max(axis=1, keepdims=True)
        log_probs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        probs = np.exp(log_probs)
        loss = -log_probs[np.arange(len(y)), y].mean()
        self.cache = (probs, y, len(y))
        return probs, loss

    def backward(self):
        probs, y, N = self.cache
        dx = probs.copy()
        dx[np.arange(N), y] -= 1
        self.dx = dx / N
