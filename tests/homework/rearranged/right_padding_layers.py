import numpy as np


class ZeroPad2d:
    def __init__(self, padding):
        self.p = padding

    def forward(self, x):
        p = self.p
        return np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))

    def backward(self, grad):
        p = self.p
        h, w = grad.shape[2:]
        return grad[:, :, p : h - p, p : w - p]


class ReflectionPad2d:
    def __init__(self, padding):
        self.p = padding

    def _rows(self, n):
        at = np.abs(np.arange(-self.p, n + self.p))
        return np.where(at >= n, 2 * (n - 1) - at, at)

    def forward(self, x):
        self.shape = x.shape
        return x[:, :, self._rows(x.shape[2])][:, :, :, self._rows(x.shape[3])]

    def backward(self, grad):
        dx = np.zeros(self.shape)
        rows, columns = self._rows(self.shape[2]), self._rows(self.shape[3])
        for i, r in enumerate(rows):
            for j, c in enumerate(columns):
                dx[:, :, r, c] += grad[:, :, i, j]
        return dx


class ReplicationPad2d:
    def __init__(self, padding):
        self.p = padding

    def forward(self, x):
        p = self.p
        self.shape = x.shape
        return np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), mode="edge")

    def backward(self, grad):
        p, (n, c, h, w) = self.p, self.shape
        dx = np.zeros(self.shape)
        for i in range(h + 2 * p):
            for j in range(w + 2 * p):
                dx[:, :, min(max(i - p, 0), h - 1), min(max(j - p, 0), w - 1)] += grad[:, :, i, j]
        return dx
