import numpy as np


def l2_reg_loss(W, lambd):
    return lambd * np.sum(np.square(W))


def l2_reg_loss_backward(W, lambd):
    # the 2 of the square is forgotten
    return lambd * W
