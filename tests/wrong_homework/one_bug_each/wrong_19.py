import numpy as np


class SpatialBatchNorm:
    """BatchNorm for channels-last feature maps (N, H, W, C)."""

    def __init__(self, channels, momentum=0.9, eps=1e-5):
        self.gamma = np.ones(channels)
        self.beta = np.zeros(channels)
        self.momentum = momentum
        self.eps = eps
        self.run_mean = np.zeros(channels)
        self.run_var = np.ones(channels)

    def forward(self, x, training=True):
        if training:
            mean = np.mean(x, axis=(0, 1, 2))
            var = np.var(x, axis=(0, 1, 2))
            self.run_mean = self.momentum * self.run_mean + (1 - self.momentum) * mean
            self.run_var = self.momentum * self.run_var + (1 - self.momentum) * var
        else:
            mean, var = self.run_mean, self.run_var
        self.inv = 1 / np.sqrt(var + self.eps)
        self.xhat = (x - mean) * self.inv
        return self.gamma * self.xhat + self.beta

    def backward(self, dout):
        N, H, W, C = dout.shape
        M = N
        ax = (0, 1, 2)
        self.dgamma = np.sum(dout * self.xhat, axis=ax)
        self.dbeta = np.sum(dout, axis=ax)
        return self.gamma * self.inv / M * (M * dout - self.dbeta - self.xhat * self.dgamma)
