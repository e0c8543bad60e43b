import numpy as np


class Warstwa:
    def __init__(self, ile_we, ile_wy, losuj, funkcja, nachylenie):
        self.w = losuj(ile_we, ile_wy)
        self.prog = np.zeros(ile_wy)
        self.funkcja, self.nachylenie = funkcja, nachylenie

    def do_przodu(self, x):
        self.x = x
        self.z = x @ self.w + self.prog
        return self.funkcja(self.z)

    def wstecz(self, blad):
        blad = blad * self.nachylenie(self.z)
        self.dw = self.x.T @ blad
        self.dprog = blad.mean(axis=0)
        return blad @ self.w.T
