import numpy as np


class BN:
    def __init__(self, d):
        self.p = {"g": np.ones(d), "b": np.zeros(d)}
        self.g = {}

    def forward(self, X, eps=1e-5):
        m = X.shape[0]
        self.mu = X.sum(axis=0) / m
        self.Xc = X - self.mu
        self.var = (self.Xc ** 2).sum(axis=0) / m
        self.inv = (self.var + eps) ** -0.5
        self.Xn = self.Xc * self.inv
        return self.Xn * self.p["g"] + self.p["b"]

    def backward(self, dY):
        m = dY.shape[0]
        self.g["g"] = np.einsum("nd,nd->d", dY, self.Xc)
        self.g["b"] = np.einsum("nd->d", dY)
        dXn = dY * self.p["g"]
        dvar = (dXn * self.Xc).sum(0) * (-0.5) * self.inv ** 3
        dXc = dXn * self.inv + 2 / m * self.Xc * dvar
        return dXc - dXc.sum(0) / m


class Act:
    """kind: 'relu' | 'tanh' | 'sigmoid'"""

    def __init__(self, kind):
        self.kind = kind

    def forward(self, X):
        if self.kind == "relu":
            self.Y = np.maximum(X, 0)
        elif self.kind == "tanh":
            self.Y = np.tanh(X)
        else:
            self.Y = 1 / (1 + np.exp(-X))
        return self.Y

    def backward(self, dY):
        if self.kind == "relu":
            return dY * (self.Y > 0)
        elif self.kind == "tanh":
            return dY * (1 - self.Y ** 2)
        return dY * self.Y * (1 - self.Y)
