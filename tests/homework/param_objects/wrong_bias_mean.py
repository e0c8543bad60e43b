import numpy as np


class Param:
    def __init__(self, value):
        self.value = value
        self.grad = np.zeros_like(value)


class ReLULayer:
    def forward(self, X):
        self.mask = X > 0
        return np.where(self.mask, X, 0)

    def backward(self, d_out):
        return d_out * self.mask

    def params(self):
        return {}


class FullyConnectedLayer:
    def __init__(self, n_input, n_output):
        self.W = Param(0.001 * np.random.randn(n_input, n_output))
        self.B = Param(0.001 * np.random.randn(1, n_output))

    def forward(self, X):
        self.X = X
        return X @ self.W.value + self.B.value

    def backward(self, d_out):
        self.W.grad += self.X.T @ d_out
        self.B.grad += d_out.mean(axis=0, keepdims=True)
        return d_out @ self.W.value.T

    def params(self):
        return {"W": self.W, "B": self.B}


class ConvolutionalLayer:
    def __init__(self, in_channels, out_channels, filter_size, padding):
        self.filter_size, self.padding = filter_size, padding
        self.W = Param(np.random.randn(filter_size, filter_size, in_channels, out_channels))
        self.B = Param(np.zeros(out_channels))

    def forward(self, X):
        n, h, w, c = X.shape
        p, k = self.padding, self.filter_size
        self.padded = np.pad(X, ((0, 0), (p, p), (p, p), (0, 0)))
        out = np.zeros((n, h + 2 * p - k + 1, w + 2 * p - k + 1, self.W.value.shape[3]))
        for y in range(out.shape[1]):
            for x in range(out.shape[2]):
                out[:, y, x] = np.tensordot(self.padded[:, y:y + k, x:x + k], self.W.value, 3)
        return out + self.B.value

    def backward(self, d_out):
        p, k = self.padding, self.filter_size
        d_padded = np.zeros_like(self.padded)
        for y in range(d_out.shape[1]):
            for x in range(d_out.shape[2]):
                patch = self.padded[:, y:y + k, x:x + k]
                self.W.grad += np.einsum("nabc,nf->abcf", patch, d_out[:, y, x])
                d_padded[:, y:y + k, x:x + k] += np.einsum("nf,abcf->nabc", d_out[:, y, x], self.W.value)
        self.B.grad += d_out.sum(axis=(0, 1, 2))
        return d_padded[:, p:d_padded.shape[1] - p, p:d_padded.shape[2] - p]

    def params(self):
        return {"W": self.W, "B": self.B}
