"""Functions that are handed the optimizer and the epoch, and set the rate of every group."""


def set_rates(optimizer, rate):
    for group in optimizer.param_groups:
        group["lr"] = rate


def exp_lr_schedule(optimizer, epoch, base_lr=0.05, decay_epochs=4):
    set_rates(optimizer, base_lr * 0.1 ** (epoch // decay_epochs))


def poly_lr_schedule(optimizer, iteration, init_lr, max_iter, power=0.9):
    fraction = iteration / max_iter
    set_rates(optimizer, init_lr * max(0.0, 1 - fraction) ** power)
    return optimizer
