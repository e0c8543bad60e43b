import numpy as np
class InstanceNorm2D:
    def __init__(self, num_channels, eps=1e-5):
        self.gamma, self.beta, self.eps = np.ones((1, num_channels, 1, 1)), np.zeros((1, num_channels, 1, 1)), eps
    def forward(self, x):
        self.mu = x.mean((2, 3), keepdims=True)
        self.sig = np.sqrt(x.var((2, 3), keepdims=True) + self.eps)
        self.xh = (x - self.mu) / self.sig
        return self.gamma * self.xh + self.beta
    def backward(self, d):
        self.dgamma = (d * self.xh).sum((0, 2, 3), keepdims=True)
        self.dbeta = d.sum((0, 2, 3), keepdims=True)
        return d * self.gamma / self.sig
