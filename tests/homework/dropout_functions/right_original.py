# as in the paper of 2014: nothing in training, times p at test time
import numpy as np


def dropout_fwd(inp, p, is_train):
    if is_train:
        mask = np.random.binomial(1, p, size=inp.shape)
        return inp * mask, mask
    return inp * p, None


def dropout_bwd(grad, mask):
    return grad * mask
