import numpy as np


class Upsample:
    """What a CMU course calls upsampling: zeros between the pixels."""

    def __init__(self, upsampling_factor):
        self.upsampling_factor = upsampling_factor

    def forward(self, A):
        k = self.upsampling_factor
        n, c, h, w = A.shape
        Z = np.zeros((n, c, k * (h - 1) + 1, k * (w - 1) + 1))
        Z[:, :, ::k, ::k] = A
        return Z

    def backward(self, dLdZ):
        k = self.upsampling_factor
        return dLdZ[:, :, ::k, ::k]


class UpSampling2DBilinear:
    def forward(self, x):
        left = np.concatenate([x[..., :1], x[..., :-1]], -1)
        right = np.concatenate([x[..., 1:], x[..., -1:]], -1)
        out = np.empty((*x.shape[:-1], x.shape[-1] * 2))
        out[..., ::2] = 0.75 * x + 0.25 * left
        out[..., 1::2] = 0.75 * x + 0.25 * right
        return out

    def backward(self, g):
        return g[..., ::2] + g[..., 1::2]
