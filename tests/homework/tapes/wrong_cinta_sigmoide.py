"""Activaciones en la cinta."""
import numpy as np

CINTA = []


def sigmoide(x):
    y = 1 / (1 + np.exp(-x))
    CINTA.append(lambda g: g * x * (1 - x))
    return y


def tangente(x):
    y = np.tanh(x)
    CINTA.append(lambda g: g * (1 - y ** 2))
    return y


def retroceder(g):
    while CINTA:
        g = CINTA.pop()(g)
    return g
