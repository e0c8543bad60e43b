class MultiStepLR:
    def __init__(self, optimizer, milestones, gamma=0.1):
        self.optimizer, self.milestones, self.gamma = optimizer, milestones, gamma
        self.epoch = 0

    def step(self):
        self.epoch += 1
        # from the milestone on, in every epoch
        if self.epoch >= self.milestones[0]:
            self.optimizer.lr *= self.gamma


class PiecewiseConstantDecay:
    def __init__(self, boundaries, values):
        self.boundaries, self.values = boundaries, values

    def __call__(self, step):
        for b, v in zip(self.boundaries, self.values):
            if step < b:
                return v
        return self.values[-2]


class PolynomialLR:
    def __init__(self, optimizer, total_iters, power=1.0):
        self.optimizer, self.total_iters, self.power = optimizer, total_iters, power
        self.base_lr = optimizer.lr
        self.last_epoch = 0

    def step(self):
        self.last_epoch += 1
        self.optimizer.lr *= (1 - self.last_epoch / self.total_iters) ** self.power


class LinearWarmup:
    def __init__(self, optimizer, warmup_steps):
        self.optimizer = optimizer
        self.warmup_steps = warmup_steps
        self.base_lr = optimizer.lr
        self.count = 0

    def step(self):
        self.count += 1
        if self.count <= self.warmup_steps:
            self.optimizer.lr = self.base_lr * (self.count // self.warmup_steps)
