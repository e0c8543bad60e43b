import numpy as np


class InstanceNorm2d:
    def __init__(self, num_features, eps=1e-5):
        self.gamma = np.ones(num_features)
        self.beta = np.zeros(num_features)
        self.eps = eps

    def forward(self, x):
        mean = x.mean(axis=(2, 3), keepdims=True)
        var = x.var(axis=(2, 3), keepdims=True)
        self.std = np.sqrt(var + self.eps)
        self.norm = (x - mean) / self.std
        return self.gamma[None, :, None, None] * self.norm + self.beta[None, :, None, None]

    def backward(self, dout):
        N, C, H, W = dout.shape
        self.dgamma = np.sum(dout * self.norm, axis=(0, 2, 3))
        self.dbeta = np.sum(dout, axis=(0, 2, 3))
        dnorm = dout * self.gamma.reshape(1, C, 1, 1)
        dx = dnorm - dnorm.mean(axis=(2, 3), keepdims=True)
        dx -= self.norm * (dnorm * self.norm).mean(axis=(2, 3), keepdims=True)
        return dx / self.std
