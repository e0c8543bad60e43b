"""A small optim module for my autograd library."""
import math

import numpy as np


class Optimizer:
    def __init__(self, params, lr, weight_decay=0.0):
        self.params = list(params)
        self.lr = lr
        self.weight_decay = weight_decay

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            grad = p.grad + self.weight_decay * p.data
            p.data = p.data - self.lr * self.direction(i, grad)


class SGD(Optimizer):
    def __init__(self, params, lr=0.01, momentum=0.0, nesterov=False, weight_decay=0.0):
        super().__init__(params, lr, weight_decay)
        self.momentum = momentum
        self.nesterov = nesterov
        self.buf = {}

    def direction(self, i, grad):
        if self.momentum == 0:
            return grad
        self.buf[i] = self.momentum * self.buf[i] + grad if i in self.buf else grad.copy()
        return grad + self.momentum * self.buf[i] if self.nesterov else self.buf[i]


class Adam(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(params, lr, weight_decay)
        self.betas, self.eps, self.t = betas, eps, 0
        self.m = [np.zeros_like(p.data) for p in self.params]
        self.v = [np.zeros_like(p.data) for p in self.params]

    def step(self):
        self.t += 1
        super().step()
        self.zero_grad()

    def direction(self, i, grad):
        b1, b2 = self.betas
        self.m[i] = b1 * self.m[i] + (1 - b1) * grad
        self.v[i] = b2 * self.v[i] + (1 - b2) * grad**2
        m_hat = self.m[i] / (1 - b1**self.t)
        return m_hat / (np.sqrt(self.v[i]) / math.sqrt(1 - b2**self.t) + self.eps)


class AdamW:
    def __init__(self, params, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
        self.params = params
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.weight_decay = weight_decay
        self.step_count = 0
        self.state = {}

    def step(self):
        self.step_count += 1
        for p in self.params:
            m, v = self.state.get(id(p), (0, 0))
            m = self.beta1 * m + (1 - self.beta1) * p.grad
            v = self.beta2 * v + (1 - self.beta2) * p.grad * p.grad
            self.state[id(p)] = m, v
            m = m / (1 - self.beta1**self.step_count)
            v = v / (1 - self.beta2**self.step_count)
            p.data -= self.lr * (m / (np.sqrt(v) + self.eps) + self.weight_decay * p.data)


class NAdam:
    def __init__(self, params, lr=2e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        self.params = params
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.t = 0
        self.m = [np.zeros_like(p.data) for p in params]
        self.v = [np.zeros_like(p.data) for p in params]

    def step(self):
        self.t += 1
        for i, p in enumerate(self.params):
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * p.grad
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * p.grad**2
            m_hat = self.m[i] / (1 - self.beta1**self.t)
            v_hat = self.v[i] / (1 - self.beta2**self.t)
            ahead = self.beta1 * m_hat + (1 - self.beta1) * p.grad / (1 - self.beta1**self.t)
            p.data -= self.lr * ahead / (np.sqrt(v_hat) + self.eps)
