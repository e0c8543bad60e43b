import numpy as np


class AdaDelta(object):
    def __init__(self, rho=0.95, eps=1e-6):
        self.rho = rho
        self.eps = eps
        self.g2, self.d2 = None, None

    def update(self, w, grad):
        if self.g2 is None:
            self.g2, self.d2 = np.zeros_like(w), np.zeros_like(w)
        self.g2 = self.rho * self.g2 + (1 - self.rho) * grad**2
        delta = (self.d2 + self.eps) / (self.g2 + self.eps) * grad
        self.d2 = self.rho * self.d2 + (1 - self.rho) * delta**2
        return w - delta


class Adam(object):
    def __init__(self, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
        self.lr, self.b1, self.b2, self.eps = lr, b1, b2, eps
        self.t = 0
        self.m = self.v = 0.0

    def update(self, w, grad):
        self.t += 1
        self.m = self.b1 * self.m + (1 - self.b1) * grad
        self.v = self.b2 * self.v + (1 - self.b2) * grad * grad
        mh = self.m / (1 - self.b1**self.t)
        vh = self.v / (1 - self.b2**self.t)
        return w + self.lr * mh / (np.sqrt(vh) + self.eps)
