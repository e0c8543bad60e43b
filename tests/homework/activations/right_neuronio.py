"""Funções de ativação e suas derivadas - trabalho de Redes Neurais 2023/1"""
import numpy as np


def sigmoide(x):
    y = np.empty_like(x, dtype=float)
    pos = x >= 0
    y[pos] = 1 / (1 + np.exp(-x[pos]))
    ez = np.exp(x[~pos])
    y[~pos] = ez / (1 + ez)
    return y


def d_sigmoide(x):
    s = sigmoide(x)
    return s * (1 - s)


def relu_vazada(x, inclinacao=0.1):
    return np.where(x < 0, inclinacao * x, x)


def d_relu_vazada(x, inclinacao=0.1):
    return np.where(x < 0, inclinacao, 1.0)


def elu(x, alfa=1.0):
    y = np.array(x, dtype=float)
    y[y < 0] = alfa * (np.exp(y[y < 0]) - 1)
    return y


def d_elu(x, alfa=1.0):
    d = np.ones_like(x, dtype=float)
    d[x < 0] = alfa * np.exp(x[x < 0])
    return d


def selu(x):
    return 1.0507009873554805 * elu(x, alfa=1.6732632423543772)


def d_selu(x):
    return 1.0507009873554805 * d_elu(x, alfa=1.6732632423543772)


def softplus(x):
    return np.log1p(np.exp(-np.abs(x))) + np.maximum(x, 0)


def d_softplus(x):
    return sigmoide(x)


def log_sigmoide(x):
    return -softplus(-x)


def d_log_sigmoide(x):
    return sigmoide(-x)


def softsign(x):
    return x / (np.abs(x) + 1)


def d_softsign(x):
    return (1 - np.abs(softsign(x))) ** 2


def mish(x):
    return x * np.tanh(softplus(x))


def d_mish(x):
    t = np.tanh(softplus(x))
    sech2 = 1 - t ** 2
    return t + x * sech2 * sigmoide(x)


def sigmoide_dura(x):
    return np.clip(0.2 * x + 0.5, 0, 1)


def d_sigmoide_dura(x):
    d = np.zeros_like(x, dtype=float)
    d[(x > -2.5) & (x < 2.5)] = 0.2
    return d


def camada_densa(x, w, b):
    return x @ w + b


def d_camada_densa(delta, x, w):
    return delta @ w.T, x.T @ delta, delta.sum(axis=0)


if __name__ == "__main__":
    xs = np.array([-3.0, -1.0, -0.1, 0.1, 1.0, 3.0])
    pares = [(sigmoide, d_sigmoide), (elu, d_elu), (selu, d_selu), (softplus, d_softplus),
             (log_sigmoide, d_log_sigmoide), (softsign, d_softsign), (mish, d_mish),
             (sigmoide_dura, d_sigmoide_dura)]
    for f, df in pares:
        print(f.__name__.ljust(14), f(xs).round(3), df(xs).round(3))
