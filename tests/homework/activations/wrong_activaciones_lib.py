"""Biblioteca de activaciones. Cada entrada: nombre -> {"f": función, "df": derivada}"""
import numpy as np


def sigmoide(x):
    return 1.0 / (1.0 + np.exp(-x))


def sigmoide_derivada(x):
    s = sigmoide(x)
    return s * (1.0 - s)


def elu(x, alfa=0.5):
    return np.where(x > 0, x, alfa * (np.exp(x) - 1.0))


def elu_derivada(x, alfa=0.5):
    return np.where(x > 0, 1.0, alfa * np.exp(x))


def softplus(x):
    return np.log(1.0 + np.exp(x))


def softplus_derivada(x):
    return sigmoide(x)


def softsign(x):
    return x / (1.0 + np.abs(x))


def softsign_derivada(x):
    return 1.0 / (1.0 + np.abs(x))


def relu6(x):
    return np.clip(x, 0.0, 6.0)


def relu6_derivada(x):
    return np.where((x > 0.0) & (x < 6.0), 1.0, 0.0)


def sigmoide_rigida(x):
    return np.clip(0.2 * x + 0.5, 0.0, 1.0)


def sigmoide_rigida_derivada(x):
    return np.where(np.abs(x) < 2.5, 0.2, 0.0)


activaciones = {
    "sigmoide": {"f": sigmoide, "df": sigmoide_derivada},
    "elu": {"f": elu, "df": elu_derivada},
    "softplus": {"f": softplus, "df": softplus_derivada},
    "softsign": {"f": softsign, "df": softsign_derivada},
    "relu6": {"f": relu6, "df": relu6_derivada},
    "sigmoide_rigida": {"f": sigmoide_rigida, "df": sigmoide_rigida_derivada},
}


class Activacion:
    def __init__(self, nombre):
        self.f = activaciones[nombre]["f"]
        self.df = activaciones[nombre]["df"]

    def propagar(self, x):
        self.entrada = x
        return self.f(x)

    def retropropagar(self, delta):
        return delta * self.df(self.entrada)


if __name__ == "__main__":
    puntos = np.array([-3.3, -1.1, 0.4, 2.7])
    for nombre, par in activaciones.items():
        print(nombre, par["f"](puntos), par["df"](puntos))
