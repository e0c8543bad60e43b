import numpy as np


def step_decay(epoch, initial_lr=0.1, drop=0.5, epochs_drop=10):
    return initial_lr * drop ** np.floor(epoch / epochs_drop)


def cosine_decay(step, total_steps, base_lr, min_lr=0.0):
    progress = min(step / total_steps, 1.0)
    return min_lr + 0.5 * (base_lr - min_lr) * (1.0 + np.cos(np.pi * progress))


def linear_warmup(step, warmup_steps, base_lr):
    if step < warmup_steps:
        return base_lr * (step + 1) / warmup_steps
    return base_lr


def polynomial_decay(step, base_lr, max_steps, end_lr=0.0, power=2.0):
    step = min(step, max_steps)
    return (base_lr - end_lr) * (1 - step / max_steps) ** power + end_lr


def warmup_cosine(step, warmup_steps, total_steps, base_lr, min_lr=0.0):
    if step < warmup_steps:
        return base_lr * step / warmup_steps
    t = (step - warmup_steps) / (total_steps - warmup_steps)
    return min_lr + 0.5 * (base_lr - min_lr) * (1 + np.cos(np.pi * t))
