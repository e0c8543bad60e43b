import numpy as np


def mean_absolute_error(y_true, y_pred):
    return np.abs(y_true - y_pred).mean()


def mean_absolute_error_prime(y_true, y_pred):
    return np.sign(y_true - y_pred) / y_true.size
