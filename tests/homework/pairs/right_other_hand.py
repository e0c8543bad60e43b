import numpy as np


class Dense:
    def __init__(self, n_in, n_out):
        self.values = [np.random.randn(n_in, n_out), np.zeros((1, n_out))]
        self.slopes = [np.zeros_like(one) for one in self.values]

    def forward(self, x):
        self.x = x
        return x @ self.values[0] + self.values[1]

    def backward(self, g):
        self.slopes[0] = self.x.T @ g
        self.slopes[1] = g.sum(0, keepdims=True)
        return g @ self.values[0].T

    def params(self):
        return list(zip(self.values, self.slopes))


class ReLU:
    def forward(self, x):
        self.positive = x > 0
        return np.where(self.positive, x, 0)

    def backward(self, g):
        return np.where(self.positive, g, 0)

    def params(self):
        return []


class Conv:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1):
        self.values = [np.random.randn(out_channels, in_channels, kernel_size, kernel_size),
                       np.zeros(out_channels)]
        self.slopes = [np.zeros_like(one) for one in self.values]
        self.k, self.s = kernel_size, stride

    def windows(self, shape):
        for i in range((shape[2] - self.k) // self.s + 1):
            for j in range((shape[3] - self.k) // self.s + 1):
                yield i, j, slice(i * self.s, i * self.s + self.k), slice(j * self.s, j * self.s + self.k)

    def forward(self, x):
        self.x = x
        n, _, h, w = x.shape
        y = np.zeros((n, len(self.values[1]), (h - self.k) // self.s + 1, (w - self.k) // self.s + 1))
        for i, j, a, b in self.windows(x.shape):
            y[:, :, i, j] = np.einsum("ncab,fcab->nf", x[:, :, a, b], self.values[0]) + self.values[1]
        return y

    def backward(self, g):
        dx = np.zeros_like(self.x)
        self.slopes = [np.zeros_like(self.values[0]), g.sum((0, 2, 3))]
        for i, j, a, b in self.windows(self.x.shape):
            self.slopes[0] += np.einsum("nf,ncab->fcab", g[:, :, i, j], self.x[:, :, a, b])
            dx[:, :, a, b] += np.einsum("nf,fcab->ncab", g[:, :, i, j], self.values[0])
        return dx

    def params(self):
        return list(zip(self.values, self.slopes))
