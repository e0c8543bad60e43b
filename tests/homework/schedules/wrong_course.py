import numpy as np


def update_lr(learning_rate0, epoch_num, decay_rate):
    # avoids dividing by 0, where there should be a 1
    return learning_rate0 / (decay_rate * (epoch_num + 1))


def exp_decay(lr0, epoch, decay_rate):
    return lr0 * np.exp(decay_rate * epoch)
