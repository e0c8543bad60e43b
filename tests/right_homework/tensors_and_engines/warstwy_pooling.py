# Lista 4, zadanie 2: różne sposoby łączenia (pooling); dane (N, C, H, W)
import numpy as np
import torch
import torch.nn.functional as F


class MaxMaska:
    """Okna bez zakładek. Przy remisie gradient dostaje pierwsze maksimum (jak w torch)."""

    def __init__(self, k):
        self.k = k

    def naprzod(self, x):
        n, c, h, w = x.shape
        k = self.k
        assert h % k == 0 and w % k == 0
        okna = x.reshape(n, c, h // k, k, w // k, k).transpose(0, 1, 2, 4, 3, 5)
        okna = okna.reshape(n, c, h // k, w // k, k * k)
        wynik = okna.max(axis=-1)
        rowne = okna == wynik[..., None]
        self.maska = rowne & (np.cumsum(rowne, axis=-1) == 1)
        return wynik

    def wstecz(self, grad):
        n, c, a, b = grad.shape
        k = self.k
        d = self.maska * grad[..., None]
        d = d.reshape(n, c, a, b, k, k).transpose(0, 1, 2, 4, 3, 5)
        return d.reshape(n, c, a * k, b * k)


class MaxUnfold:
    """torch, okna mogą się nakładać; margines z -inf nigdy nie wygrywa"""

    def __init__(self, k, krok=None, margines=0):
        self.k, self.krok, self.margines = k, krok or k, margines

    def naprzod(self, x):
        m = self.margines
        xp = F.pad(x, (m, m, m, m), value=float('-inf'))
        n, c, H, W = xp.shape
        kol = F.unfold(xp.reshape(n * c, 1, H, W), self.k, stride=self.krok)   # n*c, k*k, L
        wart, self.gdzie = kol.max(dim=1, keepdim=True)
        self.rozmiar = (n, c, H, W)
        self.kol = kol.shape
        return wart.view(n, c, (H - self.k) // self.krok + 1, -1)

    def wstecz(self, grad):
        n, c, H, W = self.rozmiar
        m = self.margines
        dk = torch.zeros(self.kol, dtype=grad.dtype)
        dk.scatter_(1, self.gdzie, grad.reshape(n * c, 1, -1))
        d = F.fold(dk, (H, W), self.k, stride=self.krok).view(n, c, H, W)
        return d[:, :, m:H - m, m:W - m]


class Srednia:
    """suma po przesunięciach i dzielenie; zera marginesu też się liczą"""

    def __init__(self, k, krok=None, margines=0):
        self.k, self.krok, self.margines = k, krok or k, margines

    def _przesuniecia(self, t, a, b):
        for i in range(self.k):
            for j in range(self.k):
                yield t[:, :, i:i + a * self.krok:self.krok, j:j + b * self.krok:self.krok]

    def naprzod(self, x):
        m = self.margines
        xp = np.pad(x, [(0, 0), (0, 0), (m, m), (m, m)])
        self.rozmiar = xp.shape
        a = (xp.shape[2] - self.k) // self.krok + 1
        b = (xp.shape[3] - self.k) // self.krok + 1
        return sum(self._przesuniecia(xp, a, b)) / self.k ** 2

    def wstecz(self, grad):
        d = np.zeros(self.rozmiar)
        for wycinek in self._przesuniecia(d, *grad.shape[2:]):
            wycinek += grad
        d /= self.k * self.k
        m = self.margines
        return d[:, :, m:d.shape[2] - m, m:d.shape[3] - m]


class GlobalnaSrednia:
    """cała mapa na jedną liczbę, osie zostają: (N, C, 1, 1)"""

    def naprzod(self, x):
        self.ksztalt = x.shape
        return x.mean(axis=(2, 3), keepdims=True)

    def wstecz(self, grad):
        n, c, h, w = self.ksztalt
        return np.broadcast_to(grad / (h * w), self.ksztalt).copy()


if __name__ == '__main__':
    x = np.arange(32.0).reshape(1, 2, 4, 4)
    for warstwa in (MaxMaska(2), Srednia(3, 1, 1), GlobalnaSrednia()):
        y = warstwa.naprzod(x)
        print(type(warstwa).__name__, y.shape, warstwa.wstecz(np.ones_like(y)).sum())
    t = MaxUnfold(3, 2, 1)
    print(t.naprzod(torch.tensor(x)).shape)
