import numpy as np


class RMSNorm:
    def __init__(self, d_model, eps=1e-8):
        self.g = np.ones(d_model)
        self.eps = eps

    def forward(self, x):
        x = x - np.mean(x, axis=-1, keepdims=True)
        rms = np.sqrt(np.mean(x ** 2, axis=-1, keepdims=True) + self.eps)
        return x / rms * self.g
