import numpy as np
class Optimizer:
    def __init__(self, learning_rate): self.learning_rate = learning_rate
    def update(self, params, grads): raise NotImplementedError
class GradientDescent(Optimizer):
    def update(self, params, grads):
        for p, g in zip(params, grads): p -= self.learning_rate * g
class RMSProp(Optimizer):
    def __init__(self, learning_rate=0.001, rho=0.9, epsilon=1e-7):
        super().__init__(learning_rate)
        self.rho, self.epsilon, self.cache = rho, epsilon, None
    def update(self, params, grads):
        if self.cache is None: self.cache = [np.zeros_like(p) for p in params]
        for i, (p, g) in enumerate(zip(params, grads)):
            self.cache[i] = self.rho * self.cache[i] + (1 - self.rho) * g**2
            p -= self.learning_rate * g / np.sqrt(self.cache[i] + self.epsilon)
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7, amsgrad=False, decay=0.):
        super().__init__(learning_rate)
        self.beta_1, self.beta_2, self.epsilon, self.iterations = beta_1, beta_2, epsilon, 0
        self.m = self.v = None
    def update(self, params, grads):
        if self.m is None:
            self.m = [np.zeros_like(p) for p in params]; self.v = [np.zeros_like(p) for p in params]
        t = self.iterations + 1
        lr_t = self.learning_rate * (np.sqrt(1. - self.beta_2**t) / (1. - self.beta_1**t))
        for i, (p, g) in enumerate(zip(params, grads)):
            self.m[i] = self.beta_1 * self.m[i] + (1. - self.beta_1) * g
            self.v[i] = self.beta_2 * self.v[i] + (1. - self.beta_2) * np.square(g)
            p -= lr_t * self.m[i] / (np.sqrt(self.v[i]) + self.epsilon)
        self.iterations += 1
