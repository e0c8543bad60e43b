import numpy as np


class DepthwiseConv2d:
    """One kernel for every channel, as in MobileNet."""

    def __init__(self, channels, kernel_size, stride=1, padding=0):
        self.W = np.random.randn(channels, 1, kernel_size, kernel_size) * 0.1
        self.b = np.zeros(channels)
        self.stride = stride
        self.padding = padding

    def forward(self, x):
        s, p = self.stride, self.padding
        k = self.W.shape[2]
        self.xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        n, c, h, w = self.xp.shape
        oh, ow = (h - k) // s + 1, (w - k) // s + 1
        out = np.zeros((n, c, oh, ow))
        for i in range(oh):
            for j in range(ow):
                window = self.xp[:, :, i * s : i * s + k, j * s : j * s + k]
                out[:, :, i, j] = (window * self.W[:, 0]).sum(axis=(2, 3)) + self.b
        return out

    def backward(self, dout):
        s, p = self.stride, self.padding
        k = self.W.shape[2]
        dxp = np.zeros_like(self.xp)
        self.dW = np.zeros_like(self.W)
        self.db = dout.sum(axis=(0, 2, 3))
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                g = dout[:, :, i, j][:, :, None, None]
                window = self.xp[:, :, i * s : i * s + k, j * s : j * s + k]
                self.dW[:, 0] += (window * g)[-1]
                dxp[:, :, i * s : i * s + k, j * s : j * s + k] += g * self.W[:, 0]
        h, w = dxp.shape[2:]
        return dxp[:, :, p : h - p, p : w - p]
