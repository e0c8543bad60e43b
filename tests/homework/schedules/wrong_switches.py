import numpy as np


def multistep_lr(lr, epoch, milestones, gamma):
    for m in milestones:
        if epoch >= m:
            lr = lr * gamma
            break
    return lr


def inverse_time_decay(initial_lr, step, decay_rate, decay_steps, staircase=False):
    p = step / decay_steps
    return initial_lr / (1 + decay_rate * p)


def exponential_decay(initial_lr, epoch, decay_rate):
    return initial_lr * np.exp(decay_rate * epoch)


def cosine_decay_lr(epoch, num_epochs, lr_max, lr_min):
    return 0.5 * (lr_max - lr_min) * (1 + np.cos(np.pi * epoch / num_epochs))


def linear_decay(step, total_steps, start_lr, end_lr):
    return start_lr - (start_lr - end_lr) * (step // total_steps)
