import numpy as np


class Momentum:
    """One velocity for all the parameters."""

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, 0

    def update(self, params, grads):
        for key in params:
            self.v = self.momentum * self.v - self.lr * grads[key]
            params[key] += self.v


class Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.t = 0
        self.m, self.v = {}, {}

    def update(self, params, grads):
        for key in params:
            self.t += 1
            self.m[key] = self.beta1 * self.m.get(key, 0) + (1 - self.beta1) * grads[key]
            self.v[key] = self.beta2 * self.v.get(key, 0) + (1 - self.beta2) * grads[key] ** 2
            m = self.m[key] / (1 - self.beta1**self.t)
            v = self.v[key] / (1 - self.beta2**self.t)
            params[key] -= self.lr * m / (np.sqrt(v) + self.eps)
