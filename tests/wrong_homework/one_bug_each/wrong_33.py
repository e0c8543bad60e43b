import numpy as np
from numpy.lib.stride_tricks import as_strided


def get_windows(x, kh, kw, s):
    N, C, H, W = x.shape
    sn, sc, sh, sw = x.strides
    oh, ow = (H - kh) // s + 1, (W - kw) // s + 1
    return as_strided(x, shape=(N, C, oh, ow, kh, kw),
                      strides=(sn, sc, sh * s, sw * s, sh, sw))


class AveragePool:
    def __init__(self, kh, kw, s):
        self.kh, self.kw, self.s = kh, kw, s

    def forward(self, x):
        self.x_shape = x.shape
        return get_windows(x, self.kh, self.kw, self.s).mean(axis=(4, 5))

    def backward(self, d):
        dx = np.zeros(self.x_shape)
        oh, ow = d.shape[2], d.shape[3]
        for i in range(self.kh):
            for j in range(self.kw):
                dx[:, :, i:i + oh * self.s:self.s, j:j + ow * self.s:self.s] += d
        return dx / (self.kh * self.kw)


class ConvStrided:
    def __init__(self, weight, bias, s=1):
        self.weight, self.bias, self.s = weight, bias, s

    def forward(self, x):
        self.x = np.ascontiguousarray(x)
        kh, kw = self.weight.shape[2:]
        self.win = get_windows(self.x, kh, kw, self.s)
        out = np.tensordot(self.win, self.weight, axes=[(1, 4, 5), (1, 2, 3)])
        return out.transpose(0, 3, 1, 2) + self.bias.reshape(1, -1, 1, 1)

    def backward(self, d):
        self.dbias = d.sum(axis=(0, 2, 3))
        self.dweight = np.tensordot(d, self.win, axes=[(0, 2, 3), (0, 2, 3)])
        kh, kw = self.weight.shape[2:]
        oh, ow = d.shape[2], d.shape[3]
        s = self.s
        dx = np.zeros(self.x.shape)
        for i in range(kh):
            for j in range(kw):
                part = np.tensordot(d, self.weight[:, :, j, i], axes=[(1,), (0,)])
                dx[:, :, i:i + s * oh:s, j:j + s * ow:s] += part.transpose(0, 3, 1, 2)
        return dx
