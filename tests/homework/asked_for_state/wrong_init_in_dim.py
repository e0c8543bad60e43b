"""Layers whose parameters are made by init(in_dim)."""

import numpy as np


class Dense:
    def __init__(self, units):
        self.units = units

    def init(self, in_dim):
        self.w = np.random.randn(in_dim, self.units) / np.sqrt(in_dim)
        self.b = np.zeros((1, self.units))
        return self.units

    def forward(self, x):
        self.x = x
        return x @ self.w + self.b

    def backward(self, dout):
        self.dw = self.x.T @ dout
        self.db = dout.sum(axis=0, keepdims=True)
        return dout @ self.w.T / len(dout)
