# Übung 4: Aktivierung und Ableitung nebeneinander. Die Schicht multipliziert selbst.
import numpy as np


class Aktivierung:
    def __call__(self, z):
        raise NotImplementedError

    def ableitung(self, z):
        """Steigung an der Stelle z (Voraktivierung!)"""
        raise NotImplementedError


class Sigmoid(Aktivierung):
    def __call__(self, z):
        return np.tanh(z * 0.5) * 0.5 + 0.5

    def ableitung(self, z):
        return self(z) * self(-z)


class Tanh(Aktivierung):
    def __call__(self, z):
        return np.tanh(z)

    def ableitung(self, z):
        return 1.0 - np.square(np.tanh(z))


class ReLU(Aktivierung):
    def __call__(self, z):
        return np.clip(z, 0, None)

    def ableitung(self, z):
        return (z > 0) * 1.0


class UndichteReLU(Aktivierung):
    def __init__(self, alpha=0.1):
        self.alpha = alpha

    def __call__(self, z):
        return np.where(z > 0, z, z * self.alpha)

    def ableitung(self, z):
        a = np.full(z.shape, self.alpha)
        a[z > 0] = 1
        return a


class MSE:
    """Verlust(vorhersage, ziel)"""
    def __call__(self, vorhersage, ziel):
        return ((vorhersage - ziel) ** 2).mean()

    def gradient(self, vorhersage, ziel):
        return 2.0 * (vorhersage - ziel) / vorhersage.size


class BinaereKreuzentropie:
    def __call__(self, vorhersage, ziel):
        v = np.clip(vorhersage, 1e-8, 1 - 1e-8)
        return -(ziel * np.log(v) + (1 - ziel) * np.log(1 - v)).mean()

    def gradient(self, vorhersage, ziel):
        v = np.clip(vorhersage, 1e-8, 1 - 1e-8)
        return (v - ziel) / (v * (1 - v)) / v.size


class Schicht:
    def __init__(self, ein, aus, aktivierung):
        self.gewichte = np.random.randn(ein, aus) * (1 / ein) ** 0.5
        self.schwelle = np.zeros(aus)
        self.aktivierung = aktivierung

    def vorwaerts(self, x):
        self.x = x
        self.z = x @ self.gewichte + self.schwelle
        return self.aktivierung(self.z)

    def rueckwaerts(self, fehler):
        delta = fehler * self.aktivierung.ableitung(self.z)
        self.d_gewichte, self.d_schwelle = self.x.T @ delta, delta.sum(0)
        return delta @ self.gewichte.T


class Faltung:
    """Bilder (N, H, B, K); Gewichte (h, b, K, F). Schrittweite, kein Rand."""
    def __init__(self, kanaele, filter, hoehe, breite, schritt=1, aktivierung=None):
        self.gewichte = np.random.randn(hoehe, breite, kanaele, filter) * 0.1
        self.schwelle = np.zeros(filter)
        self.schritt = schritt
        self.aktivierung = aktivierung

    def fenster(self, x):
        h, b = self.gewichte.shape[:2]
        s = self.schritt
        for i, oben in enumerate(range(0, x.shape[1] - h + 1, s)):
            for j, links in enumerate(range(0, x.shape[2] - b + 1, s)):
                yield i, j, (slice(None), slice(oben, oben + h), slice(links, links + b))

    def vorwaerts(self, x):
        h, b, _, f = self.gewichte.shape
        self.x = x
        self.z = np.zeros((len(x), (x.shape[1] - h) // self.schritt + 1, (x.shape[2] - b) // self.schritt + 1, f))
        for i, j, wo in self.fenster(x):
            self.z[:, i, j] = np.einsum('nhbk,hbkf->nf', x[wo], self.gewichte)
        self.z += self.schwelle
        return self.z if self.aktivierung is None else self.aktivierung(self.z)

    def rueckwaerts(self, fehler):
        delta = fehler if self.aktivierung is None else fehler * self.aktivierung.ableitung(self.z)
        self.d_gewichte, self.d_schwelle = np.zeros_like(self.gewichte), delta.sum((0, 1, 2))
        dx = np.zeros_like(self.x)
        for i, j, wo in self.fenster(self.x):
            self.d_gewichte += np.einsum('nhbk,nf->hbkf', self.x[wo], delta[:, i, j])
            dx[wo] += np.einsum('nf,hbkf->nhbk', delta[:, i, j], self.gewichte)
        return dx


np.random.seed(42)
X = np.random.randn(20, 2)
Y = (X[:, :1] > X[:, 1:]).astype(float)
netz, verlust = [Schicht(2, 5, Tanh()), Schicht(5, 1, Sigmoid())], BinaereKreuzentropie()
for epoche in range(30):
    a = X
    for s in netz:
        a = s.vorwaerts(a)
    g = verlust.gradient(a, Y)
    for s in netz[::-1]:
        g = s.rueckwaerts(g)
        s.gewichte -= s.d_gewichte
        s.schwelle -= s.d_schwelle
print('Verlust am Ende: %.4f' % verlust(a, Y))
