import numpy as np
class Sgd:
    def __init__(self, learning_rate: float): self.learning_rate = learning_rate
    def calculate_update(self, weight_tensor, gradient_tensor): return weight_tensor - self.learning_rate * gradient_tensor
class SgdWithMomentum:
    def __init__(self, learning_rate, momentum_rate):
        self.learning_rate, self.momentum_rate, self.v = learning_rate, momentum_rate, 0
    def calculate_update(self, weight_tensor, gradient_tensor):
        self.v = self.momentum_rate * self.v - self.learning_rate * gradient_tensor
        return weight_tensor + self.v
class Adam:
    def __init__(self, learning_rate, mu, rho):
        self.learning_rate, self.mu, self.rho = learning_rate, mu, rho
        self.v = self.r = 0; self.k = 1
    def calculate_update(self, weight_tensor, gradient_tensor):
        self.v = self.mu * self.v + (1 - self.mu) * gradient_tensor
        self.r = self.rho * self.r + (1 - self.rho) * gradient_tensor * gradient_tensor
        v_hat = self.v / (1 - self.mu ** self.k)
        r_hat = self.r / (1 - self.rho ** self.k)
        self.k += 1
        return weight_tensor - self.learning_rate * v_hat / (np.sqrt(r_hat) + np.finfo(float).eps)
