import numpy as np
class GroupNorm:
    def __init__(self, num_groups, num_channels, eps=1e-5):
        self.G = num_groups
        self.gamma = np.ones((1, num_channels, 1, 1))
        self.beta = np.zeros((1, num_channels, 1, 1))
        self.eps = eps
    def forward(self, x):
        N, C, H, W = x.shape
        self.shape = x.shape
        g = x.reshape(N, self.G, C // self.G, H, W)
        mean = g.mean(axis=(2, 3, 4), keepdims=True)
        var = g.var(axis=(2, 3, 4), keepdims=True)
        self.istd = 1 / np.sqrt(var + self.eps)
        self.xhat = (g - mean) * self.istd
        return self.gamma * self.xhat.reshape(x.shape) + self.beta
    def backward(self, dout):
        N, C, H, W = self.shape
        self.dgamma = (dout * self.xhat.reshape(self.shape)).sum(axis=(0, 2, 3), keepdims=True)
        self.dbeta = dout.sum(axis=(0, 2, 3), keepdims=True)
        d = (dout * self.gamma).reshape(self.xhat.shape)
        ax = (2, 3, 4)
        dx = self.istd * (d - d.mean(axis=ax, keepdims=True) - self.xhat * (d * self.xhat).mean(axis=ax, keepdims=True))
        return dx.reshape(self.shape)
