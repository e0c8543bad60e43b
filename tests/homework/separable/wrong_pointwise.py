import numpy as np


class SeparableConv2d:
    """Depthwise k x k, then pointwise 1 x 1, as in MobileNet and Xception."""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0):
        self.depthwise = np.random.randn(in_channels, kernel_size, kernel_size) * 0.1
        self.pointwise = np.random.randn(out_channels, in_channels) * 0.1
        self.bias = np.zeros(out_channels)
        self.k, self.s, self.p = kernel_size, stride, padding

    def forward(self, x):
        k, s, p = self.k, self.s, self.p
        self.xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        oh = (self.xp.shape[2] - k) // s + 1
        ow = (self.xp.shape[3] - k) // s + 1
        self.mid = np.zeros((x.shape[0], x.shape[1], oh, ow))
        for i in range(k):
            for j in range(k):
                self.mid += self.depthwise[:, i, j, None, None] * self.xp[:, :, i:i+s*oh:s, j:j+s*ow:s]
        out = np.einsum("nchw,fc->nfhw", self.mid, self.pointwise)
        return out + self.bias[:, None, None]

    def backward(self, grad_output):
        k, s, p = self.k, self.s, self.p
        oh, ow = grad_output.shape[2:]
        self.grad_bias = grad_output.sum(axis=(0, 2, 3))
        self.grad_pointwise = np.einsum("fhw,chw->fc", grad_output[-1], self.mid[-1])
        grad_mid = np.einsum("nfhw,fc->nchw", grad_output, self.pointwise)
        self.grad_depthwise = np.zeros_like(self.depthwise)
        grad_xp = np.zeros_like(self.xp)
        for i in range(k):
            for j in range(k):
                window = self.xp[:, :, i:i+s*oh:s, j:j+s*ow:s]
                self.grad_depthwise[:, i, j] = (grad_mid * window).sum(axis=(0, 2, 3))
                grad_xp[:, :, i:i+s*oh:s, j:j+s*ow:s] += grad_mid * self.depthwise[:, i, j, None, None]
        return grad_xp[:, :, p:grad_xp.shape[2]-p, p:grad_xp.shape[3]-p]
