import numpy as np


class MaxPooling1D:
    """(batch, steps, features) -> (batch, steps // pool_size, features)"""

    def __init__(self, pool_size=2, strides=None):
        self.pool_size = pool_size
        self.strides = pool_size if strides is None else strides

    def call(self, inputs):
        self.inputs = inputs
        p, s = self.pool_size, self.strides
        out_len = (inputs.shape[1] - p) // s + 1
        return np.stack([inputs[:, i*s:i*s+p].max(axis=1) for i in range(out_len)], axis=1)

    def backward(self, grad):
        dx = np.zeros_like(self.inputs)
        p, s = self.pool_size, self.strides
        for i in range(grad.shape[1]):
            piece = self.inputs[:, i*s:i*s+p]
            first = piece.argmax(axis=1)
            hot = np.arange(p)[None, :, None] == first[:, None, :]
            dx[:, i*s:i*s+p] += hot * grad[:, i:i+1]
        return dx


class AveragePooling1D:
    def __init__(self, pool_size=2, strides=None):
        self.pool_size = pool_size
        self.strides = pool_size if strides is None else strides

    def call(self, inputs):
        self.shape = inputs.shape
        p, s = self.pool_size, self.strides
        out_len = (inputs.shape[1] - p) // s + 1
        return np.stack([inputs[:, i*s:i*s+p].mean(axis=1) for i in range(out_len)], axis=1)

    def backward(self, grad):
        dx = np.zeros(self.shape)
        p, s = self.pool_size, self.strides
        for i in range(grad.shape[1]):
            dx[:, i*s:i*s+p] += grad[:, i:i+1] / p
        return dx


class GlobalAveragePooling1D:
    def call(self, inputs):
        self.shape = inputs.shape
        return inputs.mean(axis=1)

    def backward(self, grad):
        return np.repeat(grad[:, None, :], self.shape[1], axis=1) / self.shape[1]


class GlobalMaxPooling1D:
    def call(self, inputs):
        self.inputs = inputs
        return inputs.max(axis=1)

    def backward(self, grad):
        dx = np.zeros_like(self.inputs)
        b, f = np.ogrid[:grad.shape[0], :grad.shape[1]]
        dx[b, self.inputs.argmax(axis=1), f] = grad
        return dx
