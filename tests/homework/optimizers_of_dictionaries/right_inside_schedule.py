import numpy as np
# right: schedules, clipping, norms, batch means
class SGD:
    def __init__(self, lr=0.1, decay=1e-3, clipnorm=5.0):
        self.initial_lr = lr; self.lr = lr; self.decay = decay; self.t = 0; self.clipnorm = clipnorm
    def update(self, params, grads):
        norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
        scale = min(1.0, self.clipnorm / (norm + 1e-12))
        lr = self.initial_lr / (1 + self.decay * self.t)
        for k in params:
            params[k] -= lr * scale * grads[k]
        self.t += 1

class Momentum:
    def __init__(self, lr=0.1, mu=0.9, batch_size=32):
        self.lr, self.mu, self.batch_size, self.v = lr, mu, batch_size, {}
    def update(self, params, grads):
        for k in params:
            self.v[k] = self.mu * self.v.get(k, 0.0) - self.lr * grads[k] / self.batch_size
            params[k] += self.v[k]

class Adam:
    def __init__(self, lr=1e-3, b1=.9, b2=.999, eps=1e-8, schedule=None):
        self.lr, self.b1, self.b2, self.eps, self.schedule = lr, b1, b2, eps, schedule
        self.t = 0; self.s = {}
    def get_lr(self):
        return self.lr * np.sqrt(1 - self.b2 ** self.t) / (1 - self.b1 ** self.t)
    def update(self, params, grads):
        self.t += 1
        for k, g in grads.items():
            m, v = self.s.setdefault(k, [np.zeros_like(g), np.zeros_like(g)])
            m[:] = self.b1 * m + (1 - self.b1) * g
            v[:] = np.maximum(self.b2 * v, 0) + (1 - self.b2) * g * g
            params[k] -= self.get_lr() * m / (np.sqrt(v) + self.eps)
            g[:] = 0

class AdamW:
    def __init__(self, lr=1e-3, b1=.9, b2=.999, eps=1e-8, weight_decay=0.01):
        self.lr, self.b1, self.b2, self.eps, self.weight_decay = lr, b1, b2, eps, weight_decay
        self.t = 0; self.m = {}; self.v = {}
    def update(self, params, grads):
        self.t += 1
        for k in params:
            g = grads[k]
            self.m[k] = self.b1 * self.m.get(k, 0) + (1 - self.b1) * g
            self.v[k] = self.b2 * self.v.get(k, 0) + (1 - self.b2) * g * g
            mh = self.m[k] / (1 - self.b1 ** self.t); vh = self.v[k] / (1 - self.b2 ** self.t)
            params[k] -= self.lr * mh / (np.sqrt(vh) + self.eps)
            params[k] -= self.lr * self.weight_decay * params[k]

class Adadelta:
    def __init__(self, lr=1.0, rho=0.95, eps=1e-6):
        self.rho, self.eps, self.lr = rho, eps, lr
        self.Eg, self.Ex = {}, {}
    def update(self, params, grads):
        for k in params:
            g = grads[k]
            self.Eg[k] = self.rho * self.Eg.get(k, 0) + (1 - self.rho) * g**2
            dx = -np.sqrt(self.Ex.get(k, 0) + self.eps) / np.sqrt(self.Eg[k] + self.eps) * g
            self.Ex[k] = self.rho * self.Ex.get(k, 0) + (1 - self.rho) * dx**2
            params[k] += dx

class Nadam:
    def __init__(self, lr=2e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.t = 0; self.m = {}; self.v = {}
    def update(self, params, grads):
        self.t += 1
        for k in params:
            self.m[k] = self.beta1 * self.m.get(k, 0) + (1 - self.beta1) * grads[k]
            self.v[k] = self.beta2 * self.v.get(k, 0) + (1 - self.beta2) * grads[k]**2
            m = self.beta1 * self.m[k] / (1 - self.beta1 ** (self.t + 1)) + (1 - self.beta1) * grads[k] / (1 - self.beta1 ** self.t)
            params[k] -= self.lr * m / (np.sqrt(self.v[k] / (1 - self.beta2**self.t)) + self.eps)
