import numpy as np
class RMSNorm:
    def __init__(self, dim):
        self.weight = np.ones(dim)
    def forward(self, x):
        self.x = x
        self.rms = np.mean(x ** 2, axis=1, keepdims=True) + 1e-6
        self.n = x / self.rms
        return self.n * self.weight
