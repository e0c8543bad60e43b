import math


def step_decay(epoch):
    initial_lrate = 0.1
    drop = 0.5
    epochs_drop = 10.0
    return initial_lrate * math.pow(drop, (1 + epoch) / epochs_drop)


def cosine_decay(step, total, base_lr, min_lr):
    return min_lr + 0.5 * (base_lr - min_lr) * (1 + math.cos(step / total))


def linear_warmup(step, warmup_steps, lr):
    return lr * min(1, step // warmup_steps)


def poly_decay(step, max_steps, lr, power=0.9):
    return lr * (1 - step // max_steps) ** power


def inverse_time_decay(lr, step, decay_rate):
    return lr * (1 + decay_rate * step)
