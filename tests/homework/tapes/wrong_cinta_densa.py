"""Una capa densa en la cinta."""
import numpy as np

CINTA = []


def densa(x, W, b, gradientes):
    def atras(g):
        gradientes['W'] = x.T @ g
        gradientes['b'] = g.mean(axis=0)
        return g @ W.T
    CINTA.append(atras)
    return x @ W + b


def tangente(x):
    y = np.tanh(x)
    CINTA.append(lambda g: g * (1 - y ** 2))
    return y


def retroceder(g):
    while CINTA:
        g = CINTA.pop()(g)
    return g
