"""Una cinta global: cada capa apunta su paso hacia atrás."""
import numpy as np

CINTA = []


def densa(x, W, b, gradientes):
    def atras(g):
        gradientes['W'] = x.T @ g
        gradientes['b'] = g.sum(axis=0)
        return g @ W.T
    CINTA.append(atras)
    return x @ W + b


def sigmoide(x):
    y = 1 / (1 + np.exp(-x))
    CINTA.append(lambda g: g * y * (1 - y))
    return y


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
            dx[a, f, i * s + di, j * s + dj] += g[p]
        return dx

    CINTA.append(atras)
    return y


def error_cuadratico(prediccion, objetivo):
    resta = prediccion - objetivo
    CINTA.append(lambda g: g * 2 * resta / resta.size)
    return np.mean(resta ** 2)


def retroceder(g):
    while CINTA:
        g = CINTA.pop()(g)
    return g


if __name__ == '__main__':
    grads = {}
    x, W, b = np.ones((2, 3)), np.ones((3, 2)), np.zeros(2)
    print(error_cuadratico(sigmoide(densa(x, W, b, grads)), np.zeros((2, 2))))
    print(retroceder(1.0).shape)
