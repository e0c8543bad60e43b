import numpy as np


def warstwa_liniowa_przod(wejscie, wagi, prog):
    return wejscie @ wagi + prog, (wejscie, wagi)


def warstwa_liniowa_wstecz(blad, pamiec):
    wejscie, wagi = pamiec
    return blad @ wagi.T, wejscie.T @ blad, blad.sum(0)


def relu_przod(wejscie):
    return np.maximum(wejscie, 0), wejscie


def relu_wstecz(blad, pamiec):
    return blad * (pamiec > 0)


class Tanh:
    def przod(self, wejscie):
        self.wynik = np.tanh(wejscie)
        return self.wynik

    def wstecz(self, blad):
        return blad * (1 - self.wynik * self.wynik)
