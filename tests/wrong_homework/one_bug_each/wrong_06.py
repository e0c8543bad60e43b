import numpy as np


def im2col(x, k, stride, pad):
    N, C, H, W = x.shape
    oh = (H + 2 * pad - k) // stride + 1
    ow = (W + 2 * pad - k) // stride + 1
    img = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)], 'constant')
    col = np.zeros((N, C, k, k, oh, ow))
    for a in range(k):
        a_max = a + stride * oh
        for b in range(k):
            b_max = b + stride * ow
            col[:, :, a, b, :, :] = img[:, :, a:a_max:stride, b:b_max:stride]
    return col.transpose(0, 4, 5, 1, 2, 3).reshape(N * oh * ow, -1)


def col2im(col, shape, k, stride, pad):
    N, C, H, W = shape
    oh = (H + 2 * pad - k) // stride + 1
    ow = (W + 2 * pad - k) // stride + 1
    col = col.reshape(N, oh, ow, C, k, k).transpose(0, 3, 4, 5, 1, 2)
    img = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    for a in range(k):
        a_max = a + stride * oh
        for b in range(k):
            b_max = b + stride * ow
            img[:, :, a:a_max:stride, b:b_max:stride] += col[:, :, a, b, :, :]
    return img[:, :, :H, :W]


class Convolution:
    def __init__(self, W, b, stride=1, pad=0):
        self.W = W
        self.b = b
        self.stride = stride
        self.pad = pad

    def forward(self, x):
        FN, C, k, _ = self.W.shape
        N, C, H, W = x.shape
        oh = (H + 2 * self.pad - k) // self.stride + 1
        ow = (W + 2 * self.pad - k) // self.stride + 1
        self.col = im2col(x, k, self.stride, self.pad)
        self.col_W = self.W.reshape(FN, -1).T
        out = self.col @ self.col_W + self.b
        self.x_shape = x.shape
        return out.reshape(N, oh, ow, FN).transpose(0, 3, 1, 2)

    def backward(self, dout):
        FN, C, k, _ = self.W.shape
        dout = dout.transpose(0, 2, 3, 1).reshape(-1, FN)
        self.db = np.sum(dout, axis=0)
        self.dW = (self.col.T @ dout).T.reshape(FN, C, k, k)
        dcol = dout @ self.col_W.T
        return col2im(dcol, self.x_shape, k, self.stride, self.pad)
