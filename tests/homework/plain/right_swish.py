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
    return sigmoid(z) + z * sigmoid_prime(z)
