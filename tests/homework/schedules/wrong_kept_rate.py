class StepDecay:
    def __init__(self, initial_lr, drop_factor=0.5, epochs_per_drop=5):
        self.lr = initial_lr
        self.drop_factor = drop_factor
        self.epochs_per_drop = epochs_per_drop

    def get_lr(self, epoch):
        # multiplies the already decayed rate again
        self.lr = self.lr * self.drop_factor ** (epoch // self.epochs_per_drop)
        return self.lr


class TimeBasedDecay:
    def __init__(self, lr, decay):
        self.lr = lr
        self.decay = decay

    def get_lr(self, epoch):
        self.lr = self.lr / (1.0 + self.decay * epoch)
        return self.lr


class LinearDecay:
    def __init__(self, start_lr, end_lr, total_steps):
        self.start_lr, self.end_lr, self.total_steps = start_lr, end_lr, total_steps

    def get_lr(self, step):
        return self.start_lr + (self.end_lr - self.start_lr) * step / self.total_steps
