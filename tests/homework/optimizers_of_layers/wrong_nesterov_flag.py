import numpy as np

class SGD:
    """nesterov=True is accepted, and does nothing"""
    def __init__(self, params, lr=0.01, momentum=0.9, nesterov=False):
        self.params = params
        self.lr = lr
        self.momentum = momentum
        self.nesterov = nesterov
        self.velocities = [np.zeros_like(p.data) for p in params]

    def step(self):
        for i in range(len(self.params)):
            self.velocities[i] = self.momentum * self.velocities[i] + self.params[i].grad
            self.params[i].data -= self.lr * self.velocities[i]

    def zero_grad(self):
        for p in self.params:
            p.grad = None
