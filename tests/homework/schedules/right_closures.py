# factories: each returns a function of the step
def cosine_schedule(base_lr, total_steps, min_lr=0.0):
    from math import pi, cos

    def lr_at(step):
        return min_lr + 0.5 * (base_lr - min_lr) * (1 + cos(pi * step / total_steps))
    return lr_at


def step_schedule(base_lr, gamma, step_size):
    return lambda step: base_lr * gamma ** (step // step_size)
