import numpy as np

class NAG:
    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, None
    def update(self, w, g):
        if self.v is None: self.v = np.zeros_like(w)
        self.v = self.mu * self.v - self.lr * g
        return w + self.v
