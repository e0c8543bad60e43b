"""Agrupaciones en la cinta."""
import numpy as np

CINTA = []


def tangente(x):
    y = np.tanh(x)
    CINTA.append(lambda g: g * (1 - y ** 2))
    return y


def agrupacion_maxima(x, k, s):
    n, c, h, w = x.shape
    y = np.zeros((n, c, (h - k) // s + 1, (w - k) // s + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            y[:, :, i, j] = x[:, :, i * s:i * s + k, j * s:j * s + k].max(axis=(2, 3))

    def atras(g):
        dx = np.zeros(x.shape)
        for p in np.ndindex(*g.shape):
            a, f, i, j = p
            v = x[a, f, i * s:i * s + k, j * s:j * s + k]
            di, dj = np.unravel_index(np.argmax(v), v.shape)
            dx[a, f, i * s + di, j * s + dj] = g[p]
        return dx

    CINTA.append(atras)
    return y


def retroceder(g):
    while CINTA:
        g = CINTA.pop()(g)
    return g
