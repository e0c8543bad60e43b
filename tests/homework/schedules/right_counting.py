class StepLRScheduler:
    """call .step() once per epoch; read .lr"""
    def __init__(self, lr, step_size=10, gamma=0.5):
        self.lr = lr
        self.step_size, self.gamma = step_size, gamma
        self.counter = 0

    def step(self):
        self.counter += 1
        if self.counter % self.step_size == 0:
            self.lr *= self.gamma
        return self.lr


class ExponentialScheduler:
    def __init__(self, initial_lr, gamma):
        self.initial_lr = initial_lr
        self.gamma = gamma
        self.epoch = 0
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
        import numpy as np
        return self.eta_min + (self.eta_max - self.eta_min) / 2 * (1 + np.cos(self.T_cur / self.T_max * np.pi))

    def step(self):
        self.T_cur += 1
