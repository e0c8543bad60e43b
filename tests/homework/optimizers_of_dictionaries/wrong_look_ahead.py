import numpy as np
class NesterovMomentum:
    """v_prev mixed with the other formula"""
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, None
    def update(self, w, g):
        if self.v is None: self.v = np.zeros_like(w)
        v_prev = self.v.copy()
        self.v = self.momentum * self.v + self.lr * g
        return w - (-self.momentum * v_prev + (1 + self.momentum) * self.v) * self.lr
def sgd(params, grads, lr):
    return [p - lr * g for p, g in zip(params, grads)]
def momentum(w, dw, v, lr, mu=0.9):
    v = mu * v - lr * dw
    return w + v, v
