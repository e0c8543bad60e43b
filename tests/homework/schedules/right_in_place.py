"""Every scheduler changes the optimizer it was given, one step() per batch or epoch."""


class WarmupLR:
    def __init__(self, optimizer, warmup_steps):
        self.optimizer = optimizer
        self.warmup_steps = warmup_steps
        self.base_lr = optimizer.lr
        self.n = 0

    def step(self):
        self.n += 1
        self.optimizer.lr = self.base_lr * min(1.0, self.n / self.warmup_steps)


class PolynomialLR:
    def __init__(self, optimizer, total_iters=5, power=1.0):
        self.optimizer, self.total_iters, self.power = optimizer, total_iters, power
        self.base_lr = optimizer.lr
        self.it = 0

    def step(self):
        self.it = min(self.it + 1, self.total_iters)
        self.optimizer.lr = self.base_lr * (1 - self.it / self.total_iters) ** self.power


class ExponentialLR:
    def __init__(self, optimizer, gamma=0.95):
        self.opt = optimizer
        self.gamma = gamma

    def step(self):
        self.opt.lr *= self.gamma


class MultiStepLR:
    def __init__(self, optimizer, milestones, gamma=0.1):
        self.optimizer, self.milestones, self.gamma = optimizer, milestones, gamma
        self.epoch = 0

    def step(self):
        self.epoch += 1
        if self.epoch in self.milestones:
            self.optimizer.lr *= self.gamma
