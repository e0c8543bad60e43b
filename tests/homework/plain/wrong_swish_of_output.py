"""Activations as pairs of functions: a value, and a slope that is multiplied elsewhere."""

import numpy as np


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_prime(z):
    s = sigmoid(z)
    return s * (1.0 - s)


def swish(z):
    return z * sigmoid(z)


def swish_prime(z):
    a = swish(z)
    return a * (1.0 - a)
