"""Esercitazione: piccola rete convoluzionale, una immagine per volta.

avanti(x) calcola l'uscita; indietro(delta, passo_appr) aggiorna i parametri e restituisce il gradiente
rispetto all'ingresso. Immagini (canali, righe, colonne), vettori colonna (n, 1).
"""
import numpy as np
from scipy import signal


class StratoConv:
    def __init__(self, canali, filtri, lato, falcata=1, bordo=0):
        self.lato, self.falcata, self.bordo = lato, falcata, bordo
        self.K = np.random.randn(filtri, canali, lato, lato) / lato
        self.b = np.zeros(filtri)

    def avanti(self, x):
        self.dim = x.shape
        q = self.bordo
        self.x = np.pad(x, ((0, 0), (q, q), (q, q)))
        mappe = []
        for f in range(len(self.K)):
            somma = self.b[f]
            for c in range(self.x.shape[0]):
                somma = somma + signal.correlate2d(self.x[c], self.K[f, c], mode='valid')
            mappe.append(somma[::self.falcata, ::self.falcata])
        return np.array(mappe)

    def indietro(self, delta, passo_appr):
        F, C = self.K.shape[:2]
        s, l, q = self.falcata, self.lato, self.bordo
        # gradiente "denso", come se la falcata fosse 1
        denso = np.zeros((F, self.x.shape[1] - l + 1, self.x.shape[2] - l + 1))
        denso[:, ::s, ::s] = delta
        dK = np.zeros_like(self.K)
        dx = np.zeros(self.x.shape)
        for f in range(F):
            for c in range(C):
                dK[f, c] = signal.correlate2d(self.x[c], denso[f], mode='valid')
                dx[c] += signal.convolve2d(denso[f], self.K[f, c], mode='full')
        self.K -= passo_appr * dK
        self.b -= passo_appr * delta.sum(axis=(1, 2))
        _, righe, colonne = self.dim
        return dx[:, q:q + righe, q:q + colonne]


class StratoMax:
    def __init__(self, lato=2, falcata=2):
        self.lato, self.falcata = lato, falcata

    def avanti(self, x):
        self.dim = x.shape
        C, H, W = x.shape
        s, l = self.falcata, self.lato
        R, Q = (H - l) // s + 1, (W - l) // s + 1
        y = np.zeros((C, R, Q))
        self.posti = {}
        for c in range(C):
            for r in range(R):
                for q in range(Q):
                    migliore, dove = -np.inf, None
                    for a in range(l):
                        for b in range(l):
                            v = x[c, r * s + a, q * s + b]
                            if v > migliore:        # stretto: a parita' vince il primo
                                migliore, dove = v, (c, r * s + a, q * s + b)
                    y[c, r, q] = migliore
                    self.posti[c, r, q] = dove
        return y

    def indietro(self, delta, passo_appr=0.0):
        dx = np.zeros(self.dim)
        for uscita, ingresso in self.posti.items():
            dx[ingresso] += delta[uscita]
        return dx


class StratoSigmoide:
    def avanti(self, x):
        self.y = 0.5 * (1 + np.tanh(0.5 * x))   # la stessa cosa, ma non trabocca
        return self.y

    def indietro(self, delta, passo_appr=0.0):
        return delta * self.y * (1 - self.y)


class StratoColonna:
    def avanti(self, x):
        self.dim = x.shape
        return x.reshape(-1, 1)

    def indietro(self, delta, passo_appr=0.0):
        return delta.reshape(self.dim)


class StratoPieno:
    def __init__(self, n_in, n_out):
        self.W = np.random.randn(n_out, n_in) / np.sqrt(n_in)
        self.b = np.zeros((n_out, 1))

    def avanti(self, x):
        self.x = x
        return self.W @ x + self.b

    def indietro(self, delta, passo_appr):
        dx = self.W.T @ delta
        self.W -= passo_appr * (delta @ self.x.T)
        self.b -= passo_appr * delta
        return dx


class StratoSoftmax:
    def avanti(self, x):
        e = np.exp(x - np.max(x))
        self.p = e / e.sum()
        return self.p

    def indietro(self, delta, passo_appr=0.0):
        J = np.diagflat(self.p) - self.p @ self.p.T
        return J @ delta


def errore_quadratico(vero, stima):
    return np.mean((stima - vero) ** 2)


def errore_quadratico_derivata(vero, stima):
    return 2 * (stima - vero) / vero.size
