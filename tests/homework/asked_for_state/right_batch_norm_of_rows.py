"""A batch norm of rows, by no name but that of a batch norm."""

import numpy as np


class BatchNorm:
    def __init__(self, num_features, eps=1e-5):
        self.gamma = np.ones(num_features)
        self.beta = np.zeros(num_features)
        self.eps = eps

    def forward(self, x):
        self.std = np.sqrt(x.var(axis=0) + self.eps)
        self.xhat = (x - x.mean(axis=0)) / self.std
        return self.gamma * self.xhat + self.beta

    def backward(self, dout):
        n = len(dout)
        self.dgamma = (dout * self.xhat).sum(axis=0)
        self.dbeta = dout.sum(axis=0)
        g = dout * self.gamma
        return (n * g - g.sum(axis=0) - self.xhat * (g * self.xhat).sum(axis=0)) / (n * self.std)


class Tanh:
    def forward(self, x):
        self.y = np.tanh(x)
        return self.y

    def backward(self, dout):
        return dout * (1 - self.y**2)
