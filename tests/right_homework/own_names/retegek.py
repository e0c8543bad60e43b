"""3. hazi feladat: konvolucios halo retegei (egy kep = (csatorna, magassag, szelesseg), koteg elol)."""
import numpy as np


class Reteg:
    tanulhato = ()

    def __call__(self, x):
        return self.elore(x)


class Konvolucio(Reteg):
    tanulhato = ('suly', 'eltolas')

    def __init__(self, be, ki, magassag, szelesseg, lepes=(1, 1), parnazas=(0, 0)):
        self.lepes, self.parnazas = lepes, parnazas
        rng = np.random.default_rng(11)
        self.suly = rng.standard_normal((ki, be, magassag, szelesseg)) / np.sqrt(be * magassag * szelesseg)
        self.eltolas = np.zeros(ki)

    def elore(self, x):
        (lm, lsz), (pm, psz) = self.lepes, self.parnazas
        _, _, km, ksz = self.suly.shape
        self.alak = x.shape
        self.xp = np.pad(x, ((0, 0), (0, 0), (pm, pm), (psz, psz)))
        ablak = np.lib.stride_tricks.sliding_window_view(self.xp, (km, ksz), axis=(2, 3))
        self.ablak = ablak[:, :, ::lm, ::lsz]
        return np.einsum('bcijpq,kcpq->bkij', self.ablak, self.suly) + self.eltolas[None, :, None, None]

    def hatra(self, d):
        (lm, lsz), (pm, psz) = self.lepes, self.parnazas
        _, _, km, ksz = self.suly.shape
        self.d_suly = np.einsum('bcijpq,bkij->kcpq', self.ablak, d)
        self.d_eltolas = np.einsum('bkij->k', d)
        d_ablak = np.einsum('bkij,kcpq->bcijpq', d, self.suly)
        dx = np.zeros(self.xp.shape)
        for i in range(d.shape[2]):
            for j in range(d.shape[3]):
                dx[:, :, i * lm:i * lm + km, j * lsz:j * lsz + ksz] += d_ablak[:, :, i, j]
        _, _, m, sz = self.alak
        return dx[:, :, pm:pm + m, psz:psz + sz]


class MaxOsszevonas(Reteg):
    """Csak nem atfedo ablak (lepes = meret); a maradek sorokat es oszlopokat eldobjuk."""

    def __init__(self, meret=2):
        self.meret = meret

    def elore(self, x):
        b, c, m, sz = x.shape
        k = self.meret
        self.alak = x.shape
        mm, ss = m // k, sz // k
        racs = x[:, :, :mm * k, :ss * k].reshape(b, c, mm, k, ss, k)
        racs = racs.transpose(0, 1, 2, 4, 3, 5).reshape(b, c, mm, ss, k * k)
        self.hely = racs.argmax(-1)
        return racs.max(-1)

    def hatra(self, d):
        b, c, mm, ss = d.shape
        k = self.meret
        racs = np.where(np.arange(k * k) == self.hely[..., None], d[..., None], 0.0)
        racs = racs.reshape(b, c, mm, ss, k, k).transpose(0, 1, 2, 4, 3, 5).reshape(b, c, mm * k, ss * k)
        dx = np.zeros(self.alak)
        dx[:, :, :mm * k, :ss * k] = racs
        return dx


class SzivargoReLU(Reteg):
    def __init__(self, meredekseg=0.2):
        self.meredekseg = meredekseg

    def elore(self, x):
        self.m = self.meredekseg + (1 - self.meredekseg) * (x > 0)
        return self.m * x

    def hatra(self, d):
        return self.m * d


class Szigmoid(Reteg):
    def elore(self, x):
        self.y = np.exp(-np.logaddexp(0, -x))
        return self.y

    def hatra(self, d):
        return d * self.y * (1 - self.y)


class Lapitas(Reteg):
    def elore(self, x):
        self.alak = x.shape
        return x.reshape(len(x), -1)

    def hatra(self, d):
        return d.reshape(self.alak)


class Surun(Reteg):
    """teljesen osszekotott reteg"""
    tanulhato = ('suly', 'eltolas')

    def __init__(self, be, ki):
        self.suly = np.random.default_rng(12).standard_normal((ki, be)) / np.sqrt(be)
        self.eltolas = np.zeros(ki)

    def elore(self, x):
        self.x = x
        return np.einsum('bi,ki->bk', x, self.suly) + self.eltolas

    def hatra(self, d):
        self.d_suly = np.einsum('bk,bi->ki', d, self.x)
        self.d_eltolas = d.sum(axis=0)
        return np.einsum('bk,ki->bi', d, self.suly)


def negyzetes_hiba(josolt, valos):
    """(hiba, derivalt): mintankent osszeg, a kotegre atlag"""
    n = josolt.shape[0]
    return ((josolt - valos) ** 2).sum() / n, 2 * (josolt - valos) / n
