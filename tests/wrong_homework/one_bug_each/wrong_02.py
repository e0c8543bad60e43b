# Übung 3, Aufgabe 2: Max-Pooling (NHWC)
import numpy as np


class MaxPool:
    def __init__(self, groesse=2, schritt=2):
        self.g = groesse
        self.s = schritt

    def forward(self, x):
        n, h, w, c = x.shape
        ho = (h - self.g) // self.s + 1
        wo = (w - self.g) // self.s + 1
        aus = np.empty((n, ho, wo, c))
        self.idx = np.empty((n, ho, wo, c), dtype=int)   # Position des Maximums im Fenster
        for i in range(ho):
            for j in range(wo):
                fenster = x[:, i*self.s:i*self.s+self.g, j*self.s:j*self.s+self.g, :]
                flach = fenster.reshape(n, self.g * self.g, c)
                self.idx[:, i, j, :] = flach.argmax(axis=1)
                aus[:, i, j, :] = flach.max(axis=1)
        self.form = x.shape
        return aus

    def backward(self, daus):
        n, ho, wo, c = daus.shape
        dx = np.zeros(self.form)
        for b in range(n):
            for i in range(ho):
                for j in range(wo):
                    for k in range(c):
                        spalte, zeile = divmod(self.idx[b, i, j, k], self.g)
                        dx[b, i*self.s + zeile, j*self.s + spalte, k] += daus[b, i, j, k]
        return dx
