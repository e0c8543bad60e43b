"""Conv2d with everything that PyTorch's has, by loops over groups and taps."""

import numpy as np


class Conv2d:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1):
        self.weight = np.random.randn(out_channels, in_channels // groups, kernel_size, kernel_size)
        self.weight *= 0.1
        self.bias = np.zeros(out_channels)
        self.stride, self.padding, self.dilation, self.groups = stride, padding, dilation, groups

    def taps(self):
        s, d = self.stride, self.dilation
        for k in range(self.weight.shape[2]):
            for m in range(self.weight.shape[3]):
                yield k, m, slice(k * d, k * d + s * self.oh, s), slice(m * d, m * d + s * self.ow, s)

    def parts(self):
        f, c = self.weight.shape[0] // self.groups, self.weight.shape[1]
        for g in range(self.groups):
            yield slice(g * f, (g + 1) * f), slice(g * c, (g + 1) * c)

    def forward(self, x):
        p = self.padding
        self.xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        h, w = self.xp.shape[2:]
        reach = self.dilation * (self.weight.shape[2] - 1) + 1
        self.oh, self.ow = (h - reach) // self.stride + 1, (w - reach) // self.stride + 1
        out = np.zeros((len(x), len(self.weight), self.oh, self.ow))
        for fs, cs in self.parts():
            for k, m, rows, cols in self.taps():
                seen = self.xp[:, cs, rows, cols]
                out[:, fs] += np.einsum("nchw,fc->nfhw", seen, self.weight[fs, :, k, m])
        return out + self.bias[None, :, None, None]

    def backward(self, grad_output):
        dxp = np.zeros_like(self.xp)
        self.grad_weight = np.zeros_like(self.weight)
        self.grad_bias = grad_output.sum(axis=(0, 2, 3))
        for fs, cs in self.parts():
            g = grad_output[:, fs]
            for k, m, rows, cols in self.taps():
                seen = self.xp[:, cs, rows, cols]
                self.grad_weight[fs, :, k, m] = np.einsum("nfhw,nchw->fc", g, seen)
                dxp[:, cs, rows, cols] += np.einsum("nfhw,fc->nchw", g, self.weight[fs, :, k, m])
        p = self.padding
        return dxp[:, :, p : dxp.shape[2] - p, p : dxp.shape[3] - p]
