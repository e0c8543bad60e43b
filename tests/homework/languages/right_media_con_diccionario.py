import numpy as np


def ventanas(x, k, paso):
    alto, ancho = ((n - k) // paso + 1 for n in x.shape[1:3])
    for i, j in np.ndindex(k, k):
        yield np.s_[:, i : i + paso * alto : paso, j : j + paso * ancho : paso]


def reducir_adelante(opciones, x):
    """x: (n, alto, ancho, canales); opciones: lado, salto"""
    k, s = opciones["lado"], opciones.get("salto", opciones["lado"])
    return sum(x[donde] for donde in ventanas(x, k, s)) / (k * k)


def reducir_atras(opciones, x, delta):
    k, s = opciones["lado"], opciones.get("salto", opciones["lado"])
    dx = np.zeros(x.shape)
    for donde in ventanas(x, k, s):
        dx[donde] += delta / (k * k)
    return {"x": dx}
