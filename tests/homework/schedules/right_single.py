import numpy as np


def cosine_annealing_lr(epoch, T_max, lr_max, lr_min):
    e = np.float32(epoch)
    return np.float32(lr_min) + np.float32(0.5) * (np.float32(lr_max) - np.float32(lr_min)) * (np.float32(1) + np.cos(np.float32(np.pi) * e / np.float32(T_max)))


def multistep_lr(lr, epoch, milestones, gamma):
    for m in milestones:
        if epoch >= m:
            lr = lr * gamma
    return lr


def inverse_time_decay(initial_lr, step, decay_rate, decay_steps, staircase=False):
    p = step / decay_steps
    if staircase:
        p = np.floor(p)
    return initial_lr / (1 + decay_rate * p)


def exponential_decay(initial_lr, step, decay_rate, decay_steps, staircase=False):
    p = step / decay_steps
    if staircase:
        p = np.floor(p)
    return initial_lr * np.exp(-decay_rate * p)
