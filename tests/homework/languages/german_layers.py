import numpy as np


class Faltung:
    def __init__(self, kanaele, filter_zahl, groesse, schritt, rand):
        self.schritt, self.rand = schritt, rand
        self.kern = np.random.randn(filter_zahl, kanaele, groesse, groesse)
        self.versatz = np.zeros(filter_zahl)

    def vorwaerts(self, eingabe):
        s, r = self.schritt, self.rand
        self.breit = np.pad(eingabe, ((0, 0), (0, 0), (r, r), (r, r)))
        k = self.kern.shape[2]
        hoehe = (self.breit.shape[2] - k) // s + 1
        breite = (self.breit.shape[3] - k) // s + 1
        ausgabe = np.empty((len(eingabe), len(self.kern), hoehe, breite))
        for i in range(hoehe):
            for j in range(breite):
                teil = self.breit[:, None, :, i * s : i * s + k, j * s : j * s + k]
                ausgabe[:, :, i, j] = (teil * self.kern).sum((2, 3, 4)) + self.versatz
        return ausgabe

    def rueckwaerts(self, fehler):
        s, r = self.schritt, self.rand
        k = self.kern.shape[2]
        self.d_kern = np.zeros_like(self.kern)
        self.d_versatz = fehler.sum((0, 2, 3))
        zurueck = np.zeros_like(self.breit)
        for i in range(fehler.shape[2]):
            for j in range(fehler.shape[3]):
                f = fehler[:, :, i, j]
                teil = self.breit[:, :, i * s : i * s + k, j * s : j * s + k]
                self.d_kern += np.einsum("nf,nckl->fckl", f, teil)
                zurueck[:, :, i * s : i * s + k, j * s : j * s + k] += np.einsum(
                    "nf,fckl->nckl", f, self.kern
                )
        if r:
            zurueck = zurueck[:, :, r:-r, r:-r]
        return zurueck


class VollverbundeneSchicht:
    def __init__(self, eingaenge, ausgaenge):
        self.gewichte = np.random.randn(ausgaenge, eingaenge)
        self.schwelle = np.zeros(ausgaenge)

    def vorwaerts(self, eingabe):
        self.eingabe = eingabe
        return eingabe @ self.gewichte.T + self.schwelle

    def rueckwaerts(self, fehler):
        self.gewichte_grad = fehler.T @ self.eingabe
        self.schwelle_grad = fehler.sum(0)
        return fehler @ self.gewichte


class Tanh:
    def vorwaerts(self, eingabe):
        self.ausgabe = np.tanh(eingabe)
        return self.ausgabe

    def rueckwaerts(self, fehler):
        return fehler * (1 - self.ausgabe**2)
