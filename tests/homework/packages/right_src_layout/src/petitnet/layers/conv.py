import numpy as np

from petitnet.layers.base import Module

from ..registry import register
from ..utils.patches import patches, pad


@register("conv")
class Conv2D(Module):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0):
        super().__init__()
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding
        fan_in = in_channels * kernel_size * kernel_size
        self.W = np.random.randn(out_channels, in_channels, kernel_size, kernel_size)
        self.W *= np.sqrt(2.0 / fan_in)
        self.b = np.zeros(out_channels)

    def forward(self, x):
        self.size = x.shape
        self.seen = patches(pad(x, self.padding), self.kernel_size, self.stride)
        out = np.einsum("nhwckl,fckl->nfhw", self.seen, self.W, optimize=True)
        return out + self.b.reshape(1, -1, 1, 1)

    def backward(self, grad):
        self.db = grad.sum(axis=(0, 2, 3))
        self.dW = np.einsum("nfhw,nhwckl->fckl", grad, self.seen, optimize=True)
        n, c, h, w = self.size
        p, s, k = self.padding, self.stride, self.kernel_size
        dx = np.zeros((n, c, h + 2 * p, w + 2 * p))
        for i in range(grad.shape[2]):
            for j in range(grad.shape[3]):
                piece = np.einsum("nf,fckl->nckl", grad[:, :, i, j], self.W)
                dx[:, :, i * s : i * s + k, j * s : j * s + k] += piece
        return dx[:, :, p : p + h, p : p + w]
