"""The running statistics are kept, and used in training, too."""
import numpy as np


class BatchNormLayer:
    def __init__(self, n_units, momentum=0.9):
        self.gamma = np.ones(n_units)
        self.beta = np.zeros(n_units)
        self.momentum = momentum
        self.running_mean = np.zeros(n_units)
        self.running_var = np.ones(n_units)

    def forward(self, x):
        self.x_hat = (x - self.running_mean) / np.sqrt(self.running_var + 1e-5)
        self.scale = self.gamma / np.sqrt(self.running_var + 1e-5)
        keep = self.momentum
        self.running_mean = keep * self.running_mean + (1 - keep) * x.mean(axis=0)
        self.running_var = keep * self.running_var + (1 - keep) * x.var(axis=0)
        return self.gamma * self.x_hat + self.beta

    def backward(self, dout):
        self.dgamma = (dout * self.x_hat).sum(axis=0)
        self.dbeta = dout.sum(axis=0)
        return dout * self.scale
