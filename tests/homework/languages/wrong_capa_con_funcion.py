import numpy as np


def capa_adelante(x, pesos, sesgo, cual):
    """Una fila por ejemplo; cual: "tanh" o "relu"."""
    z = x @ pesos + sesgo
    if cual == "tanh":
        return np.tanh(z), (x, pesos, z)
    if cual == "relu":
        return z * (z > 0), (x, pesos, z)
    raise ValueError(cual)


def capa_atras(delta, cache, cual):
    x, pesos, z = cache
    delta = delta * ((z > 0) if cual == "relu" else 1 - np.tanh(z) ** 2)
    return delta @ pesos.T, x.T @ delta, delta.mean(0)
