# 11-785 Introduction to Deep Learning, HW2P1
import numpy as np
from resampling import *


class Conv2d_stride1:
    def __init__(self, in_channels, out_channels, kernel_size,
                 weight_init_fn=None, bias_init_fn=None):
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size = kernel_size
        shape = (out_channels, in_channels, kernel_size, kernel_size)
        self.W = np.random.normal(0, 1.0, shape) if weight_init_fn is None else weight_init_fn(*shape)
        self.b = np.zeros(out_channels) if bias_init_fn is None else bias_init_fn(out_channels)
        self.dLdW = np.zeros(shape)
        self.dLdb = np.zeros(out_channels)

    def forward(self, A):
        self.A = A
        K = self.kernel_size
        out_h, out_w = A.shape[2] - K + 1, A.shape[3] - K + 1
        Z = np.zeros((A.shape[0], self.out_channels, out_h, out_w))
        for i in range(K):
            for j in range(K):
                Z += np.einsum('nchw,fc->nfhw', A[:, :, i:i + out_h, j:j + out_w], self.W[:, :, i, j])
        return Z + self.b.reshape(1, -1, 1, 1)

    def backward(self, dLdZ):
        K = self.kernel_size
        out_h, out_w = dLdZ.shape[2:]
        padded = np.pad(dLdZ, ((0, 0), (0, 0), (K - 1, K - 1), (K - 1, K - 1)))
        flipped = np.flip(self.W, axis=(2, 3))
        dLdA = np.zeros(self.A.shape)
        for i in range(K):
            for j in range(K):
                window = padded[:, :, i:i + dLdA.shape[2], j:j + dLdA.shape[3]]
                dLdA += np.einsum('nfhw,cf->nchw', window, flipped[:, :, i, j])
        for i in range(K):
            for j in range(K):
                patch = self.A[:, :, i:i + out_h, j:j + out_w]
                self.dLdW[:, :, i, j] = np.einsum('nfhw,nchw->fc', dLdZ, patch)
        self.dLdb = dLdZ.sum(axis=(0, 2, 3))
        return dLdA


class ReLU:
    def forward(self, Z):
        self.A = np.maximum(0, Z)
        return self.A

    def backward(self, dLdA):
        return dLdA * np.where(self.A > 0, 1, 0)
