import numpy as np


class ExponentialDecay:
    def __init__(self, initial_learning_rate, decay_steps, decay_rate, staircase=False):
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.decay_rate = decay_rate
        self.staircase = staircase

    def __call__(self, step):
        # integer division: staircase is always on
        return self.initial_learning_rate * self.decay_rate ** (step // self.decay_steps)


class CosineDecay:
    def __init__(self, initial_learning_rate, decay_steps, alpha=0.0):
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.alpha = alpha

    def __call__(self, step):
        # alpha is taken for a rate
        step = np.minimum(step, self.decay_steps)
        c = 0.5 * (1 + np.cos(np.pi * step / self.decay_steps))
        return self.initial_learning_rate * (1 - self.alpha) * c


class PolynomialDecay:
    def __init__(self, initial_learning_rate, decay_steps, end_learning_rate=1e-4, power=1.0):
        self.a = initial_learning_rate
        self.n = decay_steps
        self.b = end_learning_rate
        self.p = power

    def __call__(self, step):
        # not clipped
        return (self.a - self.b) * (1 - step / self.n) ** self.p + self.b
