# coding: utf-8
# Layers after the fish book, with my own im2col, batch normalisation for images and average pooling added
import numpy as np


def to_columns(img, fh, fw, stride=1, pad=0):
    N, C, H, W = img.shape
    img = np.pad(img, [(0, 0), (0, 0), (pad, pad), (pad, pad)], 'constant')
    out_h = (H + 2 * pad - fh) // stride + 1
    out_w = (W + 2 * pad - fw) // stride + 1
    s0, s1, s2, s3 = img.strides
    view = np.lib.stride_tricks.as_strided(img, shape=(N, out_h, out_w, C, fh, fw),
                                           strides=(s0, s2 * stride, s3 * stride, s1, s2, s3))
    return view.reshape(N * out_h * out_w, -1)


def from_columns(col, shape, fh, fw, stride=1, pad=0):
    N, C, H, W = shape
    out_h = (H + 2 * pad - fh) // stride + 1
    out_w = (W + 2 * pad - fw) // stride + 1
    col = col.reshape(N, out_h, out_w, C, fh, fw).transpose(0, 3, 4, 5, 1, 2)
    img = np.zeros((N, C, H + 2 * pad + stride - 1, W + 2 * pad + stride - 1))
    for y in range(fh):
        for x in range(fw):
            img[:, :, y:y + stride * out_h:stride, x:x + stride * out_w:stride] += col[:, :, y, x]
    return img[:, :, pad:H + pad, pad:W + pad]


class Convolution:
    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b = W, b
        self.stride, self.pad = stride, pad
        self.x_shape = None
        self.col = None
        self.dW = None
        self.db = None

    def forward(self, x):
        FN, C, FH, FW = self.W.shape
        N, C, H, W = x.shape
        out_h = 1 + (H + 2 * self.pad - FH) // self.stride
        out_w = 1 + (W + 2 * self.pad - FW) // self.stride
        self.x_shape = x.shape
        self.col = to_columns(x, FH, FW, self.stride, self.pad)
        out = np.dot(self.col, self.W.reshape(FN, -1).T) + self.b
        return out.reshape(N, out_h, out_w, FN).transpose(0, 3, 1, 2)

    def backward(self, dout):
        FN, C, FH, FW = self.W.shape
        dout = dout.transpose(0, 2, 3, 1).reshape(-1, FN)
        self.db = np.sum(dout, axis=0)
        self.dW = np.dot(dout.T, self.col).reshape(self.W.shape)
        return from_columns(np.dot(dout, self.W.reshape(FN, -1)), self.x_shape, FH, FW, self.stride, self.pad)


class Pooling:
    def __init__(self, pool_h, pool_w, stride=2, average=False):
        self.pool_h, self.pool_w, self.stride, self.average = pool_h, pool_w, stride, average

    def forward(self, x):
        N, C, H, W = x.shape
        out_h = 1 + (H - self.pool_h) // self.stride
        out_w = 1 + (W - self.pool_w) // self.stride
        self.x_shape = x.shape
        col = to_columns(x, self.pool_h, self.pool_w, self.stride)
        col = col.reshape(-1, self.pool_h * self.pool_w)      # rows: n, y, x, channel
        if self.average:
            out = col.mean(axis=1)
        else:
            self.arg_max = np.argmax(col, axis=1)
            out = np.max(col, axis=1)
        return out.reshape(N, out_h, out_w, C).transpose(0, 3, 1, 2)

    def backward(self, dout):
        flat = dout.transpose(0, 2, 3, 1).flatten()
        size = self.pool_h * self.pool_w
        if self.average:
            dcol = np.tile(flat[:, None] / size, (1, size))
        else:
            dcol = np.zeros((flat.size, size))
            dcol[np.arange(flat.size), self.arg_max] = flat
        return from_columns(dcol, self.x_shape, self.pool_h, self.pool_w, self.stride)


class BatchNormalization2d:
    def __init__(self, gamma, beta, momentum=0.9, running_mean=None, running_var=None):
        self.gamma, self.beta, self.momentum = gamma, beta, momentum
        self.running_mean, self.running_var = running_mean, running_var

    def forward(self, x, train_flg=True):
        N, C, H, W = x.shape
        self.input_shape = x.shape
        x2 = x.transpose(0, 2, 3, 1).reshape(-1, C)
        if self.running_mean is None:
            self.running_mean, self.running_var = np.zeros(C), np.zeros(C)
        if train_flg:
            mu = x2.mean(axis=0)
            self.xc = x2 - mu
            var = np.mean(self.xc ** 2, axis=0)
            self.std = np.sqrt(var + 10e-7)
            self.xn = self.xc / self.std
            self.running_mean = self.momentum * self.running_mean + (1 - self.momentum) * mu
            self.running_var = self.momentum * self.running_var + (1 - self.momentum) * var
            xn = self.xn
        else:
            xn = (x2 - self.running_mean) / np.sqrt(self.running_var + 10e-7)
        return (self.gamma * xn + self.beta).reshape(N, H, W, C).transpose(0, 3, 1, 2)

    def backward(self, dout):
        N, C, H, W = self.input_shape
        d = dout.transpose(0, 2, 3, 1).reshape(-1, C)
        n = d.shape[0]
        self.dbeta = d.sum(axis=0)
        self.dgamma = np.sum(self.xn * d, axis=0)
        dxn = self.gamma * d
        dxc = dxn / self.std
        dstd = -np.sum(dxn * self.xc / (self.std * self.std), axis=0)
        dvar = 0.5 * dstd / self.std
        dxc += 2.0 / n * self.xc * dvar
        dx = dxc - dxc.sum(axis=0) / n
        return dx.reshape(N, H, W, C).transpose(0, 3, 1, 2)


class Relu:
    def __init__(self):
        self.mask = None

    def forward(self, x):
        self.mask = (x <= 0)
        out = x.copy()
        out[self.mask] = 0
        return out

    def backward(self, dout):
        return np.where(self.mask, 0, dout)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b
        self.dW, self.db = None, None

    def forward(self, x):
        self.original_x_shape = x.shape
        self.x = x.reshape(x.shape[0], -1)
        return np.dot(self.x, self.W) + self.b

    def backward(self, dout):
        self.dW = np.dot(self.x.T, dout)
        self.db = np.sum(dout, axis=0)
        return np.dot(dout, self.W.T).reshape(*self.original_x_shape)


class SoftmaxWithLoss:
    def forward(self, x, t):
        """t: one-hot or labels"""
        if t.size == x.size:
            t = t.argmax(axis=1)
        self.t = t
        x = x - np.max(x, axis=1, keepdims=True)
        e = np.exp(x)
        self.y = e / e.sum(axis=1, keepdims=True)
        n = len(t)
        return -np.sum(np.log(self.y[np.arange(n), t] + 1e-7)) / n

    def backward(self, dout=1):
        n = len(self.t)
        dx = self.y.copy()
        dx[np.arange(n), self.t] -= 1
        return dout * dx / n
