import numpy as np


class RMSNorm(object):
    def __init__(self, dim, eps=1e-6):
        self.weight = np.ones((dim,))
        self.eps = eps
        self.grad_weight = None

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        self.x = x
        ms = np.mean(x * x, axis=-1, keepdims=True)
        self.rms = np.sqrt(ms + self.eps)
        self.y = x / self.rms
        return self.y * self.weight

    def backward(self, grad):
        n = self.x.shape[-1]
        self.grad_weight = np.sum(grad * self.y, axis=0)
        gy = grad * self.weight
        dot = np.sum(gy * self.y, axis=-1, keepdims=True)
        return (gy - self.y * dot / n) / self.rms
