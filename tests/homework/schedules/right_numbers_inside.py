"""Callbacks: all that can change is the epoch, counted from 0; the numbers stand here."""
import math


def step_decay(epoch):
    first, share, every = 0.08, 0.5, 6
    return first * share ** math.floor((epoch + 1) / every)


def exp_decay(epoch):
    slope = 0.12
    return 0.08 * math.exp(-slope * epoch)


def time_based_decay(epoch, lr0=0.1, decay=0.01):
    return lr0 / (1.0 + decay * epoch)
