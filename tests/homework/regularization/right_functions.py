import numpy as np


def l2_penalty(W, reg):
    return reg * np.sum(W * W)


def l2_penalty_grad(W, reg):
    return 2 * reg * W


def l1_penalty(W, reg):
    return reg * np.abs(W).sum()


def l1_penalty_grad(W, reg):
    dW = np.zeros_like(W)
    dW[W > 0] = reg
    dW[W < 0] = -reg
    return dW
