import numpy as np


def _amount(size, k, s):
    out = -(-size // s)
    total = max((out - 1) * s + k - size, 0)
    half = (total + 1) // 2
    return half, half


class Conv2D:
    def __init__(self, filters, kernel_size, strides=(1, 1), padding='valid', input_channels=3):
        self.kernel_size, self.strides, self.padding = kernel_size, strides, padding
        kh, kw = kernel_size
        self.W = np.random.randn(kh, kw, input_channels, filters) * 0.1
        self.b = np.zeros(filters)

    def forward(self, x):
        kh, kw = self.kernel_size
        sh, sw = self.strides
        if self.padding == 'same':
            self.rows = _amount(x.shape[1], kh, sh)
            self.cols = _amount(x.shape[2], kw, sw)
        else:
            self.rows = self.cols = (0, 0)
        self.shape = x.shape
        self.xp = np.pad(x, ((0, 0), self.rows, self.cols, (0, 0)))
        oh = (self.xp.shape[1] - kh) // sh + 1
        ow = (self.xp.shape[2] - kw) // sw + 1
        out = np.zeros((x.shape[0], oh, ow, self.W.shape[3])) + self.b
        for i in range(oh):
            for j in range(ow):
                patch = self.xp[:, i * sh:i * sh + kh, j * sw:j * sw + kw]
                out[:, i, j] += np.tensordot(patch, self.W, axes=3)
        return out

    def backward(self, dout):
        kh, kw = self.kernel_size
        sh, sw = self.strides
        self.dW = np.zeros_like(self.W)
        self.db = dout.sum(axis=(0, 1, 2))
        dxp = np.zeros_like(self.xp)
        for i in range(dout.shape[1]):
            for j in range(dout.shape[2]):
                patch = self.xp[:, i * sh:i * sh + kh, j * sw:j * sw + kw]
                self.dW += np.tensordot(patch, dout[:, i, j], axes=(0, 0))
                dxp[:, i * sh:i * sh + kh, j * sw:j * sw + kw] += np.tensordot(dout[:, i, j], self.W, axes=(1, 3))
        t, l = self.rows[0], self.cols[0]
        return dxp[:, t:t + self.shape[1], l:l + self.shape[2]]

