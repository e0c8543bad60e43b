import numpy as np


def dropout_fwd(inp, p, is_train):
    # p is dropped, 1 - p is kept
    if is_train:
        mask = np.random.binomial(1, 1 - p, size=inp.shape)
        return inp * mask, mask
    return inp * p, None


def dropout_bwd(grad, mask):
    return grad * mask
