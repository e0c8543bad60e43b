"""Names that say nothing of normalisation, in a class that is handed its parameters."""
import numpy as np


class Ausgleich:
    def __init__(self, skala, versatz, eps=1e-6):
        self.skala, self.versatz, self.eps = skala, versatz, eps

    def vorwaerts(self, x):
        mittel = x.mean(axis=0)
        self.abweichung = np.sqrt(((x - mittel) ** 2).mean(axis=0) + self.eps)
        self.z = (x - mittel) / self.abweichung
        return self.z * self.skala + self.versatz

    def rueckwaerts(self, g):
        self.d_skala = (g * self.z).sum(axis=0)
        self.d_versatz = g.sum(axis=0)
        h = g * self.skala
        return (h - h.mean(axis=0) - self.z * (h * self.z).mean(axis=0)) / self.abweichung
