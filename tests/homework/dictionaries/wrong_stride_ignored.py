import numpy as np


class conv2D:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, initialize_method=np.random.normal):
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding
        self.params = {
            "W": initialize_method(size=(out_channels, in_channels, kernel_size, kernel_size)),
            "b": np.zeros((1, out_channels, 1, 1)),
        }
        self.grads = {"W": None, "b": None}

    def __call__(self, X):
        return self.forward(X)

    def forward(self, X):
        k, s, p = self.kernel_size, self.stride, self.padding
        self.input = np.pad(X, ((0, 0), (0, 0), (p, p), (p, p)))
        n, c, h, w = self.input.shape
        W = self.params["W"]
        out = np.zeros((n, len(W), (h - k) // s + 1, (w - k) // s + 1))
        for i in range(out.shape[2]):
            for j in range(out.shape[3]):
                out[:, :, i, j] = np.einsum("ncab,fcab->nf", self.input[:, :, i * s:i * s + k, j * s:j * s + k], W)
        return out + self.params["b"]

    def backward(self, grads):
        k, s, p = self.kernel_size, self.stride, self.padding
        W, dX = self.params["W"], np.zeros_like(self.input)
        self.grads = {"W": np.zeros_like(W), "b": grads.sum(axis=(0, 2, 3), keepdims=True)}
        for i in range(grads.shape[2]):
            for j in range(grads.shape[3]):
                rows, cols = slice(i, i + k), slice(j, j + k)
                self.grads["W"] += np.einsum("nf,ncab->fcab", grads[:, :, i, j], self.input[:, :, rows, cols])
                dX[:, :, rows, cols] += np.einsum("nf,fcab->ncab", grads[:, :, i, j], W)
        return dX[:, :, p:dX.shape[2] - p, p:dX.shape[3] - p]


class ReLU:
    def __call__(self, X):
        return self.forward(X)

    def forward(self, X):
        self.input = X
        return np.where(X > 0, X, 0)

    def backward(self, grads):
        assert self.input.shape == grads.shape
        return np.where(self.input > 0, grads, 0)
