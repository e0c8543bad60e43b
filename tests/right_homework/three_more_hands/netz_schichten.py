# Praktikum Maschinelles Lernen, Blatt 7
# Schichten: Dicht, Faltung, Mittelwert-Pooling, Tanh, Sigmoid; Verlust: mittlerer quadratischer Fehler
import numpy as np


class Schicht:
    def vorwaerts(self, eingabe):
        raise NotImplementedError

    def rueckwaerts(self, fehler):
        raise NotImplementedError

    # damit man auch die englischen Namen benutzen kann (Tutor wollte das so)
    def forward(self, x):
        return self.vorwaerts(x)

    def backward(self, d):
        return self.rueckwaerts(d)


class Dicht(Schicht):
    def __init__(self, n_ein, n_aus):
        self.W = np.random.normal(0, 1 / np.sqrt(n_ein), size=(n_ein, n_aus))
        self.b = np.zeros((1, n_aus))

    def vorwaerts(self, eingabe):
        self.eingabe = eingabe
        return eingabe @ self.W + self.b

    def rueckwaerts(self, fehler):
        self.dW = self.eingabe.T @ fehler
        self.db = fehler.sum(axis=0, keepdims=True)
        return fehler @ self.W.T


class Faltung(Schicht):
    """ohne Rand, Schrittweite waehlbar; Bilder (N, Kanaele, Hoehe, Breite)"""

    def __init__(self, kanaele_ein, kanaele_aus, hoehe, breite, schritt=1):
        self.W = np.random.normal(0, 0.3, size=(kanaele_aus, kanaele_ein, hoehe, breite))
        self.b = np.zeros(kanaele_aus)
        self.schritt = schritt

    def vorwaerts(self, eingabe):
        self.eingabe = eingabe
        N, _, H, B = eingabe.shape
        A, _, h, b = self.W.shape
        s = self.schritt
        H2, B2 = 1 + (H - h) // s, 1 + (B - b) // s
        fenster = np.lib.stride_tricks.sliding_window_view(eingabe, (h, b), axis=(2, 3))
        self.fenster = fenster[:, :, ::s, ::s]          # N, K, H2, B2, h, b
        assert self.fenster.shape[2:4] == (H2, B2)
        aus = np.einsum('nkyxhb,akhb->nayx', self.fenster, self.W)
        return aus + self.b.reshape(1, A, 1, 1)

    def rueckwaerts(self, fehler):
        s = self.schritt
        _, _, h, b = self.W.shape
        self.dW = np.einsum('nayx,nkyxhb->akhb', fehler, self.fenster)
        self.db = fehler.sum(axis=(0, 2, 3))
        dx = np.zeros(self.eingabe.shape)
        for y in range(fehler.shape[2]):
            for x in range(fehler.shape[3]):
                dx[:, :, y * s:y * s + h, x * s:x * s + b] += np.einsum('na,akhb->nkhb', fehler[:, :, y, x], self.W)
        return dx


class MittelPooling(Schicht):
    def __init__(self, groesse, schritt):
        self.g = groesse
        self.s = schritt

    def vorwaerts(self, eingabe):
        self.form = eingabe.shape
        N, K, H, B = eingabe.shape
        H2, B2 = 1 + (H - self.g) // self.s, 1 + (B - self.g) // self.s
        aus = np.zeros((N, K, H2, B2))
        for y in range(H2):
            for x in range(B2):
                oben, links = y * self.s, x * self.s
                aus[:, :, y, x] = eingabe[:, :, oben:oben + self.g, links:links + self.g].mean(axis=(2, 3))
        return aus

    def rueckwaerts(self, fehler):
        dx = np.zeros(self.form)
        anteil = fehler / (self.g * self.g)
        for y in range(fehler.shape[2]):
            for x in range(fehler.shape[3]):
                oben, links = y * self.s, x * self.s
                dx[:, :, oben:oben + self.g, links:links + self.g] += anteil[:, :, y:y + 1, x:x + 1]
        return dx


class Tanh(Schicht):
    def vorwaerts(self, eingabe):
        self.ausgabe = np.tanh(eingabe)
        return self.ausgabe

    def rueckwaerts(self, fehler):
        return fehler * (1 - self.ausgabe ** 2)


class Sigmoid(Schicht):
    def vorwaerts(self, eingabe):
        # geht auch fuer sehr negative Werte
        self.ausgabe = 0.5 * (1 + np.tanh(0.5 * eingabe))
        return self.ausgabe

    def rueckwaerts(self, fehler):
        return fehler * self.ausgabe * (1 - self.ausgabe)


class MittlererQuadratischerFehler:
    def forward(self, vorhersage, ziel):
        self.differenz = vorhersage - ziel
        return np.mean(self.differenz ** 2)

    def backward(self):
        return 2.0 / self.differenz.size * self.differenz


class Netz:
    def __init__(self, schichten, lernrate=0.1):
        self.schichten = schichten
        self.lernrate = lernrate

    def vorhersagen(self, x):
        for s in self.schichten:
            x = s.vorwaerts(x)
        return x

    def trainieren(self, x, ziel, epochen):
        verlust = MittlererQuadratischerFehler()
        for e in range(epochen):
            L = verlust.forward(self.vorhersagen(x), ziel)
            d = verlust.backward()
            for s in reversed(self.schichten):
                d = s.rueckwaerts(d)
            for s in self.schichten:
                if hasattr(s, 'W'):
                    s.W -= self.lernrate * s.dW
                    s.b -= self.lernrate * s.db
            if e % 25 == 0:
                print('Epoche', e, 'Verlust', round(float(L), 5))


if __name__ == '__main__':
    np.random.seed(0)
    x = np.random.rand(50, 2)
    ziel = (x[:, :1] > x[:, 1:]).astype(float)
    Netz([Dicht(2, 6), Tanh(), Dicht(6, 1), Sigmoid()], lernrate=1.0).trainieren(x, ziel, 100)
    f = Faltung(2, 3, 3, 2, schritt=2)
    print(MittelPooling(2, 1).vorwaerts(f.vorwaerts(np.random.rand(1, 2, 9, 8))).shape)
