import numpy as np
from abc import ABC, abstractmethod


class LayerBase(ABC):
    def __init__(self):
        self.X = []
        self.parameters, self.gradients, self.hyperparameters = {}, {}, {}
        self.trainable = True

    @abstractmethod
    def forward(self, X):
        raise NotImplementedError


def pad_amount(pad, length, k, stride):
    """Zeros before and after; 'same' keeps ceil(length / stride) positions."""
    if pad == "same":
        total = max((-(-length // stride) - 1) * stride + k - length, 0)
        return total // 2, total - total // 2
    return pad, pad


class Conv2D(LayerBase):
    """X: (n_ex, rows, cols, in_ch), W: (fr, fc, in_ch, out_ch), b: (1, 1, 1, out_ch)"""

    def __init__(self, out_ch, kernel_shape, pad=0, stride=1):
        super().__init__()
        self.out_ch, self.in_ch = out_ch, None
        self.kernel_shape, self.pad, self.stride = kernel_shape, pad, stride

    def _init_params(self):
        fr, fc = self.kernel_shape
        W = np.random.randn(fr, fc, self.in_ch, self.out_ch) / np.sqrt(fr * fc * self.in_ch)
        self.parameters = {"W": W, "b": np.zeros((1, 1, 1, self.out_ch))}

    def forward(self, X):
        if self.in_ch is None:
            self.in_ch = X.shape[3]
            self._init_params()
        fr, fc = self.kernel_shape
        s = self.stride
        self.rows = pad_amount(self.pad, X.shape[1], fr, s)
        self.cols = pad_amount(self.pad, X.shape[2], fc, s)
        self.X_pad = np.pad(X, ((0, 0), self.rows, self.cols, (0, 0)))
        out_r = (self.X_pad.shape[1] - fr) // s + 1
        out_c = (self.X_pad.shape[2] - fc) // s + 1
        Z = np.zeros((X.shape[0], out_r, out_c, self.out_ch)) + self.parameters["b"]
        for a in range(fr):
            for b in range(fc):
                Z += self.X_pad[:, a:a + s * out_r:s, b:b + s * out_c:s] @ self.parameters["W"][a, b]
        self.X = X
        return Z

    def backward(self, dLdY):
        fr, fc = self.kernel_shape
        s = self.stride
        W = self.parameters["W"]
        dX, dW = np.zeros_like(self.X_pad), np.zeros_like(W)
        _, out_r, out_c, _ = dLdY.shape
        for a in range(fr):
            for b in range(fc):
                where = (slice(None), slice(a, a + s * out_r, s), slice(b, b + s * out_c, s))
                dW[a, b] = np.einsum("nrci,nrco->io", self.X_pad[where], dLdY)
                dX[where] += dLdY @ W[a, b].T
        self.gradients = {"W": dW, "b": dLdY.sum(axis=(0, 1, 2), keepdims=True)}
        top, left = self.rows[0], self.cols[0]
        return dX[:, top:top + self.X.shape[1], left:left + self.X.shape[2]]


class FullyConnected(LayerBase):
    def __init__(self, n_out):
        super().__init__()
        self.n_out, self.n_in = n_out, None

    def forward(self, X):
        if self.n_in is None:
            self.n_in = X.shape[1]
            W = np.random.randn(self.n_in, self.n_out) / np.sqrt(self.n_in)
            self.parameters = {"W": W, "b": np.zeros((1, self.n_out))}
        self.X = X
        return X @ self.parameters["W"] + self.parameters["b"]

    def backward(self, dLdY):
        self.gradients = {"W": self.X.T @ dLdY, "b": dLdY.sum(axis=0, keepdims=True)}
        return dLdY @ self.parameters["W"].T
