import numpy as np


def _amount(size, k, s):
    out = -(-size // s)
    total = max((out - 1) * s + k - size, 0)
    return total // 2, total - total // 2


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


class MaxPooling2D:
    def __init__(self, pool_size=(2, 2), strides=(2, 2), padding='valid'):
        self.pool_size, self.strides, self.padding = pool_size, strides, padding

    def forward(self, x):
        kh, kw = self.pool_size
        sh, sw = self.strides
        self.rows = self.cols = (0, 0)
        if self.padding == 'same':
            self.rows = _amount(x.shape[1], kh, sh)
            self.cols = _amount(x.shape[2], kw, sw)
        self.x = x
        self.xp = np.pad(x, ((0, 0), self.rows, self.cols, (0, 0)), constant_values=-np.inf)
        oh = (self.xp.shape[1] - kh) // sh + 1
        ow = (self.xp.shape[2] - kw) // sw + 1
        out = np.zeros((x.shape[0], oh, ow, x.shape[3]))
        for i in range(oh):
            for j in range(ow):
                out[:, i, j] = self.xp[:, i * sh:i * sh + kh, j * sw:j * sw + kw].max(axis=(1, 2))
        return out

    def backward(self, dout):
        kh, kw = self.pool_size
        sh, sw = self.strides
        dxp = np.zeros_like(self.xp)
        n, oh, ow, c = dout.shape
        for m in range(n):
            for i in range(oh):
                for j in range(ow):
                    for k in range(c):
                        patch = self.xp[m, i * sh:i * sh + kh, j * sw:j * sw + kw, k]
                        a, b = np.unravel_index(patch.argmax(), patch.shape)
                        dxp[m, i * sh + a, j * sw + b, k] += dout[m, i, j, k]
        t, l = self.rows[0], self.cols[0]
        return dxp[:, t:t + self.x.shape[1], l:l + self.x.shape[2]]
