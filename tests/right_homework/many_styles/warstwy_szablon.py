"""Warstwy z metodami szablonowymi: klasa bazowa robi pamięć podręczną, potomkowie tylko wzory (_licz, _cofnij)."""
from abc import ABC, abstractmethod
import numpy as np


class Warstwa(ABC):
    parametry: tuple = ()

    def przod(self, wejscie):
        self._sprawdz(wejscie)
        self._we = wejscie
        self._wy = self._licz(wejscie)
        return self._wy

    def wstecz(self, blad):
        if blad.shape != self._wy.shape:
            raise ValueError(f"zły kształt błędu {blad.shape}, oczekiwano {self._wy.shape}")
        self.gradienty = dict(zip(self.parametry, self._gradienty(blad)))
        return self._cofnij(blad)

    def krok(self, eta):
        for nazwa in self.parametry:
            setattr(self, nazwa, getattr(self, nazwa) - eta * self.gradienty[nazwa])

    def _sprawdz(self, x):
        pass

    def _gradienty(self, blad):
        return ()

    @abstractmethod
    def _licz(self, x): ...

    @abstractmethod
    def _cofnij(self, blad): ...


class Liniowa(Warstwa):
    parametry = ("wagi", "przesuniecie")

    def __init__(self, n_we, n_wy):
        self.wagi = np.random.normal(scale=n_we ** -0.5, size=(n_we, n_wy))
        self.przesuniecie = np.zeros(n_wy)

    def _licz(self, x):
        return x @ self.wagi + self.przesuniecie

    def _cofnij(self, blad):
        return blad @ self.wagi.T

    def _gradienty(self, blad):
        return self._we.T @ blad, blad.sum(0)


class _Okienkowa(Warstwa):
    """wspólna część splotu i łączenia: okna o rozmiarze (a, b), krok, margines"""
    okno = (2, 2)
    krok_okna = (2, 2)
    margines = 0
    wypelnienie = 0.0

    def _okna(self, x):
        m = self.margines
        xm = np.pad(x, ((0, 0), (0, 0), (m, m), (m, m)), constant_values=self.wypelnienie)
        self._ksztalt_m = xm.shape
        return np.lib.stride_tricks.sliding_window_view(xm, self.okno, axis=(2, 3))[:, :, ::self.krok_okna[0], ::self.krok_okna[1]]

    def _zloz(self, wklad):
        """odwrotność _okna: wklad (N, C, H', W', a, b) dodawany do obrazu"""
        obraz = np.zeros(self._ksztalt_m)
        H, W = wklad.shape[2:4]
        sh, sw = self.krok_okna
        for i in range(self.okno[0]):
            for j in range(self.okno[1]):
                obraz[:, :, i:i + sh * (H - 1) + 1:sh, j:j + sw * (W - 1) + 1:sw] += wklad[..., i, j]
        m = self.margines
        return obraz[:, :, m:obraz.shape[2] - m, m:obraz.shape[3] - m]


class Splot(_Okienkowa):
    parametry = ("jadra", "przesuniecie")

    def __init__(self, kanaly, filtry, okno, krok=1, margines=0):
        self.okno = okno if isinstance(okno, tuple) else (okno, okno)
        self.krok_okna = krok if isinstance(krok, tuple) else (krok, krok)
        self.margines = margines
        self.jadra = np.random.normal(scale=0.1, size=(filtry, kanaly) + self.okno)
        self.przesuniecie = np.zeros(filtry)

    def _licz(self, x):
        self._o = self._okna(x)
        return np.einsum("nchwij,fcij->nfhw", self._o, self.jadra) + self.przesuniecie[:, None, None]

    def _gradienty(self, blad):
        return np.einsum("nchwij,nfhw->fcij", self._o, blad), blad.sum((0, 2, 3))

    def _cofnij(self, blad):
        return self._zloz(np.einsum("nfhw,fcij->nchwij", blad, self.jadra))


class MaksLaczenie(_Okienkowa):
    wypelnienie = -np.inf

    def __init__(self, okno=2, krok=None):
        self.okno = (okno, okno)
        self.krok_okna = (krok or okno,) * 2

    def _licz(self, x):
        o = self._okna(x)
        self._ktory = o.reshape(o.shape[:4] + (-1,)).argmax(-1)
        return o.max((-2, -1))

    def _cofnij(self, blad):
        jeden = self._ktory[..., None] == np.arange(self.okno[0] * self.okno[1])
        return self._zloz((jeden * blad[..., None]).reshape(blad.shape + self.okno))


class SrednieLaczenie(MaksLaczenie):
    wypelnienie = 0.0

    def _licz(self, x):
        return self._okna(x).mean((-2, -1))

    def _cofnij(self, blad):
        return self._zloz(np.broadcast_to(blad[..., None, None], blad.shape + self.okno) / np.prod(self.okno))


class Splaszcz(Warstwa):
    def _licz(self, x): return x.reshape(x.shape[0], -1)
    def _cofnij(self, blad): return blad.reshape(self._we.shape)


class Elementowa(Warstwa):
    def _cofnij(self, blad): return blad * self._nachylenie()

    @abstractmethod
    def _nachylenie(self): ...


class ReLU(Elementowa):
    def _licz(self, x): return np.maximum(x, 0)
    def _nachylenie(self): return self._we > 0


class Sigmoida(Elementowa):
    def _licz(self, x): return 0.5 + 0.5 * np.tanh(x / 2)
    def _nachylenie(self): return self._wy * (1 - self._wy)


class TangensH(Elementowa):
    def _licz(self, x): return np.tanh(x)
    def _nachylenie(self): return 1 - self._wy ** 2


class EntropiaZLogitow:
    """koszt(logity, etykiety) -> liczba; koszt.wstecz() -> gradient. redukcja: 'srednia' albo 'suma'"""
    def __init__(self, redukcja="srednia"):
        self.redukcja = redukcja

    def __call__(self, logity, etykiety):
        z = logity - logity.max(1, keepdims=True)
        lp = z - np.log(np.exp(z).sum(1, keepdims=True))
        self._p, self._t = np.exp(lp), np.asarray(etykiety)
        straty = -lp[np.arange(len(lp)), self._t]
        return straty.mean() if self.redukcja == "srednia" else straty.sum()

    def wstecz(self):
        d = self._p - np.eye(self._p.shape[1])[self._t]
        return d / len(d) if self.redukcja == "srednia" else d
