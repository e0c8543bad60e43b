import numpy as np


class DepthwiseConv:
    """Every channel has its own kernel. x: (N, C, H, W), w: (C, k, k)."""

    def __init__(self, w, stride=1, padding=0):
        self.w = w
        self.stride = stride
        self.padding = padding

    def forward(self, x):
        p, s = self.padding, self.stride
        C, k, _ = self.w.shape
        self.in_hw = x.shape[2:]
        self.xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        oh = (self.xp.shape[2] - k) // s + 1
        ow = (self.xp.shape[3] - k) // s + 1
        out = np.zeros((x.shape[0], C, oh, ow))
        for i in range(oh):
            for j in range(ow):
                win = self.xp[:, :, i * s:i * s + k, j * s:j * s + k]
                out[:, :, i, j] = (win * self.w).sum(axis=(2, 3))
        return out

    def backward(self, dout):
        p, s = self.padding, self.stride
        C, k, _ = self.w.shape
        H, W = self.in_hw
        self.dw = np.zeros(self.w.shape)
        dxp = np.zeros(self.xp.shape)
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                g = dout[:, :, i, j][:, :, None, None]
                win = self.xp[:, :, i * s:i * s + k, j * s:j * s + k]
                self.dw += (g * win).sum(axis=0)
                dxp[:, :, i * s:i * s + k, j * s:j * s + k] += g * self.w
        return dxp[:, :, p:-p, p:-p]


class BatchNorm:
    def __init__(self, C, eps=1e-5):
        self.gamma, self.beta, self.eps = np.ones((1, C, 1, 1)), np.zeros((1, C, 1, 1)), eps

    def forward(self, x):
        self.mu = x.mean(axis=(0, 2, 3), keepdims=True)
        self.sd = np.sqrt(x.var(axis=(0, 2, 3), keepdims=True) + self.eps)
        self.xhat = (x - self.mu) / self.sd
        return self.gamma * self.xhat + self.beta

    def backward(self, dout):
        kw = dict(axis=(0, 2, 3), keepdims=True)
        self.dgamma = (dout * self.xhat).sum(**kw)
        self.dbeta = dout.sum(**kw)
        m = dout.size / dout.shape[1]
        return self.gamma / self.sd * (dout - self.dbeta / m - self.xhat * self.dgamma / m)
