import numpy as np


class LayerNorm:
    """Layer normalisation with learnable gamma and beta."""

    def __init__(self, dim, eps=1e-5):
        self.eps = eps
        self.gamma = np.ones(dim)
        self.beta = np.zeros(dim)

    def forward(self, x):
        self.mu = x.mean(axis=-1, keepdims=True)
        self.var = x.var(axis=-1, keepdims=True)
        self.inv = 1.0 / np.sqrt(self.var + self.eps)
        self.x_hat = (x - self.mu) * self.inv
        return self.gamma * self.x_hat + self.beta

    def backward(self, dout):
        self.dgamma = (dout * self.x_hat).sum(axis=0)
        self.dbeta = dout.sum(axis=0)
        g = dout * self.gamma
        m1 = g.mean(axis=-1, keepdims=True)
        m2 = (g * self.x_hat).mean(axis=-1, keepdims=True)
        return (g - m1 - self.x_hat * m2) * self.inv
