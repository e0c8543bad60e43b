"""Neuronhálók gyakorlat, 4. házi feladat: aktivációs rétegek.

A visszaterjesztés mindenhol a réteg KIMENETÉBŐL számol, így a bemenetet
nem kell eltárolni.
"""
import numpy as np


class Reteg:
    def elore(self, x):
        self.ki = self.fuggveny(x)
        return self.ki

    def vissza(self, hiba):
        return hiba * self.meredekseg(self.ki)


class Szigmoid(Reteg):
    def fuggveny(self, x):
        return 1 / (1 + np.exp(-np.clip(x, -500, 500)))

    def meredekseg(self, y):
        return y * (1 - y)


class TangensHiperbolikusz(Reteg):
    def fuggveny(self, x):
        return np.tanh(x)

    def meredekseg(self, y):
        return (1 - y) * (1 + y)


class ELU(Reteg):
    def __init__(self, alfa=0.8):
        self.alfa = alfa

    def fuggveny(self, x):
        return np.where(x > 0, x, self.alfa * np.expm1(x))

    def meredekseg(self, y):
        return np.where(y > 0, 1.0, y + self.alfa)


class CELU(Reteg):
    def __init__(self, alfa=1.3):
        self.alfa = alfa

    def fuggveny(self, x):
        return np.where(x > 0, x, self.alfa * np.expm1(x / self.alfa))

    def meredekseg(self, y):
        # exp(x / alfa) = y / alfa + 1
        return np.where(y > 0, 1.0, y / self.alfa + 1)


class Softplus(Reteg):
    def fuggveny(self, x):
        return np.logaddexp(0, x)

    def meredekseg(self, y):
        return -np.expm1(-y)


class LogSzigmoid(Reteg):
    def fuggveny(self, x):
        return -np.logaddexp(0, -x)

    def meredekseg(self, y):
        return 1 - np.exp(y)


class Softsign(Reteg):
    def fuggveny(self, x):
        return x / (1 + np.abs(x))

    def meredekseg(self, y):
        return (1 - np.abs(y)) ** 2


class KemenyTanh(Reteg):
    """Hardtanh, szimmetrikus határral"""

    def __init__(self, hatar=1.0):
        self.hatar = hatar

    def fuggveny(self, x):
        return np.clip(x, -self.hatar, self.hatar)

    def meredekseg(self, y):
        return (np.abs(y) < self.hatar).astype(float)


class ReLU6(Reteg):
    def fuggveny(self, x):
        return np.minimum(6, np.maximum(0, x))

    def meredekseg(self, y):
        return np.where(np.logical_and(y > 0, y < 6), 1, 0)


if __name__ == "__main__":
    x = np.array([[-2.0, -0.5, 0.5, 2.0]])
    for osztaly in Reteg.__subclasses__():
        r = osztaly()
        print(osztaly.__name__, r.elore(x), r.vissza(np.ones_like(x)))
