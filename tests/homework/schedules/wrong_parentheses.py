import numpy as np


def time_decay(lr0, epoch, decay):
    return lr0 / 1 + decay * epoch


def cosine_lr(epoch, T_max, lr0, eta_min=0.0):
    # ends at the smallest rate, but begins above the first one
    return eta_min + lr0 * 0.5 * (1 + np.cos(np.pi * epoch / T_max))
