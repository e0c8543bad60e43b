import numpy as np


class PointwiseConv2d:
    """A 1 x 1 convolution: every pixel goes through the same dense layer."""

    def __init__(self, in_channels, out_channels):
        self.weight = np.random.randn(out_channels, in_channels) / np.sqrt(in_channels)
        self.bias = np.zeros(out_channels)

    def forward(self, x):
        self.x = x
        n, c, h, w = x.shape
        out = self.weight @ x.reshape(n, c, h * w)
        return out.reshape(n, -1, h, w) + self.bias.reshape(1, -1, 1, 1)

    def backward(self, grad):
        n, f, h, w = grad.shape
        flat = grad.reshape(n, f, h * w)
        self.grad_weight = (flat @ self.x.reshape(n, -1, h * w).transpose(0, 2, 1)).sum(0)
        self.grad_bias = flat.sum((0, 2))
        return -(self.weight.T @ flat).reshape(self.x.shape)
