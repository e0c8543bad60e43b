import numpy as np


class StepLRScheduler:
    def __init__(self, lr, step_size=10, gamma=0.5):
        self.lr = lr
        self.step_size, self.gamma = step_size, gamma
        self.counter = 0

    def step(self):
        self.counter += 1
        if self.counter >= self.step_size:      # must be %
            self.lr *= self.gamma
        return self.lr


class ExponentialScheduler:
    def __init__(self, initial_lr, gamma):
        self.initial_lr = initial_lr
        self.gamma = gamma
        self.epoch = 1                           # counts one too many
        self.current_lr = initial_lr

    def step(self):
        self.epoch += 1
        self.current_lr = self.initial_lr * self.gamma ** self.epoch

    def get_lr(self):
        return self.current_lr


class CosineAnnealingScheduler:
    def __init__(self, eta_max, eta_min, T_max):
        self.eta_max = eta_max
        self.eta_min = eta_min
        self.T_max = T_max
        self.T_cur = 0

    def get_lr(self):
        # no 1/2
        return self.eta_min + (self.eta_max - self.eta_min) * (1 + np.cos(self.T_cur / self.T_max * np.pi))

    def step(self):
        self.T_cur += 1


class PolynomialScheduler:
    def __init__(self, optimizer, total_iters, power=2.0, end_lr=1e-4):
        self.optimizer, self.total_iters, self.power, self.end_lr = optimizer, total_iters, power, end_lr
        self.base = optimizer.learning_rate
        self.i = 0

    def step(self):
        self.i = min(self.i + 1, self.total_iters)
        self.optimizer.learning_rate = self.end_lr + self.base * (1 - self.i / self.total_iters) ** self.power
