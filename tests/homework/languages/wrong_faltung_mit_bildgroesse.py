import numpy as np


def startwerte_init(form):
    return np.random.randn(*form) / np.sqrt(np.prod(form[1:]))


class Faltung:
    """Bilder (N, K, H, B); die Groesse des Bildes steht vorher fest."""

    def __init__(self, ein, aus, kante, bildgroesse):
        self.gewichte = startwerte_init((aus, ein, kante, kante))
        self.schwelle = np.zeros(aus)
        hoehe, breite = bildgroesse
        self.kante, self.hoehe, self.breite = kante, hoehe - kante + 1, breite - kante + 1

    def vorwaerts(self, x):
        self.x = x
        y = np.zeros((len(x), len(self.schwelle), self.hoehe, self.breite))
        for i, j in np.ndindex(self.kante, self.kante):
            teil = x[:, :, i : i + self.hoehe, j : j + self.breite]
            y += np.einsum("nchw,fc->nfhw", teil, self.gewichte[:, :, i, j])
        return y + self.schwelle[:, None, None]

    def rueckwaerts(self, fehler):
        dx = np.zeros(self.x.shape)
        self.d_gewichte = np.zeros(self.gewichte.shape)
        self.d_schwelle = fehler.sum(axis=(0, 2, 3))
        for i, j in np.ndindex(self.kante, self.kante):
            teil = np.s_[:, :, i : i + self.hoehe, j : j + self.breite]
            self.d_gewichte[:, :, i, j] = np.einsum("nfhw,nchw->fc", fehler, self.x[teil])
            dx[teil] = np.einsum("nfhw,fc->nchw", fehler, self.gewichte[:, :, i, j])
        return dx
