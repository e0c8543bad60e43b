import math

import numpy as np


def update_lr(learning_rate0, epoch_num, decay_rate):
    """The rate after epoch_num epochs."""
    return (1 / (1 + decay_rate * epoch_num)) * learning_rate0


def schedule_lr_decay(learning_rate0, epoch_num, decay_rate, time_interval=1000):
    """The same, but only once in time_interval epochs."""
    passed = np.floor(epoch_num / time_interval)
    return learning_rate0 / (1 + decay_rate * passed)


def exponential_decay(learning_rate0, epoch_num, k=0.1):
    return learning_rate0 * math.exp(-k * epoch_num)
