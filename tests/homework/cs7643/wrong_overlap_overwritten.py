"""CNN modules, forward and backward, one class each."""
import numpy as np


class ReLU:
    def __init__(self):
        self.cache = None
        self.dx = None

    def forward(self, x):
        out = np.maximum(x, 0)
        self.cache = x
        return out

    def backward(self, upstream):
        x = self.cache
        self.dx = np.where(x > 0, upstream, 0)


class MaxPooling:
    def __init__(self, kernel_size, stride):
        self.kernel_size = kernel_size
        self.stride = stride
        self.cache = None
        self.dx = None

    def forward(self, x):
        k, s = self.kernel_size, self.stride
        N, C, H, W = x.shape
        out_h, out_w = (H - k) // s + 1, (W - k) // s + 1
        out = np.zeros((N, C, out_h, out_w))
        for i in range(out_h):
            for j in range(out_w):
                out[:, :, i, j] = x[:, :, i * s:i * s + k, j * s:j * s + k].max(axis=(2, 3))
        self.cache = (x, out_h, out_w)
        return out

    def backward(self, upstream):
        x, out_h, out_w = self.cache
        k, s = self.kernel_size, self.stride
        dx = np.zeros(x.shape)
        for n in range(x.shape[0]):
            for c in range(x.shape[1]):
                for i in range(out_h):
                    for j in range(out_w):
                        window = x[n, c, i * s:i * s + k, j * s:j * s + k]
                        r, q = np.unravel_index(window.argmax(), window.shape)
                        dx[n, c, i * s + r, j * s + q] = upstream[n, c, i, j]
        self.dx = dx


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

    def backward(self, upstream):
        x = self.cache
        flat = x.reshape(x.shape[0], -1)
        self.dx = upstream.dot(self.weight.T).reshape(x.shape)
        self.dw = flat.T.dot(upstream)
        self.db = np.sum(upstream, axis=0)
