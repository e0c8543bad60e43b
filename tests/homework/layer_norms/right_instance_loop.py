import numpy as np
class InstanceNormalization:
    def __init__(self, C):
        self.C = C
        self.gamma = np.ones(C)
        self.beta = np.zeros(C)
    def forward(self, x):
        out = np.zeros_like(x)
        self.cache = {}
        for n in range(x.shape[0]):
            for c in range(x.shape[1]):
                p = x[n, c]
                s = np.sqrt(p.var() + 1e-5)
                h = (p - p.mean()) / s
                self.cache[n, c] = (h, s)
                out[n, c] = self.gamma[c] * h + self.beta[c]
        return out
    def backward(self, dout):
        dx = np.zeros_like(dout)
        self.dgamma = np.zeros(self.C)
        self.dbeta = np.zeros(self.C)
        for n in range(dout.shape[0]):
            for c in range(dout.shape[1]):
                h, s = self.cache[n, c]
                d = dout[n, c]
                self.dgamma[c] += (d * h).sum()
                self.dbeta[c] += d.sum()
                d = d * self.gamma[c]
                dx[n, c] = (d - d.mean() - h * (d * h).mean()) / s
        return dx
