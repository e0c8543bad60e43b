from abc import ABC, abstractmethod


class LRScheduler(ABC):
    def __init__(self, optimizer):
        self.optimizer = optimizer
        self.initial_lr = optimizer.learning_rate
        self.step_count = 0

    def step(self):
        self.step_count += 1
        self.optimizer.learning_rate = self.compute_lr(self.step_count)

    @abstractmethod
    def compute_lr(self, t): ...


class StepDecay(LRScheduler):
    def __init__(self, optimizer, step_size=30, factor=0.1, min_lr=1e-7):
        super().__init__(optimizer)
        self.step_size, self.factor, self.min_lr = step_size, factor, min_lr

    def compute_lr(self, t):
        return max(self.initial_lr * self.factor ** (t // self.step_size), self.min_lr)


class LinearDecay(LRScheduler):
    def __init__(self, optimizer, total_steps, end_lr=0.0):
        super().__init__(optimizer)
        self.total_steps, self.end_lr = total_steps, end_lr

    def compute_lr(self, t):
        a = min(1.0, t / self.total_steps)
        return (1 - a) * self.initial_lr + a * self.end_lr


class CosineWithWarmup(LRScheduler):
    def __init__(self, optimizer, warmup_steps, total_steps, min_lr=0.0):
        super().__init__(optimizer)
        self.w, self.n, self.min_lr = warmup_steps, total_steps, min_lr

    def compute_lr(self, t):
        import math
        if t < self.w:
            return self.initial_lr * t / self.w
        x = (t - self.w) / max(1, self.n - self.w)
        return self.min_lr + (self.initial_lr - self.min_lr) * 0.5 * (1 + math.cos(math.pi * x))


class InverseTimeDecay(LRScheduler):
    def __init__(self, optimizer, decay_rate):
        super().__init__(optimizer)
        self.decay_rate = decay_rate

    def compute_lr(self, t):
        return self.initial_lr / (1 + self.decay_rate * t)
