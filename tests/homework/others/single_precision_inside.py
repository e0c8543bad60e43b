import numpy as np

DTYPE = np.float32


class Affine:
    """The weights are kept in single precision; inputs are what they are."""

    def __init__(self, fan_in, fan_out):
        self.W = (0.1 * np.random.randn(fan_in, fan_out)).astype(DTYPE)
        self.b = np.zeros(fan_out, dtype=DTYPE)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW = self.x.T.astype(DTYPE) @ dout.astype(DTYPE)
        self.db = dout.astype(DTYPE).sum(axis=0)
        return dout @ self.W.T


class ReLU:
    """All numbers are stored in single precision."""

    def forward(self, x):
        self.x = x.astype(DTYPE)
        return np.maximum(self.x, 0)

    def backward(self, dout):
        return dout.astype(DTYPE) * (self.x > 0)


class BatchNorm2d:
    """Computed in single precision, and handed on in double."""

    def __init__(self, channels):
        self.gamma = np.ones(channels)
        self.beta = np.zeros(channels)

    def forward(self, x):
        x = x.astype(DTYPE)
        mean = x.mean(axis=(0, 2, 3), keepdims=True)
        self.std = np.sqrt(x.var(axis=(0, 2, 3), keepdims=True) + DTYPE(1e-5))
        self.x_hat = (x - mean) / self.std
        return self.gamma[:, None, None] * self.x_hat + self.beta[:, None, None]

    def backward(self, dout):
        dout = dout.astype(DTYPE)
        self.dgamma = (dout * self.x_hat).sum(axis=(0, 2, 3))
        self.dbeta = dout.sum(axis=(0, 2, 3))
        dx_hat = dout * self.gamma.astype(DTYPE)[:, None, None]
        mean = dx_hat.mean(axis=(0, 2, 3), keepdims=True)
        share = (dx_hat * self.x_hat).mean(axis=(0, 2, 3), keepdims=True)
        return ((dx_hat - mean - self.x_hat * share) / self.std).astype(float)
