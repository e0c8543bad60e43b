"""Epsilon inside the root, clipped gradients, a schedule inside: all is well."""
import numpy as np


class RMSProp:
    def __init__(self, parameters, learning_rate=1e-3, rho=0.9, epsilon=1e-7, clip=5.0):
        self.parameters = parameters
        self.learning_rate = learning_rate
        self.rho, self.epsilon, self.clip = rho, epsilon, clip
        self.mean_square = [np.zeros_like(p.data) for p in parameters]

    def step(self):
        for p, s in zip(self.parameters, self.mean_square):
            g = np.clip(p.grad, -self.clip, self.clip)
            s *= self.rho
            s += (1 - self.rho) * g * g
            p.data -= self.learning_rate * g / np.sqrt(s + self.epsilon)
            p.grad[...] = 0


class SGD:
    def __init__(self, parameters, lr=0.1, warmup=10):
        self.parameters = parameters
        self.lr = lr
        self.warmup = warmup
        self.n = 0

    def step(self):
        self.n += 1
        lr = self.lr * min(1.0, self.n / self.warmup)
        for p in self.parameters:
            p.data -= lr * p.grad
