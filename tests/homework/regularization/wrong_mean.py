import numpy as np


def l2_regularization(w, weight_decay):
    return 0.5 * weight_decay * np.sum(w**2)


def l2_regularization_backward(w, weight_decay):
    return weight_decay * w / w.size
