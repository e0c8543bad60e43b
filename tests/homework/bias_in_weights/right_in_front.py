"""Capa densa: la primera fila de la matriz es el sesgo, y la entrada empieza por un uno."""
import numpy as np


class CapaDensa:
    def __init__(self, entradas, salidas, semilla=0):
        azar = np.random.default_rng(semilla)
        self.matriz = azar.normal(0, 0.1, (1 + entradas, salidas))

    def adelante(self, x):
        self.x1 = np.hstack([np.ones((len(x), 1)), x])
        return self.x1 @ self.matriz

    def atras(self, delta, eta):
        dx = delta @ self.matriz[1:].T
        self.matriz = self.matriz - eta * self.x1.T @ delta
        return dx
