import numpy as np


class MaxPool2D:
    def __init__(self, size, stride):
        self.size = size
        self.stride = stride

    def _windows(self, h, w):
        for i in range((h - self.size) // self.stride + 1):
            for j in range((w - self.size) // self.stride + 1):
                yield i, j, i * self.stride, j * self.stride

    def forward(self, x):
        # x is (C, H, W)
        self.x = x
        c, h, w = x.shape
        out = np.zeros((c, (h - self.size) // self.stride + 1, (w - self.size) // self.stride + 1))
        for i, j, r, s in self._windows(h, w):
            out[:, i, j] = np.amax(x[:, r:r + self.size, s:s + self.size], axis=(1, 2))
        return out

    def backward(self, dout):
        c, h, w = self.x.shape
        dx = np.zeros(self.x.shape)
        for i, j, r, s in self._windows(h, w):
            for ch in range(c):
                region = self.x[ch, r:r + self.size, s:s + self.size]
                a, b = np.unravel_index(np.argmax(region), region.shape)
                dx[ch, r + a, s + b] = dout[ch, i, j]
        return dx


class Elu:
    def __init__(self, alpha=0.5):
        self.alpha = alpha

    def forward(self, x):
        self.x = x
        return np.where(x >= 0, x, self.alpha * (np.exp(x) - 1))

    def backward(self, dout):
        return dout * np.where(self.x >= 0, 1, self.alpha * np.exp(self.x))
