import numpy as np


class Conv2D:
    """Naive convolution, input is (N, C, H, W)."""

    def __init__(self, in_ch, out_ch, k, stride=1, pad=0, seed=0):
        rng = np.random.default_rng(seed)
        self.W = rng.standard_normal((out_ch, in_ch, k, k)) * np.sqrt(2.0 / (in_ch * k * k))
        self.b = np.zeros(out_ch)
        self.k, self.stride, self.pad = k, stride, pad

    def forward(self, x):
        self.x = x
        N, C, H, W = x.shape
        p, s, k = self.pad, self.stride, self.k
        F = self.W.shape[0]
        Ho = (H + 2 * p - k) // s + 1
        Wo = (W + 2 * p - k) // s + 1
        xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        out = np.zeros((N, F, Ho, Wo))
        for n in range(N):
            for f in range(F):
                for i in range(Ho):
                    for j in range(Wo):
                        patch = xp[n, :, i * s:i * s + k, j * s:j * s + k]
                        out[n, f, i, j] = np.sum(patch * self.W[f]) + self.b[f]
        return out

    def backward(self, dout):
        x = self.x
        N, C, H, W = x.shape
        p, s, k = self.pad, self.stride, self.k
        _, F, Ho, Wo = dout.shape
        xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        dxp = np.zeros_like(xp)
        self.dW = np.zeros_like(self.W)
        self.db = np.zeros_like(self.b)
        for n in range(N):
            for f in range(F):
                self.db[f] += dout[n, f].sum()
                for i in range(Ho):
                    for j in range(Wo):
                        g = dout[n, f, i, j]
                        self.dW[f] += g * xp[n, :, i * s:i * s + k, j * s:j * s + k]
                        dxp[n, :, i * s:i * s + k, j * s:j * s + k] += g * self.W[f]
        return dxp[:, :, p:p + W, p:p + H]


class ReLU:
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask
