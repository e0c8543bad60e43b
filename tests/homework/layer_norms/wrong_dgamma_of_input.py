import numpy as np


class LayerNormalization:
    def __init__(self, size):
        self.gamma = np.ones(size)
        self.beta = np.zeros(size)

    def forward(self, X):
        self.X = X
        self.mu = X.mean(1)[:, None]
        self.sigma = np.sqrt(((X - self.mu) ** 2).mean(1)[:, None] + 1e-5)
        return self.gamma * ((X - self.mu) / self.sigma) + self.beta

    def backward(self, dY):
        Xhat = (self.X - self.mu) / self.sigma
        self.dgamma = (dY * self.X).sum(0)
        self.dbeta = dY.sum(0)
        dXhat = dY * self.gamma
        a = dXhat.mean(1)[:, None]
        b = (dXhat * Xhat).mean(1)[:, None]
        return (dXhat - a - Xhat * b) / self.sigma
