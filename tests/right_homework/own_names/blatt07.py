"""Uebungsblatt 7: Faltungsnetze ohne Framework.

Abgabe: Klassen Faltung, MaxBuendelung, Gleichrichter, Linear, BildNormierung, KreuzEntropie.
"""
from math import ceil

import numpy as np
from numpy.lib.stride_tricks import as_strided


def _fenster(x, k, s):
    """Sicht (N, C, Ho, Wo, kh, kw) auf x, ohne zu kopieren."""
    n, c, h, w = x.shape
    sn, sc, sh, sw = x.strides
    ho, wo = (h - k[0]) // s + 1, (w - k[1]) // s + 1
    return as_strided(x, (n, c, ho, wo, k[0], k[1]), (sn, sc, s * sh, s * sw, sh, sw), writeable=False)


class Faltung:
    """rand = 'gueltig' (kein Auffuellen) oder 'gleich' (Ausgabe ceil(H / schritt), wie in TensorFlow)."""

    def __init__(self, kanaele_ein, kanaele_aus, kern=(3, 3), schritt=1, rand='gleich'):
        if rand not in ('gueltig', 'gleich'):
            raise ValueError(rand)
        self.kern, self.schritt, self.rand = tuple(kern), schritt, rand
        zufall = np.random.RandomState(7)
        self.gewichte = 0.1 * zufall.randn(kanaele_aus, kanaele_ein, *self.kern)
        self.versatz = np.zeros((kanaele_aus, 1, 1))

    def _polster(self, groesse, k):
        if self.rand == 'gueltig':
            return 0, 0
        gesamt = max((ceil(groesse / self.schritt) - 1) * self.schritt + k - groesse, 0)
        return gesamt // 2, gesamt - gesamt // 2

    def vorwaerts(self, x):
        self.form = x.shape
        self.oben = self._polster(x.shape[2], self.kern[0])
        self.links = self._polster(x.shape[3], self.kern[1])
        self.xp = np.pad(x, ((0, 0), (0, 0), self.oben, self.links))
        f = _fenster(self.xp, self.kern, self.schritt)
        return np.tensordot(f, self.gewichte, axes=([1, 4, 5], [1, 2, 3])).transpose(0, 3, 1, 2) + self.versatz

    def rueckwaerts(self, dy):
        f = _fenster(self.xp, self.kern, self.schritt)
        self.d_gewichte = np.tensordot(dy, f, axes=([0, 2, 3], [0, 2, 3]))
        self.d_versatz = dy.sum(axis=(0, 2, 3)).reshape(-1, 1, 1)
        # Eingabegradient: dy mit Nullen spreizen und voll mit dem gedrehten Kern falten
        kh, kw = self.kern
        s = self.schritt
        n, k, ho, wo = dy.shape
        gespreizt = np.zeros((n, k, (ho - 1) * s + 1 + 2 * (kh - 1), (wo - 1) * s + 1 + 2 * (kw - 1)))
        gespreizt[:, :, kh - 1:kh - 1 + (ho - 1) * s + 1:s, kw - 1:kw - 1 + (wo - 1) * s + 1:s] = dy
        gedreht = self.gewichte[:, :, ::-1, ::-1]
        voll = np.tensordot(_fenster(gespreizt, self.kern, 1), gedreht,
                            axes=([1, 4, 5], [0, 2, 3])).transpose(0, 3, 1, 2)
        dxp = np.zeros(self.xp.shape)   # rechts/unten evtl. nie beruehrte Pixel
        dxp[:, :, :voll.shape[2], :voll.shape[3]] = voll
        _, _, h, w = self.form
        return dxp[:, :, self.oben[0]:self.oben[0] + h, self.links[0]:self.links[0] + w]


class MaxBuendelung:
    def __init__(self, k=2, schritt=2):
        self.k, self.schritt = k, schritt

    def vorwaerts(self, x):
        f = _fenster(x, (self.k, self.k), self.schritt)
        flach = f.reshape(f.shape[:4] + (-1,))
        self.sieger = flach.argmax(axis=-1)
        self.form = x.shape
        return np.take_along_axis(flach, self.sieger[..., None], axis=-1)[..., 0]

    def rueckwaerts(self, dy):
        n, c, ho, wo = np.indices(dy.shape)
        dx = np.zeros(self.form)
        zeile = ho * self.schritt + self.sieger // self.k
        spalte = wo * self.schritt + self.sieger % self.k
        np.add.at(dx, (n, c, zeile, spalte), dy)
        return dx


class Gleichrichter:
    def vorwaerts(self, x):
        self.x = x
        return np.maximum(x, 0)

    def rueckwaerts(self, dy):
        return np.where(self.x > 0, dy, 0.0)


class Linear:
    def __init__(self, ein, aus):
        self.gewichte = 0.1 * np.random.RandomState(3).randn(aus, ein)
        self.versatz = np.zeros(aus)

    def vorwaerts(self, x):
        self.x = x
        return x.dot(self.gewichte.T) + self.versatz

    def rueckwaerts(self, dy):
        self.d_gewichte = dy.T.dot(self.x)
        self.d_versatz = dy.sum(0)
        return dy.dot(self.gewichte)


class BildNormierung:
    """Batch-Normierung je Kanal (Trainingsmodus und Testmodus)."""

    def __init__(self, kanaele, traegheit=0.9, eps=1e-5):
        self.skala = np.ones(kanaele)
        self.mitte = np.zeros(kanaele)
        self.eps, self.traegheit = eps, traegheit
        self.lauf_mittel = np.zeros(kanaele)
        self.lauf_varianz = np.ones(kanaele)
        self.training = True

    def vorwaerts(self, x):
        b = (slice(None), None, None)
        if self.training:
            m, v = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
            t = self.traegheit
            self.lauf_mittel = t * self.lauf_mittel + (1 - t) * m
            self.lauf_varianz = t * self.lauf_varianz + (1 - t) * v
        else:
            m, v = self.lauf_mittel, self.lauf_varianz
        self.sigma = np.sqrt(v + self.eps)[b]
        self.xd = (x - m[b]) / self.sigma
        return self.skala[b] * self.xd + self.mitte[b]

    def rueckwaerts(self, dy):
        ax = (0, 2, 3)
        self.d_skala = (dy * self.xd).sum(axis=ax)
        self.d_mitte = dy.sum(axis=ax)
        g = dy * self.skala[:, None, None]
        if not self.training:
            return g / self.sigma
        return (g - g.mean(axis=ax, keepdims=True)
                - self.xd * (g * self.xd).mean(axis=ax, keepdims=True)) / self.sigma


class KreuzEntropie:
    """auf Logits, Klassenindizes als Ziel, Mittel ueber den Stapel"""

    def vorwaerts(self, logits, ziel):
        z = logits - logits.max(1, keepdims=True)
        self.lp = z - np.log(np.exp(z).sum(1, keepdims=True))
        self.ziel = ziel
        return -np.mean(self.lp[np.arange(len(ziel)), ziel])

    def rueckwaerts(self):
        eins = np.eye(self.lp.shape[1])[self.ziel]
        return (np.exp(self.lp) - eins) / len(self.ziel)
